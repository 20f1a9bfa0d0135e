"""A meeting nobody planned here, and planned ones that lapse with their plan (issue 3, item 8)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils.formats import date_format

from core.dates import today
from core.models import Refused
from meetings import actions
from meetings.models import NetworkMeeting
from plans.models import Plan
from tests.cast import Cast
from tests.factories import citizens, meetings, plans
from tests.roles import as_owner
from tracks.actions import leave, void

SAID = {"kind": "phone", "place": "", "purpose": "Akut møde", "called_by": "Jytte", "citizen_attends": True}


def test_a_meeting_that_was_held_is_written_down(cast: Cast, client_of: Any) -> None:
    client, before = client_of(cast.koordinator), Plan.objects.get(pk=cast.plan.pk).next_meeting_on
    page = client.get(reverse("meetings:meetings", args=[cast.peter.pk])).content.decode()
    url = reverse("meetings:record", args=[cast.plan.pk])
    assert url in page
    day = today() - timedelta(days=3)
    data = {**SAID, "citizen_attends": "on", "meets_on": day.isoformat(), "members": [cast.places["jobcenter"].pk]}
    future = client.post(url, {**data, "meets_on": (today() + timedelta(days=1)).isoformat()})
    assert (future.status_code, "Akut møde" in future.content.decode()) == (422, True)
    for _press in range(2):
        assert client.post(url, data).status_code == 302
    row = NetworkMeeting.objects.get(purpose="Akut møde")
    assert (row.state, row.held_on, row.meets_on) == ("held", day, day)
    assert [asked.member for asked in row.participants.all()] == [cast.places["jobcenter"]]
    assert Plan.objects.get(pk=cast.plan.pk).next_meeting_on == before


def test_not_long_ago_and_not_in_a_closed_plan(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        actions.record_meeting(cast.plan, by=cast.koordinator, meets_on=today() - timedelta(days=900), **SAID)
    assert refused.value.field == "meets_on"
    with pytest.raises(Refused):
        actions.record_meeting(cast.closed_plan, by=cast.koordinator, meets_on=today(), **SAID)


@pytest.mark.parametrize("because", ["dead", "moved", "wishes"])
def test_whoever_has_left_meets_nobody(cast: Cast, client_of: Any, because: str) -> None:
    """Not in the head, the plan, the list of meetings, the tab, the front page."""
    day = NetworkMeeting.objects.get(pk=cast.meeting.pk).meets_on
    leave(cast.peter, by=cast.koordinator, because=because, left_on=today(), summary="Slut.")
    assert Plan.objects.get(pk=cast.plan.pk).next_meeting_on is None
    for user in (cast.koordinator, cast.projektleder):
        client = client_of(user)
        tab = client.get(reverse("meetings:meetings", args=[cast.peter.pk]))
        assert (tab.context["ahead"], "Bortfaldet" in tab.content.decode()) == ([], True)
        assert "Planlagt" not in tab.content.decode()
        plan = client.get(reverse("overview:closed_plan", args=[cast.plan.pk])).content.decode()
        assert date_format(day, "DATE_FORMAT") not in plan
        weeks = client.get(reverse("meetings:list")).context["weeks"]
        assert cast.peter.pk not in {row.plan.citizen_id for week in weeks for row in week.meetings}


def test_a_mistake_has_no_meeting_to_come(cast: Cast, client_of: Any) -> None:
    with as_owner():
        row = citizens.citizen(cast.programme, "Fejl", "Fejlsen", case_number=4899)
        citizens.place(row, cast.koordinator, "coordinator")
        citizens.participation(row, cast.koordinator)
        meetings.meeting(plans.plan(row), meets_on=today() + timedelta(days=5))
    void(row, by=cast.koordinator, reason="To gange")
    tab = client_of(cast.koordinator).get(reverse("meetings:meetings", args=[row.pk]))
    assert (tab.context["ahead"], "Bortfaldet: skrevet ved en fejl" in tab.content.decode()) == ([], True)
    assert "Næste møde" not in tab.content.decode()
