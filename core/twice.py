"""A form sent twice is stored once: browsers repeat a POST on a double click and on a weak line."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, TypeVar

from django.utils import timezone

from core.models import Record

# The same words by the same person on the same thing within a minute: a second press, not a second thought.
TWICE_WITHIN = timedelta(seconds=60)
_OWN = frozenset({"id", "revision", "created_at", "position"})

R = TypeVar("R", bound=Record)


def pressed_twice(row: R, *, by: Any, **among: Any) -> R | None:
    """The row that `by` made with the very same content less than a minute ago among those that match `among`.

    Call it under the lock that serialises the additions, so that the second of two at once sees the first.
    """
    if by.pk is None:
        return None  # the system presses no buttons
    names = [field.attname for field in row._meta.concrete_fields if field.attname not in _OWN]
    rows: Any = type(row).objects.filter(created_at__gt=timezone.now() - TWICE_WITHIN, **among)
    for stored in rows.order_by("-created_at", "id"):
        same = all(getattr(stored, name) == getattr(row, name) for name in names)
        if same and stored.history.filter(history_type="+", history_user_id=by.pk).exists():
            return stored
    return None
