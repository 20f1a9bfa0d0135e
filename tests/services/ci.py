"""``python -m tests.services.ci``: the parts of CI that take long, or need a PostgreSQL and a Redis which are not ours.

Makes a scratch database on the server, gives it our roles, runs the processes of the Procfile and then the suite there.
Removes the database again; the four roles stay on the server (other databases there may use them). Last ten thousand
random steps against the access oracle. CI has 90 minutes (`SOMV_CI_BEGAN`): where the machine has been slow so far, the
suite there is shorter and the steps are fewer or left out, which it says.
"""

import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

PROJECT = Path(__file__).resolve().parents[2]
SERVER = os.environ.get("CI_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
OLDEST = 15
# What a database can answer differently: rules held by the database, access, actions and their pages. The rest has
# been run by `make test` a minute before and would double CI's time.
ON_THE_OLDEST = ("access", "accounts", "attack", "audit", "citizens", "core", "meetings", "outbox", "plans", "tracks")

SHORT = ("audit", "core", "outbox")  # with the constraints: where an older server would answer otherwise first
LATEST_WHOLE = 50  # minutes since CI began
STEPS = ((50, 10_000), (70, 3_000))  # until then, so many

# Long walks through the pages: what they find is the app's, whatever database answers.
WALKS = ("access/test_revocation_ways", "access/test_stateful", "attack/test_canaries")
WALKS += ("attack/test_fields_nobody_asked_for", "attack/test_ids_of_a_stranger", "attack/test_reading_changes_nothing")


@contextmanager
def scratch_database(*, for_tests: bool) -> Iterator[dict[str, str]]:
    """A database with our roles on the real server; yields the environment that leads there."""
    name = f"somv_ci_{os.getpid()}_{secrets.token_hex(3)}"
    names = ["roles.sql", "test_roles.sql"] if for_tests else ["roles.sql"]
    passwords = {role: secrets.token_hex(8) for role in ("owner", "app", "worker", "backup")}
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(f"create database {name}")
    try:
        with psycopg.connect(SERVER, dbname=name, autocommit=True) as server:
            major = server.info.server_version // 10000
            print(f"PostgreSQL {major} at {server.info.host}, database {name}", flush=True)
            assert major >= OLDEST
            for role, password in passwords.items():
                server.execute("select set_config(%s, %s, false)", [f"somv.{role}_password", password])
            for script in names:
                server.execute((PROJECT / "core" / "sql" / script).read_text(encoding="utf-8"))
        parts = urlsplit(SERVER)
        place = f"{parts.hostname}:{parts.port or 5432}/{name}"
        variables = {"app": "DATABASE_URL"} | {r: f"DATABASE_{r.upper()}_URL" for r in ("owner", "worker", "backup")}
        yield {variables[role]: f"postgresql://somv_{role}:{passwords[role]}@{place}" for role in passwords}
    finally:
        with psycopg.connect(SERVER, autocommit=True) as server:
            for (made,) in server.execute("select datname from pg_database where datname like %s", [f"{name}%"]):
                server.execute(f'drop database if exists "{made}" with (force)')


def run(title: str, environment: dict[str, str], *arguments: str) -> bool:
    """Run pytest with this environment; True when it was green."""
    print(f"\n== {title}", flush=True)
    began = time.monotonic()
    command = [sys.executable, "-m", "pytest", "-q", "-rfEs", *arguments]
    done = subprocess.run(command, cwd=PROJECT, env=os.environ | environment, check=False)
    print(
        f"== {title}: {'passed' if done.returncode == 0 else 'FAILED'} in {time.monotonic() - began:.0f} s", flush=True
    )
    return done.returncode == 0


def minutes_gone() -> float:
    return (time.time() - float(os.environ.get("SOMV_CI_BEGAN", time.time()))) / 60


def main() -> int:
    """0 when all parts were green."""
    with scratch_database(for_tests=False) as environment:
        environment |= {"SOMV_SERVICES_DATABASE": "1"}
        green = run("the compose file's processes, by hand", environment, "tests/services")
    with scratch_database(for_tests=True) as environment:
        green &= _on_the_oldest(environment)
    green &= _steps()
    return 0 if green else 1


def _steps() -> bool:
    """Other steps each time; `make test` has taken the thousand that are always the same."""
    gone = minutes_gone()
    many = next((steps for until, steps in STEPS if gone <= until), 0)
    if not many:
        print(f"\n== LEFT OUT: the random steps, for {gone:.0f} minutes are gone", flush=True)
        return True
    arguments = ["-n", "2", "-rP", "tests/access/test_stateful.py"]
    return run(f"{many:,} random steps against the oracle", {"SOMV_STATEFUL": str(many)}, *arguments)


def _on_the_oldest(environment: dict[str, str]) -> bool:
    short = minutes_gone() > LATEST_WHOLE
    if short:
        print(f"\n== SHORTENED to {', '.join(SHORT)}: {minutes_gone():.0f} minutes are gone", flush=True)
    folders = [f"tests/{name}" for name in (SHORT if short else ON_THE_OLDEST)]
    constraints = sorted(str(path) for path in (PROJECT / "tests" / "guards").glob("test_constraints_*.py"))
    folders += [f"--ignore=tests/{name}.py" for name in WALKS]
    spread = ["-n", "2", "--dist", "worksteal", "-m", "not browser and not services"]
    return run(
        "what the database answers, on a server of its own, over TCP", environment, *spread, *folders, *constraints
    )


if __name__ == "__main__":
    sys.exit(main())
