from __future__ import annotations

import uuid

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import CalendarKey, Invitation, User
from core.fields import keyed_hash


def open_invitation(person: User) -> Invitation | None:
    """The link that can still be used."""
    rows = Invitation.objects.filter(user=person, used_at__isnull=True, withdrawn_at__isnull=True)
    return rows.filter(expires_at__gt=timezone.now()).order_by("id").first()


def link_hash(token: str) -> str:
    """What is stored of a one-time link. Without hyphens: links from before had them in their address."""
    return keyed_hash(f"link {token.replace('-', '')}")


def open_link(token: str, *, lock: bool = False) -> Invitation | None:
    """The link's row if it works now, with its person; None for every reason why it does not."""
    return _working(lock).filter(token_hash=link_hash(token)).first()


def open_link_row(pk: uuid.UUID, *, lock: bool = False) -> Invitation | None:
    """The same by its own id, for whoever showed the link a moment ago: the link itself is kept in no session."""
    return _working(lock).filter(pk=pk).first()


def _working(lock: bool) -> QuerySet[Invitation]:
    rows = Invitation.objects.select_for_update(of=("self",)) if lock else Invitation.objects.all()
    working = Q(used_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=timezone.now(), user__is_active=True)
    return rows.select_related("user").filter(working).order_by("id")


def calendar_hash(key: str) -> str:
    """What is stored of a calendar's address."""
    return keyed_hash(f"calendar {key}")


def calendar_key(person: User) -> CalendarKey | None:
    """The address of this person's calendar that works now."""
    return CalendarKey.objects.filter(user=person, ended_at__isnull=True).first()


def owner_of_calendar(key: str) -> User | None:
    """Whose calendar the key opens now: of somebody active. None for every reason why it does not."""
    rows = CalendarKey.objects.filter(key_hash=calendar_hash(key), ended_at__isnull=True, user__is_active=True)
    row = rows.select_related("user").first()
    return row.user if row else None
