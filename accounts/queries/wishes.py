"""What waits for a second administrator, and for whom (ADR 0033)."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from accounts.enums import Role
from accounts.models import Affiliation, User, Wish, valid_on
from accounts.roles import LEADING_FAR
from core.dates import today


def open_on(now: datetime) -> Q:
    """Wishes that can still be answered."""
    return Q(outcome="", expires_at__gt=now)


def open_wishes(**about: Any) -> QuerySet[Wish]:
    """Those that wait, the oldest first, with all that a page says of them."""
    rows = Wish.objects.filter(open_on(timezone.now()), **about)
    return rows.select_related("person", "asked_by", "organisation").order_by("created_at", "id")


def wishes_for(user: Any) -> list[Wish]:
    """What waits for this administrator's yes: neither asked by them nor about them."""
    return list(open_wishes().exclude(asked_by=user).exclude(person=user))


def leads_far(person: User) -> bool:
    """Whether a way into this person's log-in needs a second yes: they hold such a role, will, or may be given one."""
    rows = Affiliation.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=today()), user=person)
    counts = rows.exclude(ends_on__lte=F("starts_on"))  # what ended before it began never counts
    return counts.filter(role__in=LEADING_FAR).exists() or open_wishes(person=person).exclude(role="").exists()


def administrators() -> set[uuid.UUID]:
    """Who is administrator today."""
    rows = Affiliation.objects.filter(valid_on(today()), role=Role.ADMINISTRATOR, user__is_active=True)
    return set(rows.values_list("user_id", flat=True))


def deciders(rows: Collection[Wish]) -> dict[uuid.UUID, tuple[uuid.UUID, ...]]:
    """Wish → the administrators of today who may answer it. One query."""
    everybody = administrators() if rows else set()
    return {row.pk: tuple(sorted(everybody - {row.asked_by_id, row.person_id})) for row in rows}
