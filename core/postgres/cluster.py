"""Start, stop and mend the embedded server: flock → initdb → pg_ctl → roles → database, each only where needed."""

import contextlib
import fcntl
import hashlib
import os
import pwd
import shlex
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from core.postgres.place import PORT, Cluster, ServerFailed, fetch_programs, locate

__all__ = ["Cluster", "ServerFailed", "ensure_running", "is_running", "stop"]

DATABASE = "somv"
SUPERUSER = "postgres"
_SQL = Path(__file__).resolve().parents[1] / "sql"
_ROLES_STAMP = "somv-roles"
_ORPHANS_LEAVE_WITHIN = 2.0  # seconds a backend needs to see that its postmaster was killed
_FORGETFUL = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_wal_size=256MB")


def ensure_running(kind: str = "demo") -> Cluster:
    """Start the server when it does not run, and return where it is. Safe to call from many processes at once.

    Raises ServerFailed with the end of the server's log when it does not come up.
    """
    cluster = locate(kind)
    if is_running(cluster) and _roles_are_current(cluster):
        return cluster
    with _locked(cluster):
        fetch_programs(cluster)
        if not (cluster.data / "PG_VERSION").exists():
            _initialise(cluster)
        if not is_running(cluster):
            _start(cluster)
        if not _roles_are_current(cluster):
            _make_roles(cluster)
    return cluster


def is_running(cluster: Cluster) -> bool:
    """Whether the postmaster lives and takes connections; ``pg_ctl status`` believes a zombie or a reused number."""
    lines = _postmaster_file(cluster)
    if len(lines) < 8 or lines[7].strip() != "ready":
        return False
    return _is_ours(cluster, int(lines[0]))


def stop(cluster: Cluster) -> bool:
    """Stop the server; open sessions are ended. Returns whether it ran."""
    with _locked(cluster):
        if not is_running(cluster):
            return False
        _run(cluster, "pg_ctl", "-D", str(cluster.data), "-m", "fast", "-w", "-t", "30", "stop")
        return True


@contextlib.contextmanager
def _locked(cluster: Cluster) -> Iterator[None]:
    with cluster.lock.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _initialise(cluster: Cluster) -> None:
    """Make the data folder under another name first: a killed initdb leaves nothing that looks like a cluster."""
    fresh = cluster.data.with_name(f"{cluster.data.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    _own_folder(cluster, fresh)
    # The built-in locale folds Æ, Ø and Å on every machine alike, whatever locales the machine has.
    locale = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--encoding=UTF8")
    # Whoever reaches the socket is trusted: it stands in a folder that is closed to all others.
    _run(cluster, "initdb", "-D", str(fresh), "-U", SUPERUSER, "--auth=trust", "--no-sync", *locale)
    if cluster.data.exists():  # an empty or broken folder; one with PG_VERSION never gets here
        cluster.data.rename(cluster.data.with_name(f"{cluster.data.name}.broken-{int(time.time())}"))
    fresh.rename(cluster.data)


def _start(cluster: Cluster) -> None:
    _clear_leftovers(cluster)
    _own_folder(cluster, cluster.socket)
    settings = [
        "listen_addresses=",
        f"port={PORT}",
        f"unix_socket_directories={cluster.socket}",
        "unix_socket_permissions=0700",
        "timezone=UTC",
        "log_timezone=UTC",
        "log_error_verbosity=terse",  # the detail of a refused row is the row: a citizen's data in a log
        *(_FORGETFUL if cluster.kind == "test" else ()),
    ]
    options = " ".join(f"-c {shlex.quote(setting)}" for setting in settings)
    cluster.log.touch(mode=0o600)
    if cluster.user:
        shutil.chown(cluster.log, cluster.user)
    wait = ("-w", "-t", "60", "-s")
    _run(cluster, "pg_ctl", "-D", str(cluster.data), "-l", str(cluster.log), "-o", options, *wait, "start")


def _clear_leftovers(cluster: Cluster) -> None:
    """After kill -9: wait for orphans, end them, and only then remove what says that a server runs."""
    for ask in (None, signal.SIGQUIT, signal.SIGKILL):
        orphans = _processes(cluster)
        if ask is not None:
            for pid in orphans:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, ask)
        deadline = time.monotonic() + _ORPHANS_LEAVE_WITHIN
        while orphans and time.monotonic() < deadline:
            time.sleep(0.05)
            orphans = _processes(cluster)
        if not orphans:
            break
    else:
        raise ServerFailed(f"processes {orphans} of an earlier server in {cluster.data} do not end")
    for leftover in (cluster.data / "postmaster.pid", cluster.socket / f".s.PGSQL.{PORT}.lock"):
        leftover.unlink(missing_ok=True)


def _postmaster_file(cluster: Cluster) -> list[str]:
    try:
        return (cluster.data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return []
    except PermissionError as error:
        raise ServerFailed(f"{cluster.data} belongs to another user: run as that user, or remove it") from error


def _is_ours(cluster: Cluster, pid: int) -> bool:
    """A live process of this very server: named postgres, no zombie, working in our data folder."""
    proc = Path(f"/proc/{pid}")
    if not Path("/proc/self").exists():  # no Linux: the number alone has to do
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        return True
    try:
        name, _, rest = (proc / "stat").read_text().partition("(")[2].rpartition(")")
        return name == "postgres" and rest.split()[0] != "Z" and (proc / "cwd").readlink() == cluster.data
    except (OSError, IndexError):
        return False


def _processes(cluster: Cluster) -> list[int]:
    if not Path("/proc/self").exists():
        lines = _postmaster_file(cluster)
        return [int(lines[0])] if lines and _is_ours(cluster, int(lines[0])) else []
    return [int(p.name) for p in Path("/proc").iterdir() if p.name.isdigit() and _is_ours(cluster, int(p.name))]


def _role_scripts(cluster: Cluster) -> list[str]:
    names = ["roles.sql"] + (["test_roles.sql"] if cluster.kind == "test" else [])
    return [(_SQL / name).read_text(encoding="utf-8") for name in names]


def _roles_mark(cluster: Cluster) -> str:
    return hashlib.sha256("".join(_role_scripts(cluster)).encode()).hexdigest()


def _roles_are_current(cluster: Cluster) -> bool:
    try:
        return (cluster.data / _ROLES_STAMP).read_text() == _roles_mark(cluster)
    except FileNotFoundError:
        return False


def _make_roles(cluster: Cluster) -> None:
    import psycopg

    where: dict[str, Any] = {"host": str(cluster.socket), "port": PORT, "user": SUPERUSER, "autocommit": True}
    with psycopg.connect(dbname="postgres", **where) as connection:
        if not connection.execute("select 1 from pg_database where datname = %s", [DATABASE]).fetchone():
            connection.execute(f"create database {DATABASE}")
    with psycopg.connect(dbname=DATABASE, **where) as connection:
        for script in _role_scripts(cluster):
            connection.execute(script)
    (cluster.data / _ROLES_STAMP).write_text(_roles_mark(cluster))


def _own_folder(cluster: Cluster, folder: Path) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)
    folder.chmod(0o700)
    if cluster.user:
        shutil.chown(folder, cluster.user)


def _run(cluster: Cluster, program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs as the server's user, apart from our terminal: Ctrl-C is not for it."""
    settings: dict[str, Any] = {}
    if cluster.user:
        settings = {"user": cluster.user, "group": pwd.getpwnam(cluster.user).pw_gid, "extra_groups": []}
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_"))}
    done = subprocess.run(
        [str(cluster.programs / "bin" / program), *arguments],
        stdin=subprocess.DEVNULL,
        # A file would be kept open by the server; the pipe is closed as pg_ctl redirects the server's own output.
        capture_output=True,
        text=True,
        cwd="/",
        env=environment | {"LC_ALL": "C", "HOME": "/"},
        start_new_session=True,
        timeout=120,
        check=False,
        **settings,
    )
    if done.returncode:
        log = cluster.log.read_text(errors="replace").splitlines()[-15:] if cluster.log.exists() else []
        raise ServerFailed("\n".join([f"{program} failed:", done.stdout.strip(), done.stderr.strip(), *log]))
