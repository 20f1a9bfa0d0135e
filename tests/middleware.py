"""Every request of a test runs as the app, under the policies, however much the test itself may see."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection
from django.http import HttpRequest, HttpResponse
from psycopg.pq import TransactionStatus

from core.dates import today
from tests.roles import APP, TESTER


class AsTheAppMiddleware:
    """First of all. Past Django's cursors, so that a test which counts queries counts the product's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with served():
            return self.get_response(request)


@contextmanager
def served() -> Iterator[None]:
    """The app's role, and the test's clock for `somv_today()`; afterwards the tester's, and nobody asks any more.

    A request that is made within another's (a test that races two) leaves both to the outer one.
    """
    connection.ensure_connection()
    if _role() != TESTER:
        yield
        return
    _say(APP, str(today()))
    try:
        yield
    finally:
        connection.ensure_connection()
        if connection.connection.info.transaction_status != TransactionStatus.INERROR:
            _say(TESTER, "")


def _role() -> str:
    if connection.connection.info.transaction_status == TransactionStatus.INERROR:
        return ""
    row = connection.connection.execute("select current_user::text").fetchone()
    return str(row[0])


def _say(role: str, day: str) -> None:
    connection.connection.execute(f"set role {role}", prepare=False)
    # In a test's transaction the savepoint of a request is released, and what was set for it stays.
    connection.connection.execute(
        "select set_config('somv.today', %s, false), set_config('app.user_id', '', false)", [day]
    )
