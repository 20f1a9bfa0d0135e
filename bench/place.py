"""The benchmark's own server and databases: under `var/bench`, neither the demo's nor the tests'."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
OWNER, APP, PAST_POLICIES = "somv_owner", "somv_app", "somv_tester"


def prepare() -> None:
    """Choose the settings, before Django is set up: the product's own, as the app, on a server that forgets quickly."""
    sys.path.insert(0, str(ROOT))
    os.environ["SOMV_VAR"] = os.environ.get("SOMV_BENCH_VAR") or str(ROOT / "var" / "bench")
    Path(os.environ["SOMV_VAR"]).mkdir(parents=True, exist_ok=True)
    os.environ |= {"SOMV_PG": "test", "SOMV_TESTING": "1", "SOMV_DB_ROLE": "app"}
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_WORKER_URL", "DATABASE_BACKUP_URL"):
        os.environ.pop(name, None)


def stop() -> None:
    from core.postgres import locate, stop

    stop(locate("test"))


def wrapper(database: str, user: str = APP, assumed: str = "") -> Any:
    """A connection of Django's to one of our databases, as one of our roles."""
    from django.db import connections

    made = connections.create_connection("default")
    options = dict(made.settings_dict["OPTIONS"])
    if assumed:
        options["assume_role"] = assumed
    made.settings_dict = {**made.settings_dict, "NAME": database, "USER": user, "OPTIONS": options}
    return made


@contextmanager
def through(connection: Any) -> Iterator[None]:
    """Let whatever asks for the default connection have this one."""
    from django.db import connections

    before = connections["default"]
    connections["default"] = connection
    try:
        yield
    finally:
        connections["default"] = before


def bare(database: str) -> Any:
    """A connection of psycopg's own, past Django; as the owner, whom the policies let through."""
    import psycopg
    from django.db import connection

    place = connection.settings_dict
    where = {"host": place["HOST"], "port": place["PORT"], "dbname": database, "user": OWNER}
    made = psycopg.connect(**where, autocommit=True)
    made.execute("set time zone 'Europe/Copenhagen'")
    return made


def owner_cursor(database: str) -> Any:
    """A cursor of the owner's that puts values into the text, so that a statement may be anything."""
    import psycopg

    return psycopg.ClientCursor(bare(database))


def template() -> str:
    """An empty database with today's migrations; made when the migrations have changed."""
    from django.core.management import call_command

    mark = hashlib.sha256(date.today().strftime("%Y-%m").encode())  # the log's partitions begin with the month
    for path in sorted([*ROOT.glob("*/migrations/*.py"), *ROOT.glob("core/sql/*.sql")]):
        mark.update(path.read_bytes())
    name = f"bench_template_{mark.hexdigest()[:12]}"
    cursor = owner_cursor("postgres")
    cursor.execute("select from pg_database where datname = %s", [name])
    if cursor.fetchone() is None:
        _made_anew(f"{name}_new", "somv")
        connection = wrapper(f"{name}_new", OWNER)
        with through(connection):
            call_command("migrate", verbosity=0)
        connection.close()
        cursor.execute(f"alter database {name}_new rename to {name}")
    cursor.connection.close()
    return name


def copy(database: str) -> None:
    _made_anew(database, template())


def _made_anew(database: str, source: str) -> None:
    cursor = owner_cursor("postgres")
    cursor.execute(f"drop database if exists {database} with (force)")
    cursor.execute(f"create database {database} template {source}")
    cursor.connection.close()
