"""When a round is due (domain.md § 6): counted from the inclusion each time, so that it cannot drift."""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from core.dates import today
from followups.enums import RoundState
from followups.models import WINDOW, FollowUp, Pause, closes_on, due_on, opens_on, round_on
from followups.queries.rounds import state_of

FIRST, LAST, MOST = date(2015, 1, 1), date(2040, 12, 31), 60


def expected(included_on: date, number: int) -> date:
    """The rule written a second time: the month, and then the same day or the month's last."""
    year, month = divmod(included_on.month - 1 + 3 * number, 12)
    year, month = included_on.year + year, month + 1
    return date(year, month, min(included_on.day, calendar.monthrange(year, month)[1]))


def test_the_oracles() -> None:
    assert [due_on(date(2026, 1, 31), k) for k in range(5)] == [
        date(2026, 1, 31), date(2026, 4, 30), date(2026, 7, 31), date(2026, 10, 31), date(2027, 1, 31),
    ]  # fmt: skip
    assert due_on(date(2027, 11, 30), 1) == date(2028, 2, 29)
    assert due_on(date(2026, 11, 30), 1) == date(2027, 2, 28)
    assert [due_on(date(2026, 7, 31), k) for k in (1, 2, 3)] == [
        date(2026, 10, 31), date(2027, 1, 31), date(2027, 4, 30),
    ]  # fmt: skip
    with pytest.raises(ValueError, match="negative"):
        due_on(date(2026, 1, 31), -1)


def test_every_inclusion_date_and_every_round() -> None:
    """2015-2040, k ≤ 60: all 9,497 days; every round for each tenth of them, else the first and the last few."""
    day, wrong = FIRST, []
    while day <= LAST:
        numbers = range(MOST + 1) if day.toordinal() % 10 == 0 or day.day > 28 else (0, 1, 2, 3, 4, 11, 59, 60)
        dues = [due_on(day, number) for number in numbers]
        if dues != [expected(day, number) for number in numbers] or dues != sorted(set(dues)):
            wrong.append(day)
        day += timedelta(days=1)
    assert wrong == []


@settings(max_examples=400, deadline=None)
@given(included_on=st.dates(FIRST, LAST), number=st.integers(0, MOST - 1))
def test_windows_follow_each_other_without_a_gap(included_on: date, number: int) -> None:
    due = due_on(included_on, number)
    assert due.day == included_on.day or (due + timedelta(days=1)).day == 1
    assert due < due_on(included_on, number + 1)
    assert opens_on(included_on, number) == due - WINDOW
    assert closes_on(included_on, number) == opens_on(included_on, number + 1) > due + WINDOW


@settings(max_examples=400, deadline=None)
@given(included_on=st.dates(FIRST, LAST), after=st.integers(-400, 365 * 15))
def test_each_day_belongs_to_one_round(included_on: date, after: int) -> None:
    day = included_on + timedelta(days=after)
    number = round_on(included_on, day)
    assert day < closes_on(included_on, number)
    assert number == 0 or closes_on(included_on, number - 1) <= day


def state(day: date, pauses: tuple[Pause, ...] = (), stopped_on: date | None = None, **fields: object) -> RoundState:
    included = date(2026, 3, 1)
    row = FollowUp(number=1, due_on=due_on(included, 1), closes_on=closes_on(included, 1), **fields)
    return state_of(row, day, pauses, stopped_on=stopped_on)


DUE = date(2026, 6, 1)
PAUSED = Pause(starts_on=date(2026, 5, 20), ends_on=date(2026, 6, 2))


@pytest.mark.parametrize(
    ("found", "says"),
    [
        (state(date(2026, 5, 17)), RoundState.TO_COME),
        (state(date(2026, 5, 18)), RoundState.OPEN),
        (state(DUE), RoundState.OPEN),
        (state(date(2026, 6, 15)), RoundState.OPEN),
        (state(date(2026, 6, 16)), RoundState.OVERDUE),
        (state(date(2026, 8, 17)), RoundState.OVERDUE),
        (state(date(2026, 8, 18)), RoundState.MISSED),  # the window of round 2 (due 1 September) has opened
        (state(date(2027, 1, 1), ended_on=date(2026, 5, 18)), RoundState.DONE),
        (state(date(2027, 1, 1), ended_on=date(2026, 6, 15)), RoundState.DONE),
        (state(date(2027, 1, 1), ended_on=date(2026, 6, 16)), RoundState.LATE),
        (state(DUE, ended_on=DUE, not_relevant="hospital"), RoundState.NOT_RELEVANT),
        (state(date(2026, 5, 17), (PAUSED,)), RoundState.TO_COME),
        (state(date(2026, 9, 1), (PAUSED,)), RoundState.PAUSED),  # due in the pause: neither open nor missed, ever
        (state(DUE, (Pause(starts_on=date(2026, 5, 20), ends_on=DUE),)), RoundState.OPEN),  # over on the due date
        (state(DUE, (Pause(starts_on=DUE),)), RoundState.PAUSED),
        (state(date(2026, 9, 1), stopped_on=date(2026, 8, 17)), RoundState.STOPPED),
        (state(date(2026, 9, 1), stopped_on=date(2026, 8, 18)), RoundState.MISSED),  # it was missed before the end
        (state(date(2026, 9, 1), stopped_on=DUE, ended_on=DUE), RoundState.DONE),
    ],
)
def test_the_table_of_states(found: RoundState, says: RoundState) -> None:
    assert found == says


@pytest.mark.parametrize(
    ("utc", "day"),
    [
        (datetime(2026, 10, 24, 21, 59, tzinfo=UTC), date(2026, 10, 24)),  # the night the clock goes back
        (datetime(2026, 10, 24, 22, 0, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 25, 22, 59, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 25, 23, 0, tzinfo=UTC), date(2026, 10, 26)),
        (datetime(2027, 3, 27, 22, 59, tzinfo=UTC), date(2027, 3, 27)),  # the night it goes forward
        (datetime(2027, 3, 28, 21, 59, tzinfo=UTC), date(2027, 3, 28)),
        (datetime(2027, 3, 28, 22, 0, tzinfo=UTC), date(2027, 3, 29)),
        (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), date(2027, 1, 1)),
        (datetime(2028, 2, 28, 23, 0, tzinfo=UTC), date(2028, 2, 29)),
        (datetime(2028, 2, 29, 23, 0, tzinfo=UTC), date(2028, 3, 1)),
    ],
)
def test_a_server_in_utc_knows_the_danish_day(monkeypatch: pytest.MonkeyPatch, utc: datetime, day: date) -> None:
    monkeypatch.setattr(timezone, "now", lambda: utc)
    assert today() == day
    assert state(today()) == state(day)
    row = FollowUp(number=0, due_on=day + WINDOW, closes_on=day + WINDOW * 3)
    assert state_of(row, today()) == RoundState.OPEN  # its window opens with this Danish day
