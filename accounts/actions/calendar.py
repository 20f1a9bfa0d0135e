"""A person's calendar address: made, renewed and ended by themselves."""

from __future__ import annotations

import secrets

from django.db import transaction
from django.utils import timezone

from accounts.models import CalendarKey, User
from accounts.queries import calendar_hash
from core.attribution import attributed_to

KEY_BYTES = 24  # 192 random bits


@transaction.atomic
def make_calendar(person: User) -> str:
    """Make a new key and return it, the only time it is known; the one before stops working."""
    person = User.objects.select_for_update().get(pk=person.pk)
    end_calendar(person)
    key = secrets.token_urlsafe(KEY_BYTES)
    with attributed_to(person):
        CalendarKey(user=person, key_hash=calendar_hash(key)).save()
    return key


@transaction.atomic
def end_calendar(person: User) -> None:
    """The address stops working at once. Without one, nothing happens."""
    with attributed_to(person):
        for row in CalendarKey.objects.select_for_update().filter(user=person, ended_at__isnull=True).order_by("id"):
            row.ended_at = timezone.now()
            row.save()
