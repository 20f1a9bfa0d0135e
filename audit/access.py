"""How many different citizens one person opens in an hour (ADR 0037). Those of the last hour stay open."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _

from audit.enums import Kind
from core.held import held, typed

HOUR = timedelta(hours=1)


def opens_again(request: Any, citizens: Iterable[uuid.UUID]) -> datetime | None:
    """When these may be opened, of whom one is new; None: now."""
    opened = request.opened
    if opened is None or set(citizens) <= opened.keys():
        return None
    oldest_first = sorted(opened.values())
    return oldest_first[len(opened) - settings.CITIZENS_AN_HOUR] + HOUR


def enough_opened() -> str:
    """Why, in words."""
    text = _(
        "You have opened %(most)s different citizens within an hour. Those you can still open and save; new ones have "
        "to wait."
    )
    return text % {"most": settings.CITIZENS_AN_HOUR}


def beyond(request: Any, *, but: str) -> HttpResponse | None:
    """The answer to who opens one citizen more than the limit; None for everybody else. Emergency access has its own.

    Fields whose names begin with `but` are not kept.
    """
    note = request.access_note
    if note is None or "emergency" in note.basis:
        return None
    until = opens_again(request, note.citizens)
    if until is None:
        return None
    note.kind, note.denied = Kind.LIMITED, True
    return held(request, until=until, why=enough_opened(), fields=typed(request, but=but))
