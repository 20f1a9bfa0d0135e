"""When a round is due: a pure function of the inclusion date (domain.md § 6)."""

from __future__ import annotations

from datetime import date, timedelta

from core.dates import add_months

MONTHS = 3
WINDOW = timedelta(days=14)  # on either side of the due date


def due_on(included_on: date, number: int) -> date:
    """The due date of round `number`: inclusion + 3·number calendar months, the month's last day where there is none.

    Counted from the inclusion date each time, never from the round before, so that it cannot drift.
    Raises ValueError for a negative number.
    """
    if number < 0:
        raise ValueError("a round has no negative number")
    return add_months(included_on, MONTHS * number)


def opens_on(included_on: date, number: int) -> date:
    """The first day round `number` may be answered."""
    return due_on(included_on, number) - WINDOW


def closes_on(included_on: date, number: int) -> date:
    """The first day round `number` can no longer be answered: the window of the next one has opened."""
    return opens_on(included_on, number + 1)


def round_on(included_on: date, day: date) -> int:
    """The number of the round that is asked for on `day`: the first that has not closed. 0 before inclusion."""
    months = (day.year - included_on.year) * 12 + day.month - included_on.month
    number = max(0, months // MONTHS - 1)
    while closes_on(included_on, number) <= day:
        number += 1
    return number
