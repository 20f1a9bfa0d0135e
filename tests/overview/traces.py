"""What a request leaves: its own queries, and its rows of the access log."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import AccessEvent
from tests.roles import as_owner

FRAME = ("SAVEPOINT", "RELEASE", "ROLLBACK", "set_config", "django_session", "audit_accessevent")


@contextmanager
def own_queries() -> Iterator[list[str]]:
    """The view's own queries of one request of somebody logged in; the first that is left is who they are."""
    own: list[str] = []
    with CaptureQueriesContext(connection) as caught:
        yield own
    asked = [row["sql"] for row in caught.captured_queries if not any(word in row["sql"] for word in FRAME)]
    assert "accounts_affiliation" in asked[0]
    own += asked[1:]


def events() -> list[tuple[str, str, list[object], str]]:
    """The access log so far: kind, route, citizens, outcome."""
    with as_owner():
        rows = AccessEvent.objects.order_by("at").values_list("kind", "route", "citizens", "outcome")
        return [tuple(row) for row in rows]
