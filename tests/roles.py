"""Tests query with the app's grants, not as the owner who made the test database.

The owner logs in and every connection turns into ``somv_tester`` (Django's ``assume_role``): the app's rights to
tables, and every row, so that a test can look at what it has done. A request to the product, and whatever a test does
``with as_app():``, runs as ``somv_app`` under the policies. Factories and whatever else has to reach past the app's
rights say so: ``with as_owner(): …``.
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

from core.dates import today

APP, OWNER, WORKER, TESTER = "somv_app", "somv_owner", "somv_worker", "somv_tester"


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


@contextmanager
def as_user(user: Any) -> Iterator[None]:
    """Have the database know who asks, as the middleware does for a request."""
    with connection.cursor() as cursor:
        cursor.execute("select set_config('app.user_id', %s, true)", [str(user.pk) if user else ""])
    yield
    with connection.cursor() as cursor:
        cursor.execute("select set_config('app.user_id', '', true)")


def as_app(user: Any = None) -> Any:
    """Be the app under its policies, asked by `user` or by nobody; the clock is the test's. Not nested."""
    return _as_app(user)


@contextmanager
def _as_app(user: Any) -> Iterator[None]:
    with as_role(APP):
        with connection.cursor() as cursor:
            cursor.execute("select set_config('app.user_id', %s, false)", [str(user.pk) if user else ""])
            cursor.execute("select set_config('somv.today', %s, false)", [str(today())])
        try:
            yield
        finally:
            if connection.connection.info.transaction_status != TransactionStatus.INERROR:
                with connection.cursor() as cursor:
                    cursor.execute("select set_config('app.user_id', '', false), set_config('somv.today', '', false)")


def as_owner() -> Any:
    """Be the owner of all tables: ``with as_owner():`` or ``@as_owner()``."""
    return as_role(OWNER)


def become_tester() -> None:
    """From here on every connection of the default alias turns into the tester."""
    _assume(TESTER)


def become_worker() -> None:
    """The same with the worker, for what is measured as it will run."""
    _assume(WORKER)


def _assume(role: str) -> None:
    connection.close()
    connection.settings_dict["OPTIONS"] = {**connection.settings_dict["OPTIONS"], "assume_role": role}


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
    if role not in (APP, OWNER, WORKER, TESTER):
        raise ValueError(role)
    with connection.cursor() as cursor:
        cursor.execute(f"set role {role}")
