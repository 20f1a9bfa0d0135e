"""The programme's figures, worked out by hand on a small set; and the few that nobody may work out."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from itertools import product

import pytest

from citizens.enums import Place
from citizens.models import Citizen
from core.dates import add_months, today
from followups.enums import CourseEnd
from followups.models import FollowUpSettings
from followups.queries import distribution, figures
from followups.queries.distribution import hide_few
from tests.cast import Cast
from tests.factories import citizens, followups

YEAR = (add_months(today(), -2)).year
DUE = add_months(today(), -2)  # round 1 of everybody here


def someone(cast: Cast, coordinator=None, programme=None, **fields) -> Citizen:
    row = citizens.citizen(programme or cast.second_programme, included_on=add_months(DUE, -3), **fields)
    citizens.participation(row, cast.koordinator, given_on=row.included_on)
    citizens.place(row, coordinator or cast.koordinator, Place.COORDINATOR)
    return row


def round_1(of: Citizen, **fields):
    return followups.follow_up(followups.course(of, planned=False, first_round=1), 1, **fields)


@pytest.fixture
def lead(cast):
    """The lead of the second programme, where nobody is but whom the test puts there."""
    citizens.lead(cast.second_programme, cast.projektleder)
    return cast.projektleder


def shares(rows):
    return [(row.label, row.due, row.on_time, row.late, row.missing) for row in rows]


@pytest.fixture
def six(cast, lead):
    """Round 1 of six: on the day, on the window's last day, one day later, not at all, not relevant, on pause."""
    rounds = [round_1(someone(cast)) for _ in range(6)]
    followups.answer(rounds[0], DUE)
    followups.answer(rounds[1], DUE + timedelta(days=14))
    followups.answer(rounds[2], DUE + timedelta(days=15))
    followups.follow_up(rounds[4].course, 1, not_relevant="hospital", ended_on=DUE)
    followups.pause(rounds[5].course, DUE - timedelta(days=3))
    return rounds


def test_the_share_on_time_counts_what_was_to_be_asked_for(cast, lead, six):
    assert shares(figures.by_round(lead, cast.second_programme, DUE.year)) == [(1, 4, 2, 1, 1)]
    assert figures.by_round(lead, cast.second_programme, DUE.year)[0].percent == 50


def test_a_stopped_round_is_not_counted_and_an_open_window_is_not_judged(cast, lead, six):
    stopped = round_1(someone(cast))
    stopped.course.ended_on, stopped.course.ended_because = DUE - timedelta(days=1), CourseEnd.PLAN_CLOSED
    followups.saved(stopped.course)
    fresh = someone(cast)
    followups.follow_up(followups.course(fresh, planned=False), 1, due_on=today() - timedelta(days=14))
    assert shares(figures.by_round(lead, cast.second_programme, DUE.year)) == [(1, 4, 2, 1, 1)]


def test_it_is_the_coordinator_of_the_due_date_who_is_counted(cast, lead):
    moved = someone(cast)
    place = moved.care_team.get()
    place.ends_on = DUE
    followups.saved(place)
    citizens.place(moved, cast.koordinator2, Place.COORDINATOR, starts_on=DUE)
    followups.answer(round_1(moved), DUE)
    round_1(someone(cast))
    alone = someone(cast)
    place = alone.care_team.get()
    place.ends_on = DUE - timedelta(days=9)
    followups.saved(place)
    round_1(alone)
    assert shares(figures.by_coordinator(lead, cast.second_programme, DUE.year)) == [
        *sorted([(cast.koordinator2.name, 1, 1, 0, 0), (cast.koordinator.name, 1, 0, 0, 1)], key=lambda row: row[0]),
        (None, 1, 0, 0, 1),
    ]


def test_only_whom_the_lead_may_see_is_counted(cast, lead, six):
    consent = six[0].citizen.consents.get()
    consent.withdrawn_on, consent.withdrawn_by, consent.withdrawn_how = (
        today() - timedelta(days=31),
        "Borgeren",
        "phone",
    )
    followups.saved(consent)
    assert shares(figures.by_round(lead, cast.second_programme, DUE.year)) == [(1, 3, 1, 1, 1)]


def test_who_is_late_is_listed_oldest_first(cast, lead, six):
    assert [row.pk for row in figures.late_now(lead, cast.second_programme)] == [six[3].pk]


def lines(user, programme):
    settings = FollowUpSettings(programme=programme, who5=True)
    found = distribution.distributions(user, programme, DUE.year, settings)
    return {one.question: [(line.number, line.cells, line.n, line.proxies) for line in one.lines] for one in found}


def test_answers_are_counted_without_proxies_and_declined_is_an_answer(cast, lead):
    for health in [2] * 6 + [3] * 7:
        followups.answer(round_1(someone(cast)), DUE, health=health, satisfaction=6, who5=[3, 3, 3, 3, None])
    for _ in range(5):
        followups.answer(round_1(someone(cast)), DUE, declined=["health"], satisfaction=5, who5=[1, 1, 1, 2, 2])
    for _ in range(5):
        followups.answer(round_1(someone(cast)), DUE, health=1, answered_by="proxy", proxy="Søster", satisfaction=0)
    found = lines(lead, cast.second_programme)
    assert found["health"] == [(1, (0, 6, 7, 0, 0, 5), 18, 5)]
    assert found["satisfaction"] == [(1, (13, 5, 0, 0, 0), 18, 5)]  # 6 is satisfied, 5 is not
    assert found["who5"] == [(1, (5, 0, 0, 0), 5, 5)]  # 28; a missing item gives no score
    assert found["knows"] == [(1, (18, 0, 0, 0, 0), 18, 5)]


def test_the_earlier_yes_and_no_is_never_put_on_the_scale(cast, lead):
    for then in [True] * 5 + [False] * 6:
        followups.answer(round_1(someone(cast)), DUE, satisfied_then=then)
    assert lines(lead, cast.second_programme)["satisfaction"] == [(1, (0, 0, 5, 6, 0), 11, 0)]


def test_fewer_than_five_are_not_shown(cast, lead):
    for health in [2] * 4 + [3] * 9 + [4] * 6:
        followups.answer(round_1(someone(cast)), DUE, health=health)
    followups.answer(round_1(someone(cast)), DUE, health=1, answered_by="proxy", proxy="Søster")
    # Two (one, and four) … and zeros are hidden, for the few could be worked out from them; the proxy is one of few.
    assert lines(lead, cast.second_programme)["health"] == [(1, (None, None, 9, 6, None, None), 19, None)]


@pytest.mark.parametrize(("size", "most"), [(2, 30), (3, 22), (4, 12)])
def test_no_hidden_count_of_one_to_four_can_be_worked_out(size, most):
    """Every table there can be with these sums: whoever knows the rule and the output is left with a choice."""
    behind = defaultdict(set)
    for counts in product(range(most), repeat=size):
        if sum(counts) < most:  # the sum is shown, so no other table with it lies outside this range
            behind[hide_few(counts)].add(counts)
    for (cells, n), tables in behind.items():
        for index, cell in enumerate(cells):
            if cell is None:
                possible = {table[index] for table in tables}
                assert len(possible) > 1 or not 1 <= min(possible) < 5, (cells, n)
            else:
                assert cell == 0 or cell >= 5


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ((0, 0), ((None, None), None)),
        ((1, 3), ((None, None), None)),
        ((0, 5), ((0, 5), 5)),
        ((4, 6, 6), ((None, None, 6), 16)),
        ((2, 3, 9), ((None, None, 9), 14)),
        ((4, 4, 9), ((None, None, None), 17)),
        ((4, 4), ((None, None), None)),
    ],
)
def test_what_is_hidden(counts, shown):
    assert hide_few(counts) == shown


def test_the_same_queries_for_few_and_many(cast, lead, django_assert_num_queries):
    def look():
        programme = cast.second_programme
        figures.by_round(lead, programme, DUE.year)
        figures.by_coordinator(lead, programme, DUE.year)
        distribution.distributions(lead, programme, DUE.year, FollowUpSettings(programme=programme, who5=True))
        figures.with_coordinators(figures.late_now(lead, programme))

    lead.role  # noqa: B018  the affiliation is asked for once a request
    round_1(someone(cast))
    with django_assert_num_queries(10):
        look()
    for _ in range(12):
        followups.answer(round_1(someone(cast)), DUE)
        round_1(someone(cast))
    with django_assert_num_queries(10):
        look()


def test_only_whole_years_are_offered(cast, lead):
    round_1(someone(cast))
    old = someone(cast)
    followups.follow_up(followups.course(old, planned=False), 0, due_on=date(today().year - 2, 3, 1))
    assert figures.years_of(lead, cast.second_programme)[-1] == today().year - 2
