"""Somebody's own to-dos, as they may read them today."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db.models import F, QuerySet
from django.utils import timezone

from citizens.access import visible_citizens
from citizens.models import Citizen, ToDo
from core.dates import today

STILL_SHOWN = timedelta(days=30)  # ticked off by mistake: it can be opened again
MOST_DONE = 50


def nameable(user: Any) -> QuerySet[Citizen]:
    """The citizens a to-do of `user` may name today, in Danish order; what lists never show is not read."""
    rows = visible_citizens(user).only("given_name", "family_name", "case_number", "sort_name")
    return rows.order_by("sort_name", "id")


def open_todos(user: Any, visible: Mapping[Any, Any]) -> list[Any]:
    """What is still to be done: by date, what has none last. One query.

    `visible`: the citizens open to the reader, by key. A to-do about one who is not among them shows no name.
    """
    rows = ToDo.objects.filter(owner=user, done_at__isnull=True)
    return _dressed(rows.order_by(F("due_on").asc(nulls_last=True), "created_at", "id"), visible)


def done_todos(user: Any, visible: Mapping[Any, Any]) -> list[Any]:
    """What was ticked off the last 30 days, latest first. One query."""
    rows = ToDo.objects.filter(owner=user, done_at__gte=timezone.now() - STILL_SHOWN)
    return _dressed(rows.order_by("-done_at", "id")[:MOST_DONE], visible)


def _dressed(rows: Any, visible: Mapping[Any, Any]) -> list[Any]:
    found = list(rows)
    for row in found:
        row.about = visible.get(row.citizen_id)
        row.hidden = row.citizen_id is not None and row.about is None
        row.day = row.due_on
        row.days = (row.due_on - today()).days if row.due_on else None
        row.late = row.days is not None and row.days < 0
    return found
