"""A page costs the same number of queries for one row of a kind and for three more (architecture.md, list page)."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from citizens.enums import TRACKS, Level, Part, Place
from core.dates import today
from plans.enums import Area, PlanState
from tests.cast import Cast
from tests.factories import citizens, followups, meetings, plans, tracks
from tests.guards.pages import addresses

# A form that offers one checkbox per row asks once; pages that make a file are measured by their own tests.
NOT_PAGES = {"overview:pdf", "overview:preview", "citizens:consent_form"}


def more(cast: Cast) -> None:
    """Three more of everything that stands in a list."""
    for n in range(3):
        citizens.relative(cast.peter, f"Slægt {n}")
        citizens.stay(cast.peter, where=f"Afdeling {n}")
        member = citizens.professional(cast.peter, cast.workplaces["team"], f"Kollega {n}", tracks=[Part.SOCIAL])
        citizens.exchange(cast.peter, cast.koordinator, {cast.workplaces["job_centre"]: {Part.SOCIAL: Level.READ}})
        plans.agreement(cast.plan, f"Aftale {n}")
        plans.crisis_contact(cast.crisis_plan, f"Kontakt {n}")
        meetings.meeting(cast.plan, (cast.places["rusmiddel"], member))
        citizens.todo(cast.koordinator, f"Husk {n}", cast.peter)
        followups.answer(
            followups.follow_up(cast.course, 10 + n, due_on=today(), closes_on=today() + timedelta(days=1))
        )
        followups.pause(cast.course, today() - timedelta(days=200 - n), ends_on=today() - timedelta(days=190))
        plans.version(cast.plan, cast.koordinator, number=n + 2)
        plans.plan_print(cast.plan, cast.koordinator)
        for kind in TRACKS:
            plans.situation(cast.plan, list(Area)[n], (kind,), now="Nu")
            plans.challenge(cast.plan, f"Udfordring {n}", (kind,))
            plans.other_plan(cast.plan, f"Myndighed {n}", (kind,))
            goal = tracks.goal(cast.tracks[kind], f"Mål {n}")
            tracks.goal(cast.tracks[kind], f"Delmål {n}", parent=goal)
            act = tracks.intervention(cast.tracks[kind], f"Indsats {n}", member, goal)
            tracks.comment(cast.tracks[kind], cast.koordinator, intervention=act)
            tracks.contact(cast.peter, cast.koordinator, tracks=(kind,))
        other = citizens.citizen(cast.programme)
        citizens.referral(other, steps_done=[1, 2, 3, 4, 5])
        citizens.place(other, cast.koordinator, Place.COORDINATOR)
        citizens.place(other, cast.jobcenter)
        citizens.participation(other, cast.koordinator)
        citizens.exchange(other, cast.koordinator, {cast.workplaces["job_centre"]: {Part.SOCIAL: Level.READ}})
        meetings.meeting(plans.plan(other, PlanState.ACTIVE))


def costs(cast: Cast, client, name: str) -> dict[str, list[str]]:
    """Route → the queries of its page, without the values."""
    told = {}
    for route, path in addresses(cast, name).items():
        if route not in NOT_PAGES:
            with CaptureQueriesContext(connection) as queries:
                answer = client.get(path)
            if answer.status_code == 200:
                told[route] = [re.sub(r"'[^']*'|\d+", "?", query["sql"])[:160] for query in queries]
    return told


@pytest.mark.parametrize("name", ["koordinator", "projektleder", "jobcenter"])
def test_three_more_rows_cost_no_more_queries(cast, client_of, name):
    client = client_of(cast.user(name))
    for kind in TRACKS:
        tracks.goal(
            cast.tracks[kind], "Et andet mål"
        )  # a goal's form leaves its choice of parents out when there is none
    costs(cast, client, name)  # what is asked once per process is asked here
    before = costs(cast, client, name)
    more(cast)
    after = costs(cast, client, name)
    assert len(before) > 8
    assert {route: len(queries) for route, queries in after.items()} == {
        route: len(queries) for route, queries in before.items()
    }
