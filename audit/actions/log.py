"""Writing the access log. Nothing in the product can change or remove what is written here."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.http import HttpRequest
from django.utils import timezone

from audit.enums import Kind, Outcome
from audit.models import AccessEvent
from audit.queries import Opened


@dataclass
class Note:
    """What the door notes while a request runs; the middleware writes it once the outcome is known."""

    kind: Kind
    citizens: list[uuid.UUID] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    object_type: str = ""
    object_id: uuid.UUID | None = None
    programme_id: uuid.UUID | None = None
    basis: str = ""
    criterion: str = ""  # what a search went by (audit.enums.Criterion), never what was typed
    denied: bool = False
    user: Any = None  # named here when the request no longer carries it (log-out)


class Noted(HttpRequest):
    """A request as `RequestMiddleware` hands it on, for type annotations only: what is noted about it so far."""

    request_id: uuid.UUID
    access_note: Note | None
    opened: Opened | None  # citizens of the last hour, once they are as many as one may open (audit.access)
    afterwards: list[Callable[[], None]]  # what stays however the request ends: called after its transaction


def outcome_of(note: Note, status: int) -> Outcome:
    """Denied when the door said so, failed on any other error status, else given."""
    if note.denied or status == 403:
        return Outcome.DENIED
    return Outcome.FAILED if status >= 500 else Outcome.GIVEN


def write(note: Note, *, request_id: uuid.UUID, status: int, route: str, user: Any, source: str | None) -> None:
    """Insert one event in autocommit. `user` is the signed-in user or None. Raises DatabaseError if it cannot."""
    affiliation = getattr(user, "affiliation", None)
    AccessEvent.objects.create(
        at=timezone.now(),
        id=uuid.uuid4(),  # made here: RETURNING would need SELECT, which the app must not have
        request_id=request_id,
        user_id=getattr(user, "pk", None),
        user_name=getattr(user, "name", ""),
        organisation_id=getattr(affiliation, "organisation_id", None),
        organisation=str(affiliation.organisation) if affiliation else "",
        role=str(affiliation.role) if affiliation else "",
        kind=note.kind,
        outcome=outcome_of(note, status),
        status=status,
        route=route,
        programme_id=note.programme_id,
        citizens=sorted(set(note.citizens)),
        parts=sorted(set(note.parts)),
        object_type=note.object_type,
        object_id=note.object_id,
        basis=note.basis,
        criterion=note.criterion,
        source=source,
    )


def ensure_partitions(months_ahead: int = 3) -> None:
    """Make the month partitions from now to `months_ahead`. The function runs with its owner's right."""
    with connection.cursor() as cursor:
        cursor.execute("select audit_ensure_partitions(%s)", [months_ahead])
