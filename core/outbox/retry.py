"""What the administrator does when something failed: have it tried again. Who pressed stands in the access log."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from core.models import Mail, MailState, Notice

# Where trying again can change something: the address was wrong, or the server was.
FAILED = Q(state__in=[MailState.REFUSED, MailState.NO_ADDRESS]) | Q(state=MailState.WAITING) & ~Q(problem="")


def failed_mails() -> QuerySet[Mail]:
    """Mails that did not leave, or that wait because something is wrong."""
    return Mail.objects.filter(FAILED)


def stuck_notices() -> QuerySet[Notice]:
    """Notices that nobody can be told of, or whose kind fails."""
    return Notice.objects.filter(settled_at__isnull=True).exclude(problem="")


def retry(rows: QuerySet[Mail], now: datetime) -> int:
    """Let these of the failed mails leave with the next sweep; returns how many. They are judged as they leave."""
    fresh: dict[str, Any] = {"state": MailState.WAITING, "ended_at": None, "try_at": now, "tries": 0, "problem": ""}
    return rows.filter(FAILED).update(**fresh)


def look_again(now: datetime) -> int:
    """Have the stuck notices judged with the next sweep; returns how many."""
    return stuck_notices().update(try_at=now, tries=0)
