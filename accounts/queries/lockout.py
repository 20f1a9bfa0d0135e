"""Which log-ins are shut now, told from the failed attempts of the last day (accounts.lockout, ADR 0029)."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, Max, Min, QuerySet
from django.utils import timezone

from accounts.enums import TryKind
from accounts.lockout import DAY, name_key
from accounts.models import FailedTry, User

_OF_PEOPLE = (TryKind.PASSWORD, TryKind.FACTOR)


@dataclass(frozen=True)
class Lock:
    """Since when a person's log-in is shut, and when it opens by itself at the latest."""

    since: datetime
    until: datetime


def _shut(rows: QuerySet[FailedTry]) -> QuerySet[FailedTry, dict[str, Any]]:
    """The slots with too many attempts, with the first and the last of them."""
    slots = rows.filter(kind__in=_OF_PEOPLE, at__gt=timezone.now() - DAY).order_by().values("who", "kind", "device")
    counted: Any = slots.annotate(n=Count("pk"), first=Min("at"), last=Max("at"))
    return counted.filter(n__gte=settings.LOCKOUT_TRIES)


def lock_of(person: User) -> Lock | None:
    """What is shut for this person: the password, or the second step, in strange browsers or in a known one."""
    found = list(_shut(FailedTry.objects.filter(who=name_key(person.username))))
    if not found:
        return None
    return Lock(min(row["last"] for row in found), max(row["first"] for row in found) + DAY)


def newly_shut() -> Iterator[tuple[uuid.UUID, datetime]]:
    """Whose log-in is shut, and since when, of active people. Of names that nobody has, nothing.

    Asked by the worker, not at the log-in: there a known name would take longer than an invented one.
    """
    found = list(_shut(FailedTry.objects.all()))
    if not found:
        return
    people = User.objects.filter(is_active=True).values_list("pk", "username").order_by("pk")
    of_name = {name_key(username): pk for pk, username in people.iterator()}
    for row in found:
        if row["who"] in of_name:
            yield of_name[row["who"]], row["last"]
