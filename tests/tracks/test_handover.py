"""Changing hands: one, several or all citizens in one act, for good or for a period (issue 3, item 4)."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import Role
from accounts.models import User
from citizens import access
from citizens.actions import handover as places
from citizens.actions.places import end_place, give_place
from citizens.enums import Part, Place
from citizens.models import CareTeamMember, Citizen, CitizenUserObjectPermission
from core.dates import today
from core.models import Refused
from plans.enums import PlanState
from tests.cast import Cast
from tests.factories import citizens, plans, tracks
from tests.factories.accounts import person, saved
from tracks import actions
from tracks.models import Intervention

MANY, SUBSTITUTE = reverse("tracks:hand_over_many"), reverse("tracks:substitute")


@pytest.fixture(autouse=True)
def grants_follow_places(cast: Cast) -> Any:
    yield
    rows = set(CitizenUserObjectPermission.objects.order_by().values_list("content_object_id", "user_id"))
    open_ = CareTeamMember.objects.filter(user__isnull=False).exclude(ends_on__lte=today()).order_by()
    assert rows == set(open_.values_list("citizen_id", "user_id"))


def again(user: User) -> User:
    return User.objects.get(pk=user.pk)


def sees(user: User, citizen: Citizen) -> bool:
    return access.visible_citizens(again(user)).filter(pk=citizen.pk).exists()


def own(cast: Cast, citizen: Citizen) -> CareTeamMember:
    return CareTeamMember.objects.get(citizen=citizen, place=Place.COORDINATOR, ends_on__isnull=True)


def hand_over(cast: Cast, *who: Citizen, by: str = "koordinator", to: str = "koordinator2", **values: Any) -> Any:
    said = {"note": "Ny stilling", **values}
    return actions.hand_over([citizen.pk for citizen in who], by=cast.user(by), to=cast.user(to), **said)


def test_one_ends_and_the_other_begins(cast: Cast) -> None:
    give_place(cast.peter, by=cast.koordinator, user=cast.koordinator2, place=Place.CO_COORDINATOR)
    hand_over(cast, cast.peter)
    old, new = CareTeamMember.objects.get(pk=cast.places["koordinator"].pk), own(cast, cast.peter)
    assert (old.ends_on, old.end_reason, old.history.first().history_user) == (
        today(),
        "Ny stilling",
        cast.koordinator,
    )
    assert (old.history.first().ends_on, old.history.first().revision) == (today(), old.revision)
    assert (new.user, new.starts_on, new.history.get().history_change_reason) == (
        cast.koordinator2,
        today(),
        "Ny stilling",
    )
    assert (sees(cast.koordinator, cast.peter), sees(cast.koordinator2, cast.peter)) == (False, True)


def test_open_interventions_follow_when_asked_and_ended_ones_stay(cast: Cast) -> None:
    member = cast.places["koordinator"]
    rows = [tracks.intervention(cast.tracks[Part.SOCIAL], text, member) for text in ("åben", "færdig")]
    saved_done = rows[1]
    saved_done.status, saved_done.ended_on = "done", today()
    saved(saved_done)
    done = hand_over(cast, cast.peter)
    kept = Intervention.objects.filter(pk__in=[row.pk for row in rows]).select_related("responsible_member__user")
    who = {row.text: row.responsible_member.user for row in kept}
    assert who == {"åben": cast.koordinator2, "færdig": cast.koordinator}
    moved = Intervention.objects.get(pk=rows[0].pk)
    assert (moved.revision, moved.history.first().responsible_member) == (2, own(cast, cast.peter))
    assert done.interventions >= 1


def test_not_asked_they_stand_without_a_responsible(cast: Cast) -> None:
    row = tracks.intervention(cast.tracks[Part.SOCIAL], "åben", cast.places["koordinator"])
    hand_over(cast, cast.peter, interventions=False)
    assert Intervention.objects.get(pk=row.pk).ownerless


def test_what_the_new_one_answered_for_as_co_coordinator_stays_theirs(cast: Cast) -> None:
    place = give_place(cast.peter, by=cast.koordinator, user=cast.koordinator2, place=Place.CO_COORDINATOR)
    row = tracks.intervention(cast.tracks[Part.SOCIAL], "hendes", place)
    hand_over(cast, cast.peter, interventions=False)
    assert Intervention.objects.get(pk=row.pk).responsible_member == own(cast, cast.peter)


def test_back_again_gives_a_new_place(cast: Cast) -> None:
    hand_over(cast, cast.peter)
    hand_over(cast, cast.peter, by="koordinator2", to="koordinator")
    assert sees(cast.koordinator, cast.peter)
    assert CareTeamMember.objects.filter(citizen=cast.peter, user=cast.koordinator).count() == 2


@pytest.mark.parametrize(
    ("by", "to", "field"),
    [
        ("koordinator", "koordinator", "to"),
        ("koordinator", "deactivated", "to"),
        ("koordinator", "unaffiliated", "to"),
        ("koordinator", "frivillig", "to"),
        ("koordinator2", "koordinator", None),
        ("jobcenter", "koordinator2", None),
    ],
)
def test_refused_and_nothing_changed(cast: Cast, by: str, to: str, field: str | None) -> None:
    before = CareTeamMember.objects.count()
    with pytest.raises(Refused) as refused:
        hand_over(cast, cast.peter, cast.thomas, by=by, to=to)
    assert (refused.value.field, CareTeamMember.objects.count()) == (field, before)
    assert own(cast, cast.peter) == cast.places["koordinator"]


def test_all_or_none(cast: Cast) -> None:
    """One of them is somebody else's (by now): nobody changes hands."""
    with pytest.raises(Refused):
        hand_over(cast, cast.peter, cast.hanne)
    assert sees(cast.koordinator, cast.peter) and not sees(cast.koordinator2, cast.peter)


def test_the_second_of_two_hand_overs_is_refused(cast: Cast, client_of: Any) -> None:
    client = client_of(cast.koordinator)
    url = reverse("tracks:hand_over", args=[cast.peter.pk])
    data = {"to": str(cast.koordinator2.pk), "note": "Ny stilling", "interventions": "on"}
    assert [client.post(url, data).status_code for _press in range(2)] == [302, 404]
    with pytest.raises(Refused):
        hand_over(cast, cast.peter)
    assert CareTeamMember.objects.filter(citizen=cast.peter, place=Place.COORDINATOR).count() == 2


def test_the_plan_shows_the_new_coordinator_at_the_next_request(cast: Cast, client_of: Any) -> None:
    partner, coordinator = client_of(cast.jobcenter), client_of(cast.koordinator)
    plan = reverse("overview:plan", args=[cast.peter.pk])
    assert "Kirsten Kjeldgaard" in partner.get(plan).content.decode()
    hand_over(cast, cast.peter)
    page = partner.get(plan).content.decode()
    assert ("Kaj Kvistholm" in page, coordinator.get(plan).status_code) == (True, 404)


def test_the_lead_hands_over_in_the_programmes_led_and_no_other(cast: Cast) -> None:
    hand_over(cast, cast.peter, cast.rita, by="projektleder")  # Rita has consented to nothing: her place moves, unseen
    assert sees(cast.koordinator2, cast.peter) and sees(cast.koordinator2, cast.rita)
    with pytest.raises(Refused):
        hand_over(cast, cast.asta, by="projektleder", to="koordinator")


def test_the_lead_s_pages(cast: Cast, client_of: Any) -> None:
    client = client_of(cast.projektleder)
    first = client.get(MANY).content.decode()
    assert "Kirsten Kjeldgaard" in first and f"?fra={cast.koordinator.pk}" in first
    of_one = client.get(MANY, {"fra": str(cast.koordinator.pk)}).content.decode()
    assert ("Peter" in of_one, "Rita" in of_one, "Asta" in of_one, "Hanne" in of_one) == (True, False, False, False)
    assert client.get(MANY, {"fra": str(cast.jobcenter.pk)}).status_code == 404
    assert client.get(MANY, {"fra": "Kirsten"}).status_code == 404
    data = {"which": "all", "to": str(cast.koordinator2.pk), "note": "Barsel", "interventions": "on"}
    assert client.post(f"{MANY}?fra={cast.koordinator.pk}", data).status_code == 302
    assert not CareTeamMember.objects.filter(user=cast.koordinator, ends_on__isnull=True, place="coordinator").exists()
    assert sees(cast.koordinator2, cast.rita)


def test_another_programme_s_lead_finds_nothing(cast: Cast, client_of: Any) -> None:
    other = person(Role.LEAD, cast.workplaces["team"], "anden_leder", "Leder Andensen")
    citizens.lead(cast.second_programme, other)
    client = client_of(other)
    assert client.get(reverse("tracks:hand_over", args=[cast.peter.pk])).status_code == 404
    assert client.get(MANY, {"fra": str(cast.koordinator.pk)}).status_code == 404
    with pytest.raises(Refused):
        actions.hand_over([cast.peter.pk], by=other, to=cast.koordinator2, note="x")


def test_the_coordinator_ticks_some_and_somebody_else_s_are_not_on_the_list(cast: Cast, client_of: Any) -> None:
    client = client_of(cast.koordinator)
    page = client.get(MANY).content.decode()
    assert ("Peter" in page, "Rita" in page, "Hanne" in page) == (True, True, False)
    data = {"which": "some", "to": str(cast.koordinator2.pk), "note": "Ny stilling", "interventions": "on"}
    for wrong in ([], [str(cast.hanne.pk)], ["x"]):
        answer = client.post(MANY, {**data, "citizens": wrong})
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["citizens"])
    assert client.post(MANY, {**data, "citizens": [str(cast.thomas.pk)]}).status_code == 302
    assert (sees(cast.koordinator2, cast.thomas), sees(cast.koordinator2, cast.peter)) == (True, False)


def test_the_picker_searches_and_keeps_what_is_filled_in(cast: Cast, client_of: Any) -> None:
    client = client_of(cast.koordinator)
    told = {"do": "find", "which": "some", "citizens": [str(cast.thomas.pk)], "note": "Ny stilling"}
    for text, offered in {"kvist": True, "forløbspartner team": True, "rosenlund": False}.items():
        answer = client.post(MANY, {**told, "find": text})
        page = answer.content.decode()
        assert (answer.status_code, "Kaj Kvistholm, forløbspartner, Sammen om" in page) == (200, offered)
        assert "Ny stilling" in page and "Rikke Rosenlund" not in page and "Dorte Deaktivsen" not in page
    assert sees(cast.koordinator, cast.thomas)


def test_a_substitute_sees_between_the_two_days(cast: Cast, client_of: Any, monkeypatch: Any) -> None:
    client, first = client_of(cast.koordinator), today() + timedelta(days=3)
    data = {
        "which": "some", "citizens": [str(cast.peter.pk)], "to": str(cast.koordinator2.pk), "note": "Ferie",
        "starts_on": first.isoformat(), "last_day": (first + timedelta(days=6)).isoformat(),
    }  # fmt: skip
    assert client.post(SUBSTITUTE, data).status_code == 302
    place = CareTeamMember.objects.get(citizen=cast.peter, user=cast.koordinator2)
    assert (place.place, place.ends_on) == (Place.CO_COORDINATOR, first + timedelta(days=7))
    assert place.history.get().history_user == cast.koordinator
    assert not sees(cast.koordinator2, cast.peter)
    said = {}
    for days in (2, 3, 9, 10):
        monkeypatch.setattr(access.rows, "today", lambda days=days: today() + timedelta(days=days))
        said[days] = sees(cast.koordinator2, cast.peter)
    assert said == {2: False, 3: True, 9: True, 10: False}
    assert own(cast, cast.peter).user == cast.koordinator


def test_who_has_a_place_already_keeps_it(cast: Cast) -> None:
    give_place(cast.peter, by=cast.koordinator, user=cast.koordinator2, place=Place.CO_COORDINATOR)
    period = {"starts_on": today(), "ends_on": today() + timedelta(days=7)}
    given = places.substitute(
        [cast.peter.pk, cast.thomas.pk], by=cast.koordinator, to=cast.koordinator2, note="", **period
    )
    assert [row.citizen_id for row in given] == [cast.thomas.pk]


@pytest.mark.parametrize(("field", "starts", "ends"), [("starts_on", -1, 5), ("last_day", 3, 3), ("last_day", 0, 400)])
def test_a_period_that_cannot_be(cast: Cast, field: str, starts: int, ends: int) -> None:
    period = {"starts_on": today() + timedelta(days=starts), "ends_on": today() + timedelta(days=ends)}
    with pytest.raises(Refused) as refused:
        places.substitute([cast.peter.pk], by=cast.koordinator, to=cast.koordinator2, **period)
    assert refused.value.field == field


def test_a_co_coordinator_does_not_hand_over(cast: Cast, client_of: Any) -> None:
    give_place(cast.peter, by=cast.koordinator, user=cast.koordinator2, place=Place.CO_COORDINATOR)
    client = client_of(cast.koordinator2)
    assert client.get(reverse("tracks:hand_over", args=[cast.peter.pk])).status_code == 403
    assert (
        reverse("tracks:hand_over", args=[cast.peter.pk])
        not in client.get(reverse("citizens:network", args=[cast.peter.pk])).content.decode()
    )


def test_three_hundred_in_seconds_with_the_whole_history(cast: Cast) -> None:
    """Hand-over of 300 citizens ≤ 5 s (issue 3); the same number of queries as for three."""
    crowd = []
    for _number in range(300):
        row = citizens.citizen(cast.programme)
        place = citizens.place(row, cast.koordinator, Place.COORDINATOR)
        citizens.participation(row, cast.koordinator)
        crowd.append((row, place))
    for row, place in crowd[:40]:
        plan = plans.plan(row, PlanState.ACTIVE)
        tracks.intervention(tracks.track(plan, Part.SOCIAL), "Ringe til lægen", place)
    costs = []
    for some in (crowd[:3], crowd[3:]):
        with CaptureQueriesContext(connection) as queries:
            began = time.process_time()
            done = hand_over(cast, *(row for row, _place in some))
            took = time.process_time() - began
        costs.append(len(queries))
        assert done.citizens == len(some)
    assert took < 5, f"{took:.1f} s of our own time"  # by the clock it hangs on who else is on the machine
    assert costs[1] <= costs[0] + 8, costs  # larger writes are sent in a few portions
    assert (
        CareTeamMember.history.filter(history_type="~", ends_on=today(), history_user=cast.koordinator).count() == 300
    )
    new = CareTeamMember.objects.filter(user=cast.koordinator2, place=Place.COORDINATOR, starts_on=today())
    assert (new.count(), CareTeamMember.history.filter(history_type="+", id__in=new.values("id")).count()) == (300, 300)
    assert Intervention.history.filter(history_type="~", responsible_member__in=new.values("id")).count() == 40


def test_a_participant_comes_back_with_the_place_given_anew(cast: Cast) -> None:
    end_place(cast.places["jobcenter"], by=cast.koordinator)
    assert not sees(cast.jobcenter, cast.peter)
    give_place(cast.peter, by=cast.koordinator, user=cast.jobcenter)
    case = access.case_of(again(cast.jobcenter), cast.peter)
    assert case is not None and case.readable == {Part.SOCIAL}
