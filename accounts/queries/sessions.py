from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import User
from core.fields import keyed_hash


@dataclass(frozen=True)
class SessionLine:
    """One of a person's sessions as it is shown: enough to know it again, too little to find anybody by."""

    handle: str
    browser: str
    system: str
    source: str
    began: datetime
    seen: datetime
    is_this: bool


def handle_of(row: UserSession) -> str:
    """What names a session on a page: not its key, by which one would be in."""
    return keyed_hash(f"session {row.session_key}")[:32]


def live_sessions(person: User) -> QuerySet[UserSession]:
    """The sessions of this person that would be let in now, the latest used first."""
    now = timezone.now()
    alive = Q(last_seen_at__gt=now - timedelta(seconds=settings.SESSION_IDLE))
    alive &= Q(created_at__gt=now - timedelta(seconds=settings.SESSION_LONGEST))
    stored = Session.objects.filter(expire_date__gt=now).values("session_key")
    rows = UserSession.objects.filter(alive, user=person, session_key__in=stored)
    return rows.order_by("-last_seen_at", "-id")


def own_sessions(person: User, key: str | None) -> list[SessionLine]:
    """The person's sessions; `key` is that of the session that asks."""
    return [
        SessionLine(
            handle_of(row),
            *_browser(row.user_agent),
            _coarse(row.ip),
            row.created_at,
            row.last_seen_at,
            row.session_key == key,
        )
        for row in live_sessions(person)
    ]


_BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))


_SYSTEMS: tuple[tuple[str, str], ...] = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
)


_SYSTEMS += (("Mac OS", "Mac"), ("Linux", "Linux"))


def _browser(agent: str) -> tuple[str, str]:
    """The family of browser and system; empty where the words are none we know. Never the words themselves."""
    named = (next((name for mark, name in table if mark in agent), "") for table in (_BROWSERS, _SYSTEMS))
    return next(named), next(named)


def _coarse(address: str) -> str:
    """The network an address is in, not the machine: 203.0.x.x."""
    if ":" in address:
        return ":".join(address.split(":")[:2]) + ":…"
    return ".".join(address.split(".")[:2]) + ".x.x"
