"""The tab, the forms and the list by week: what each reader gets to know."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from citizens.enums import Part
from core.dates import today
from meetings.models import NetworkMeeting
from plans.models import Plan
from tests.cast import mark
from tests.factories import meetings
from tests.factories.accounts import saved

FRONT, NETWORK = mark(Part.FRONT), mark(Part.NETWORK)
SOON = today() + timedelta(days=20)


def tab(cast):
    return reverse("meetings:meetings", args=[cast.peter.pk])


def posted(**more):
    said = {"meets_on": str(SOON), "starts_at": "09:30", "kind": "in-person", "place": "Biblioteket"}
    return said | {"purpose": "Næste skridt", "called_by": "Kirsten", "citizen_attends": "on"} | more


def test_the_coordinator_sees_who_takes_part(cast, client_of):
    page = client_of(cast.koordinator).get(tab(cast)).text
    for word in (f"Rådhuset {FRONT}", f"Se på planen {FRONT}", f"Indkalder {NETWORK}", cast.places["sygehus"].name):
        assert word in page
    assert "Forventes med" not in page


@pytest.mark.parametrize(("name", "asked"), [("rusmiddel", True), ("laege", False)])
def test_a_participant_sees_time_place_purpose_and_own_part_only(cast, client_of, name, asked):
    page = client_of(cast.user(name)).get(tab(cast)).text
    assert (f"Rådhuset {FRONT}" in page, f"Se på planen {FRONT}" in page, "kl. 10.00" in page) == (True, True, True)
    assert ("Du er indkaldt." in page, "Du er ikke indkaldt." in page) == (asked, not asked)
    others = [cast.places[other] for other in ("sygehus", "jobcenter", "rusmiddel") if other != name]
    for word in [NETWORK, "Aflys", *(row.name for row in others), *(str(row.organisation) for row in others)]:
        assert word not in page, word


@pytest.mark.parametrize("name", ["jobcenter", "sygehus", "psykiatri", "koordinator2"])
def test_without_the_front_page_there_are_no_meetings(cast, client_of, name):
    client = client_of(cast.user(name))
    assert client.get(tab(cast)).status_code == 404
    assert client.get(reverse("meetings:edit", args=[cast.meeting.pk])).status_code == 404
    assert FRONT not in client.get(reverse("meetings:list")).text
    if name in ("jobcenter", "sygehus"):
        assert tab(cast) not in client.get(f"/borgere/{cast.peter.pk}/plan/").text


@pytest.mark.parametrize("name", ["koordinator", "projektleder", "rusmiddel", "laege"])
def test_the_list_holds_the_meetings_one_may_read(cast, client_of, name):
    page = client_of(cast.user(name)).get(reverse("meetings:list"))
    rows = [row for week in page.context["weeks"] for row in week.meetings]
    assert cast.meeting in rows
    assert all(row.state == "planned" and row.plan.is_open for row in rows)
    assert ("Du er indkaldt." in page.text) == (name in ("koordinator", "rusmiddel"))


def test_the_list_costs_the_same_for_many(cast, client_of):
    client, costs = client_of(cast.koordinator), []
    for _ in range(2):
        client.get(reverse("meetings:list"))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("meetings:list"))
        costs.append([row["sql"] for row in queries if "meetings_networkmeeting" in row["sql"]])
        for n in range(12):
            meetings.meeting(cast.plan, meets_on=SOON + timedelta(days=n))
    assert (len(costs[0]), len(costs[1])) == (2, 2)


def test_a_meeting_is_planned_with_the_network_of_today_ticked(cast, client_of):
    client, url = client_of(cast.koordinator), reverse("meetings:add", args=[cast.plan.pk])
    form = client.get(url).context["form"]
    assert set(form.initial["members"]) == {row.pk for row in cast.places.values() if row.citizen_id == cast.peter.pk}
    members = [str(cast.places["koordinator"].pk)]
    answer = client.post(url, posted(members=members, relatives=[str(cast.relative.pk)]))
    assert (answer.status_code, answer.url) == (302, tab(cast))
    row = NetworkMeeting.objects.get(plan=cast.plan, place="Biblioteket")
    assert row.participants.count() == 2
    assert Plan.objects.get(pk=cast.plan.pk).next_meeting_on == SOON
    assert "Forventes med, men er ikke indkaldt: en fra regionen" in client.get(tab(cast)).text


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"meets_on": "2026-02-31"}, "meets_on"),
        ({"meets_on": "2020-01-01"}, "meets_on"),
        ({"meets_on": ""}, "meets_on"),
        ({"starts_at": "25:00"}, "starts_at"),
        ({"kind": "brev"}, "kind"),
        ({"place": ""}, "place"),
        ({"purpose": ""}, "purpose"),
        ({"purpose": "Om 110625-9629"}, "purpose"),
        ({"called_by": "x" * 121}, "called_by"),
        ({"members": ["1"]}, "members"),
        ({"place": "\0"}, "place"),
    ],
)
def test_bad_input_stays_in_its_field(cast, client_of, more, field):
    answer = client_of(cast.koordinator).post(reverse("meetings:add", args=[cast.plan.pk]), posted(**more))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert NetworkMeeting.objects.filter(plan=cast.plan).count() == 1


def test_a_meeting_is_moved_and_a_stale_form_shows_both(cast, client_of):
    client, url = client_of(cast.koordinator), reverse("meetings:edit", args=[cast.meeting.pk])
    assert f'value="{cast.meeting.meets_on}"' in client.get(url).text
    assert client.post(url, posted(revision=cast.meeting.revision)).status_code == 302
    late = client.post(url, posted(revision=cast.meeting.revision, place="Kirken"))
    assert (late.status_code, "Biblioteket" in late.text, "Kirken" in late.text) == (422, True, True)
    assert NetworkMeeting.objects.get(pk=cast.meeting.pk).place == "Biblioteket"


def test_held_leads_to_the_next_one(cast, client_of):
    client, url = client_of(cast.koordinator), reverse("meetings:held", args=[cast.meeting.pk])
    assert client.get(url).status_code == 200
    assert client.post(url, {"held_on": str(today() + timedelta(days=1))}).status_code == 422
    answer = client.post(url, {"held_on": str(today())})
    assert (answer.status_code, answer.url) == (302, reverse("meetings:add", args=[cast.plan.pk]))
    assert NetworkMeeting.objects.get(pk=cast.meeting.pk).state == "held"
    assert Plan.objects.get(pk=cast.plan.pk).next_meeting_on is None


def test_held_with_another_planned_goes_back_to_the_tab(cast, client_of):
    meetings.meeting(cast.plan, meets_on=SOON)
    answer = client_of(cast.koordinator).post(
        reverse("meetings:held", args=[cast.meeting.pk]), {"held_on": str(today())}
    )
    assert (answer.status_code, answer.url) == (302, tab(cast))


def test_a_cancelled_meeting_keeps_its_reason_among_the_team(cast, client_of):
    client, url = client_of(cast.koordinator), reverse("meetings:cancel", args=[cast.meeting.pk])
    assert client.post(url, {"reason": ""}).status_code == 422
    assert client.post(url, {"reason": "Indlagt"}).status_code == 302
    assert "Aflyst: Indlagt" in client.get(tab(cast)).text
    page = client_of(cast.rusmiddel).get(tab(cast)).text
    assert ("Aflyst" in page, "Indlagt" in page) == (True, False)


@pytest.mark.parametrize("name", ["projektleder", "rusmiddel"])
def test_readers_change_nothing(cast, client_of, name):
    client = client_of(cast.user(name))
    for route, key in (("add", cast.plan), ("edit", cast.meeting), ("held", cast.meeting), ("cancel", cast.meeting)):
        url = reverse(f"meetings:{route}", args=[key.pk])
        assert (client.get(url).status_code, client.post(url, posted(reason="x")).status_code) == (403, 403)
    assert NetworkMeeting.objects.get(pk=cast.meeting.pk).revision == cast.meeting.revision


def test_a_meeting_that_has_passed_asks_to_be_marked(cast, client_of):
    cast.meeting.meets_on = today() - timedelta(days=2)
    saved(cast.meeting)
    client = client_of(cast.koordinator)
    for url in (tab(cast), reverse("meetings:list")):
        assert "Datoen er passeret" in client.get(url).text


def test_the_head_and_the_menu_lead_to_the_meetings(cast, client_of):
    page = client_of(cast.koordinator).get(f"/borgere/{cast.peter.pk}/plan/").text
    assert f'<a href="{tab(cast)}">' in page
    assert f'href="{reverse("meetings:list")}"' in page


def test_the_paper_says_when_and_where(cast, client_of):
    page = client_of(cast.koordinator).get(reverse("overview:preview", args=[cast.plan.pk]) + "?variant=whole").text
    assert ("kl. 10.00" in page, f"Rådhuset {FRONT}" in page) == (True, True)


def test_the_timeline_tells_the_team_who_and_a_participant_when(cast, client_of):
    url = reverse("overview:timeline", args=[cast.peter.pk]) + "?slags=meeting"
    team, own = client_of(cast.koordinator).get(url).text, client_of(cast.rusmiddel).get(url).text
    day = f"{cast.meeting.meets_on:%Y}"
    assert ("Netværksmøde" in team, "Mødedeltager" in team, day in team) == (True, True, True)
    assert ("Netværksmøde" in own, "Mødedeltager" in own) == (True, False)
