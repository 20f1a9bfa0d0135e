"""The follow-ups that wait: on the coordinator's day and as a list, with the same rows; each leads to its form."""

from __future__ import annotations

from datetime import timedelta

import pytest

from citizens.enums import Place
from core.dates import today
from followups.enums import RoundState
from tests.factories import citizens, followups
from tests.roles import as_owner

DAY = timedelta(days=1)
# state → days from today to the due date
DUE = {RoundState.OPEN: 3, RoundState.OVERDUE: -20, RoundState.MISSED: -90, RoundState.TO_COME: 20}


def followed(cast, name: str, days: int, coordinator=None, **fields):
    """A citizen with one round that is due in so many days and closes 77 days later."""
    row = citizens.citizen(cast.programme, name, included_on=today() - 200 * DAY)
    citizens.place(row, coordinator or cast.koordinator, Place.COORDINATOR)
    citizens.participation(row, cast.koordinator, given_on=today() - 200 * DAY)
    course = followups.course(row, planned=False)
    due = today() + days * DAY
    return followups.follow_up(course, 1, due_on=due, closes_on=due + 77 * DAY, **fields)


@pytest.fixture
def rounds(cast):
    with as_owner():
        return {state: followed(cast, state.value, days) for state, days in DUE.items()}


def own(rows) -> dict[str, str]:
    """State of each by the given name: those of this test, whose citizens are named after it."""
    return {row.citizen.given_name: row.state.value for row in rows if row.citizen.given_name in set(DUE)}


def listed(client, query: str = ""):
    page = client.get(f"/opfoelgninger/{query}")
    assert page.status_code == 200
    return page.context["page"]


SHOWN = {"open": "open", "overdue": "overdue", "missed": "missed"}


def test_the_box_and_the_list_hold_the_same_rounds(cast, client_of, rounds):
    client = client_of(cast.koordinator)
    page = client.get("/")
    box, rows = page.context["follow_ups"], listed(client).object_list
    assert own(box) == own(rows) == SHOWN
    assert [(row.citizen.pk, row.number, row.url) for row in box] == [
        (row.citizen.pk, row.number, row.url) for row in rows
    ]
    assert listed(client).paginator.count == len(box)
    days = [row.day for row in box]
    assert days == sorted(days)


def test_each_line_leads_to_the_very_form(cast, client_of, rounds):
    client = client_of(cast.koordinator)
    for row in client.get("/").context["follow_ups"]:
        assert client.get(row.url).status_code == 200, row.url
        assert row.url in client.get("/opfoelgninger/").content.decode()


@pytest.mark.parametrize("state", SHOWN)
def test_the_filter_keeps_one_state(cast, client_of, rounds, state):
    shown = listed(client_of(cast.koordinator), f"?tilstand={state}")
    assert {row.state.value for row in shown.object_list} == {state}
    assert state in own(shown.object_list)


def test_what_the_filter_does_not_know_narrows_nothing(cast, client_of, rounds):
    client = client_of(cast.koordinator)
    assert listed(client, "?tilstand=vrøvl&koordinator=x").paginator.count == listed(client).paginator.count


def test_answered_paused_and_long_missed_are_not_there(cast, client_of):
    with as_owner():
        followups.answer(followed(cast, "open", 3), today())
        followups.pause(followed(cast, "overdue", -20).course, today() - 30 * DAY)
        followed(cast, "missed", -120)
        followups.follow_up(followed(cast, "to-come", 5).course, 1, not_relevant="moved", ended_on=today())
    client = client_of(cast.koordinator)
    assert own(client.get("/").context["follow_ups"]) == own(listed(client).object_list) == {}


def test_this_week_holds_what_is_due_up_to_sunday(cast, client_of):
    with as_owner():
        followed(cast, "open", 0)
        followed(cast, "overdue", -20)
        followed(cast, "to-come", 8)
    page = client_of(cast.koordinator).get("/")
    assert own(page.context["follow_ups_this_week"]) == {"open": "open"}
    assert "Opfølgninger denne uge" in page.content.decode()


def test_the_lead_sees_all_of_the_programme_by_coordinator_and_no_form(cast, client_of, rounds):
    with as_owner():
        other = followed(cast, "overdue", -20, coordinator=cast.koordinator2)
    client = client_of(cast.projektleder)
    all_of_it = listed(client, "?tilstand=overdue")
    hers = listed(client, f"?tilstand=overdue&koordinator={cast.koordinator2.pk}")
    assert [row.citizen.pk for row in hers.object_list] == [other.citizen_id]
    assert all_of_it.paginator.count > 1
    text = client.get("/opfoelgninger/").content.decode()
    assert all_of_it.object_list[0].url not in text
    assert "/opfoelgninger/?tilstand=overdue" in client.get("/").content.decode()


def test_others_see_none_of_it(cast, client_of, rounds):
    assert own(listed(client_of(cast.koordinator2)).object_list) == {}
    for name in ("laege", "jobcenter", "admin", "analytiker"):
        if hasattr(cast, name):
            assert client_of(cast.user(name)).get("/opfoelgninger/").status_code == 403


def test_without_any_it_says_so(cast, client_of):
    text = client_of(cast.koordinator2).get("/opfoelgninger/").content.decode()
    assert "Ingen opfølgninger venter" in text
