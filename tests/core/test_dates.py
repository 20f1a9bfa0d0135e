"""Days are Danish days, and months are calendar months."""

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from core.dates import add_months, danish_date, today


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 1, 1, 22, 59, 59, tzinfo=UTC), date(2026, 1, 1)),
        (datetime(2026, 1, 1, 23, 0, tzinfo=UTC), date(2026, 1, 2)),
        (datetime(2026, 7, 1, 21, 59, 59, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2026, 7, 1, 22, 0, tzinfo=UTC), date(2026, 7, 2)),
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), date(2027, 1, 1)),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), date(2026, 10, 25)),
    ],
)
def test_the_day_turns_at_danish_midnight(monkeypatch, moment, day):
    monkeypatch.setattr(timezone, "now", lambda: moment)
    assert (today(), danish_date(moment)) == (day, day)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        # domain.md § 6, counted from the first day each time
        (date(2026, 1, 31), 3, date(2026, 4, 30)),
        (date(2026, 1, 31), 6, date(2026, 7, 31)),
        (date(2026, 1, 31), 9, date(2026, 10, 31)),
        (date(2026, 1, 31), 12, date(2027, 1, 31)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
    ],
)
def test_add_months(start, months, end):
    assert add_months(start, months) == end
