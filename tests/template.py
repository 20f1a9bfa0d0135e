"""Migrate once, copy often: every test database is a copy of one that is made anew when a migration changes."""

import fcntl
import hashlib
from datetime import UTC, datetime
from pathlib import Path

from django.apps import apps
from django.core.management import call_command
from django.db import connection

PROJECT = Path(__file__).resolve().parents[1]
TODAY = """
create or replace function somv_today() returns date language sql stable as $$
    select coalesce(nullif(current_setting('somv.today', true), '')::date,
        (now() at time zone 'Europe/Copenhagen')::date)
$$
"""
_KEEP = 3  # templates of other branches


def migrated_template() -> str:
    """The name of an empty, migrated database to copy; made here when there is none for today's migrations."""
    name = f"{connection.settings_dict['NAME']}_template_{_mark()}"
    lock = PROJECT / "var" / "test-template.lock"
    lock.parent.mkdir(exist_ok=True)
    with lock.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        existing = _templates()
        if name not in existing:
            for old in existing[: -_KEEP + 1]:
                _execute(f'drop database if exists "{old}"')
            _build(name)
    return name


def _mark() -> str:
    """Changes with every migration, ours or a package's, and with the rights they build on."""
    # The access log's partitions are made for the month of the migration.
    mark = hashlib.sha256(f"{datetime.now(UTC):%Y-%m} {TODAY}".encode())
    folders = sorted(Path(config.path) / "migrations" for config in apps.get_app_configs())
    for path in [*(PROJECT / "core" / "sql").glob("*.sql"), *(p for f in folders for p in sorted(f.rglob("*.py")))]:
        mark.update(path.name.encode() + path.read_bytes())
    return mark.hexdigest()[:16]


def _build(name: str) -> None:
    """Under another name first: what is found under its own is whole."""
    empty = connection.settings_dict["NAME"]
    _execute(f'drop database if exists "{name}_new"')
    _execute(f'create database "{name}_new" template "{empty}"')
    connection.close()
    connection.settings_dict["NAME"] = f"{name}_new"
    try:
        call_command("migrate", interactive=False, verbosity=0)
        _let_tests_say_the_day()
    finally:
        connection.close()
        connection.settings_dict["NAME"] = empty
    _execute(f'alter database "{name}_new" rename to "{name}"')


def _let_tests_say_the_day() -> None:
    """A stopped clock of a test must stop the policies' clock, too; only here does the day come from a setting."""
    with connection.cursor() as cursor:
        cursor.execute(TODAY)


def _templates() -> list[str]:
    with connection._nodb_cursor() as cursor:
        pattern = f"^{connection.settings_dict['NAME']}_template_[0-9a-f]{{16}}$"
        cursor.execute("select datname from pg_database where datname ~ %s order by oid", [pattern])
        return [name for (name,) in cursor.fetchall()]


def _execute(statement: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)
