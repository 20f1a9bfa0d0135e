"""When a digest may leave: on Danish working days, from DIGEST_HOUR in Copenhagen on."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.conf import settings

from core.dates import COPENHAGEN, danish_date
from core.workdays import is_workday, workday


def digest_at(day: date) -> datetime:
    """The moment a digest of `day` leaves."""
    return datetime.combine(day, time(settings.DIGEST_HOUR), COPENHAGEN)


def digests_leave(now: datetime) -> bool:
    """Whether digests may leave at `now`."""
    day = danish_date(now)
    return is_workday(day) and now >= digest_at(day)


def next_digest(now: datetime) -> datetime:
    """The first digest hour after `now` on which digests leave."""
    day = workday(danish_date(now))
    if (at := digest_at(day)) > now:
        return at
    return digest_at(workday(day + timedelta(days=1)))


def late_since(due: datetime, now: datetime) -> date | None:
    """The Danish day something fell due, when it leaves later than it could have left; None when it is in time."""
    day = danish_date(due)
    in_time = workday(day) if due <= digest_at(day) else danish_date(next_digest(due))
    return day if danish_date(now) > in_time else None


def start_of_day(now: datetime) -> datetime:
    """Midnight in Copenhagen before `now`."""
    return datetime.combine(danish_date(now), time(), COPENHAGEN)
