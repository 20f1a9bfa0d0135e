"""Tests query as the app, not as the owner who made the test database: what the app may not see, a test may not see.

The owner logs in and every connection turns into ``somv_app`` (Django's ``assume_role``). Factories and whatever
else has to reach past the app's rights say so: ``with as_owner(): …``.
"""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.db import DatabaseError, OperationalError, connection
from django.test import TransactionTestCase
from psycopg.pq import TransactionStatus

APP, OWNER, WORKER = "somv_app", "somv_owner", "somv_worker"


@contextmanager
def as_role(role: str) -> Iterator[None]:
    """Be another of our roles for a while, on this thread's connection; inside a transaction, too."""
    before = _current_role()
    _set_role(role)
    try:
        yield
    finally:
        # In a failed transaction nothing can be said; its rollback takes the role back with it.
        if (
            connection.connection is not None
            and connection.connection.info.transaction_status != TransactionStatus.INERROR
        ):
            _set_role(before)


def as_owner() -> Any:
    """Be the owner of all tables: ``with as_owner():`` or ``@as_owner()``."""
    return as_role(OWNER)


def become_app() -> None:
    """From here on every connection of the default alias turns into the app."""
    connection.close()
    connection.settings_dict["OPTIONS"] = {**connection.settings_dict["OPTIONS"], "assume_role": APP}


def become_owner_again() -> None:
    """For dropping the test database."""
    connection.close()
    connection.settings_dict["OPTIONS"] = {
        name: value for name, value in connection.settings_dict["OPTIONS"].items() if name != "assume_role"
    }


def drop_leftovers() -> None:
    """Drop the test databases of runs that were killed: their name ends with the number of a process that is gone."""
    with connection.cursor() as cursor:
        cursor.execute("select datname from pg_database where datname ~ '^test_somv_[0-9]+'")
        for (name,) in cursor.fetchall():
            pid = int(re.findall(r"[0-9]+", name)[0])
            if not Path(f"/proc/{pid}").exists():
                with suppress(DatabaseError):  # another worker was quicker
                    cursor.execute(f'drop database if exists "{name}"')


def flush_as_owner(monkeypatch: Any) -> None:
    """Let the flush after a TransactionTestCase empty tables the app may not empty, append-only ones among them."""
    teardown = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]

    def as_owner_past_triggers(self: TransactionTestCase) -> None:
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("set session_replication_role = replica")
            try:
                _patiently(lambda: teardown(self))
            finally:
                cursor.execute("set session_replication_role = origin")

    monkeypatch.setattr(TransactionTestCase, "_fixture_teardown", as_owner_past_triggers)


def _patiently(flush: Any, tries: int = 8) -> None:
    """A browser's last request may still run in the live server while its tables are emptied: a deadlock, once."""
    for attempt in range(1, tries + 1):
        try:
            flush()
        except (CommandError, OperationalError):
            if attempt == tries:
                raise
            time.sleep(0.5 * attempt)
        else:
            return


def _current_role() -> str:
    with connection.cursor() as cursor:
        cursor.execute("select current_user::text")
        return cursor.fetchone()[0]


def _set_role(role: str) -> None:
    if role not in (APP, OWNER, WORKER):
        raise ValueError(role)
    with connection.cursor() as cursor:
        cursor.execute(f"set role {role}")
