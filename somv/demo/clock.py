"""The demo's calendar: everything stands relative to today, so that the demo never grows old.

The two published cases are moved by whole months: their January 2017 is the present month.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from core.dates import COPENHAGEN, add_months, today

MONTHS = (
    "januar", "februar", "marts", "april", "maj", "juni",
    "juli", "august", "september", "oktober", "november", "december",
)  # fmt: skip
_CLOSED = {(12, 24), (12, 25), (12, 26), (12, 31), (1, 1)}
_PLACEHOLDER = re.compile(r"\{(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?\}")


def ago(days: int) -> date:
    """The day so many days before today; negative numbers lie ahead."""
    return today() - timedelta(days=days)


def shift() -> int:
    """How many whole months the cases are moved."""
    day = today()
    return (day.year - 2017) * 12 + day.month - 1


def case_day(year: int, month: int, day: int = 1) -> date:
    """A day of the published cases, moved. The ends of short months are clamped."""
    last = calendar.monthrange(year, month)[1]
    return add_months(date(year, month, min(day, last)), shift())


def case_words(text: str) -> str:
    """Replace {2016}, {2016-05} and {2016-12-01} by the moved year, month and day in Danish words."""

    def moved(found: re.Match[str]) -> str:
        year, month, day = found.groups()
        if month is None:
            return str(case_day(int(year), 7).year)  # a moved year begins in another month; its middle decides
        if day is None:
            at = case_day(int(year), int(month))
            return f"{MONTHS[at.month - 1]} {at.year}"
        at = case_day(int(year), int(month), int(day))
        return f"{at.day}. {MONTHS[at.month - 1]} {at.year}"

    return _PLACEHOLDER.sub(moved, text)


def moment(day: date, hour: int = 10, minute: int = 0) -> datetime:
    """A time of that day in Copenhagen, and never later than a quarter of an hour ago."""
    wanted = datetime.combine(day, time(hour, minute), tzinfo=COPENHAGEN)
    return min(wanted, timezone.now() - timedelta(minutes=15))


def workday(day: date) -> date:
    """That day, or the next one on which an office is open: no weekend, no Christmas, no New Year."""
    while day.weekday() > 4 or (day.month, day.day) in _CLOSED:
        day += timedelta(days=1)
    return day


def office_day(day: date) -> date:
    """That day, or the Friday before a weekend: never later than asked for."""
    return day - timedelta(days=max(0, day.weekday() - 4))
