"""Days as they are in Denmark, wherever the server stands."""

from __future__ import annotations

import calendar
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.utils import timezone

COPENHAGEN = ZoneInfo("Europe/Copenhagen")


def today() -> date:
    """The date in Copenhagen now. Consents and places turn at Danish midnight, not at UTC's."""
    return timezone.now().astimezone(COPENHAGEN).date()


def danish_date(moment: datetime) -> date:
    """The Danish date of an aware moment."""
    return moment.astimezone(COPENHAGEN).date()


def midnight(day: date) -> datetime:
    """The moment a Danish day begins."""
    return datetime.combine(day, time(), COPENHAGEN)


def add_months(day: date, months: int) -> date:
    """`day` moved by whole calendar months; the last day of the month where the day does not exist."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
