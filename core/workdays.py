"""Danish working days: Monday to Friday without the public holidays (Store bededag only until 2023)."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

import holidays


@lru_cache(maxsize=64)
def _free(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("DK", years=year))


def is_workday(day: date) -> bool:
    """Whether offices are open on `day`."""
    return day.weekday() < 5 and day not in _free(day.year)


def workday(day: date) -> date:
    """`day`, or the next working day after it."""
    while not is_workday(day):
        day += timedelta(days=1)
    return day


def days_answered_for(first: date, last: date) -> tuple[date, date]:
    """The days whose tasks fall on the working days from `first` to `last`: what is due on days off before a working
    day is done on it. The second is before the first when there is no working day among them."""
    while not is_workday(last):
        last -= timedelta(days=1)
    while not is_workday(first - timedelta(days=1)):
        first -= timedelta(days=1)
    return first, last
