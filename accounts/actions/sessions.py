"""Sessions: how long one lasts, which a person has, and how they end.

Two times are kept in the session itself, on the server: when it began, and when it was last used. The cookie decides
nothing. `allauth.usersessions` keeps one row a session, so that it can be listed and ended from elsewhere.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.signals import password_changed
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User
from accounts.queries import handle_of
from audit.middleware import source_address

BEGAN, SEEN = "began", "seen"  # seconds since 1970, in the session
NO_ADDRESS = "0.0.0.0"  # noqa: S104  (behind a socket, or in a test: there is none to show)


@dataclass(frozen=True)
class Left:
    """Seconds that are left: of quiet, and of the whole session. 0 or less: it has ended."""

    idle: int
    whole: int

    @property
    def is_over(self) -> bool:
        return min(self.idle, self.whole) <= 0

    def __str__(self) -> str:
        return f"{self.idle},{self.whole}"


def left(session: Any) -> Left:
    """What is left of a session. One without its times is from before they were kept: it is over."""
    now = time.time()
    began, seen = session.get(BEGAN, 0), session.get(SEEN, 0)
    return Left(int(seen + settings.SESSION_IDLE - now), int(began + settings.SESSION_LONGEST - now))


def touch(request: HttpRequest) -> None:
    """The session is in use. Written once a minute at most: a look at a page must not cost a write."""
    now = time.time()
    if now - request.session.get(SEEN, 0) >= min(60, settings.SESSION_IDLE / 30):
        request.session[SEEN] = now
        rows = UserSession.objects.filter(session_key=request.session.session_key)
        rows.update(last_seen_at=timezone.now(), ip=source_address(request) or NO_ADDRESS)


def _listed(request: HttpRequest, user: Any) -> None:
    """Keep the row of this session; its key may just have changed."""
    began = datetime.fromtimestamp(request.session[BEGAN], UTC)
    told = {"user": user, "ip": source_address(request) or NO_ADDRESS, "created_at": began}
    told["user_agent"] = request.META.get("HTTP_USER_AGENT", "")[:200]
    UserSession.objects.update_or_create(session_key=request.session.session_key, defaults=told)


def _begun(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """Somebody has logged in, both steps: the times begin, whatever the session held before."""
    request.session[BEGAN] = request.session[SEEN] = time.time()
    _listed(request, user)


def _ended(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    UserSession.objects.filter(session_key=request.session.session_key).delete()


def _secret_changed(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """A password or factor has changed: whoever held the old one is out everywhere, but for this session."""
    if request.user.is_authenticated and request.user.pk == user.pk and BEGAN in request.session:
        _listed(request, user)
        end_sessions(user, but=request.session.session_key)
    else:
        end_sessions(user)


def proofs(request: HttpRequest) -> list[Any]:
    """What the person has shown in this session: log-in, and each time they confirmed that it is them."""
    return list(request.session.get(AUTHENTICATION_METHODS_SESSION_KEY, []))


def renew(request: HttpRequest) -> None:
    """The session goes on under a new key, and the old one opens nothing: who confirms gets what who logs in gets."""
    row = UserSession.objects.filter(session_key=request.session.session_key)
    request.session.cycle_key()
    row.update(session_key=request.session.session_key)


def end_sessions(person: User, *, but: str | None = None) -> int:
    """End every session of this person, at its next request; `but` is the key of one that stays. Returns how many."""
    rows = list(UserSession.objects.filter(user=person).exclude(session_key=but or "").order_by("id"))
    for row in rows:
        row.end()
    return len(rows)


def end_session(person: User, *, handle: str) -> bool:
    """End the one of this person's sessions that `handle` names (queries.handle_of). False: there is none."""
    for row in UserSession.objects.filter(user=person).order_by("id"):
        if handle_of(row) == handle:
            row.end()
            return True
    return False


def clear_sessions() -> int:
    """Delete the sessions whose time is over, and the rows of sessions that are no more. Returns how many of both.

    A row that was in use just now is left: its session may be getting another key this moment.
    """
    now = timezone.now()
    ended = Session.objects.filter(expire_date__lt=now).delete()[0]
    rows = UserSession.objects.filter(last_seen_at__lt=now - timedelta(minutes=5))
    return ended + rows.exclude(session_key__in=Session.objects.values("session_key")).delete()[0]


def connect() -> None:
    """Hook the times and the list to log-in, and the end of all others to a changed password or factor."""
    user_logged_in.connect(_begun, dispatch_uid="somv-session-begun")
    user_logged_out.connect(_ended, dispatch_uid="somv-session-ended")
    for signal in (password_changed, authenticator_added, authenticator_removed, authenticator_reset):
        signal.connect(_secret_changed, dispatch_uid="somv-sessions-end")
