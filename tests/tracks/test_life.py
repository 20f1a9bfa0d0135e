"""The citizen's life in the programme: leaving, coming back, a mistake, a CPR number set right (issue 3, item 8)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User
from audit.models import AccessEvent
from citizens import access
from citizens.actions import leaving, refer
from citizens.actions.places import give_place
from citizens.enums import ConsentKind, Place
from citizens.models import CareTeamMember, Citizen, Consent, Referral, Screening
from citizens.validators import parse_cpr
from core.dates import today
from core.models import Refused
from overview.queries.citizens import standings_of_programmes
from overview.queries.search import search
from plans.models import Plan
from tests.cast import Cast
from tests.factories import citizens as make
from tests.roles import as_owner
from tracks import actions


def sees(user: User, citizen: Citizen) -> bool:
    return access.visible_citizens(User.objects.get(pk=user.pk)).filter(pk=citizen.pk).exists()


def case_of(user: User, citizen: Citizen) -> Any:
    return access.case_of(User.objects.get(pk=user.pk), Citizen.objects.get(pk=citizen.pk))


def leave(cast: Cast, citizen: Citizen, **values: Any) -> Citizen:
    said = {"because": "moved", "left_on": today(), "summary": "Flyttet til Odense.", **values}
    return actions.leave(citizen, by=cast.koordinator, **said)


def url(name: str, citizen: Citizen) -> str:
    return reverse(name, args=[citizen.pk])


@pytest.mark.parametrize(("because", "closed"), [("dead", "dead"), ("moved", "moved"), ("finished", "goals-reached")])
def test_leaving_ends_what_it_says(cast: Cast, because: str, closed: str) -> None:
    left = leave(cast, cast.peter, because=because)
    plan = Plan.objects.get(pk=cast.plan.pk)
    assert (left.stage, left.left_because, plan.state, plan.closed_because) == ("left", because, "closed", closed)
    assert (plan.closing_summary, left.history.first().history_user) == ("Flyttet til Odense.", cast.koordinator)
    places = CareTeamMember.objects.filter(citizen=cast.peter).exclude(ends_on__lte=today())
    assert [row.place for row in places] == [Place.COORDINATOR]
    standing = Consent.objects.filter(citizen=cast.peter, withdrawn_on__isnull=True)
    assert not standing.filter(kind=ConsentKind.EXCHANGE, expires_on__gt=today()).exists()
    assert standing.filter(kind=ConsentKind.PARTICIPATION).exists()


def test_the_network_loses_it_at_once_and_coordinator_and_lead_read(cast: Cast, client_of: Any) -> None:
    partner, lead = client_of(cast.jobcenter), client_of(cast.projektleder)
    plan = url("overview:plan", cast.peter)
    assert partner.get(plan).status_code == 200
    leave(cast, cast.peter)
    assert (partner.get(plan).status_code, lead.get(plan).status_code) == (404, 200)
    front = partner.get(reverse("overview:home")).content.decode()
    assert str(cast.peter.case_number) in front and "Peter" not in front
    changing = {right.name for right in case_of(cast.koordinator, cast.peter).rights}
    assert not changing & {"PLAN_CHANGE", "PLAN_START", "MASTER_CHANGE", "NETWORK_CHANGE", "CONSENT_CHANGE"}
    with pytest.raises(Refused):
        give_place(cast.peter, by=cast.koordinator, user=cast.jobcenter)


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("summary", {"summary": " "}),
        ("because", {"because": "x"}),
        ("left_on", {"left_on": today() + timedelta(days=1)}),
        ("left_on", {"left_on": today() - timedelta(days=4000)}),
    ],
)
def test_refused_by_its_field(cast: Cast, field: str, values: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refused:
        leave(cast, cast.peter, **values)
    assert refused.value.field == field
    assert (Citizen.objects.get(pk=cast.peter.pk).stage, Plan.objects.get(pk=cast.plan.pk).state) == (
        "included",
        "active",
    )


def test_twice_or_before_inclusion_is_refused(cast: Cast) -> None:
    leave(cast, cast.peter)
    for citizen in (cast.peter, cast.rita):
        with pytest.raises(Refused):
            leave(cast, citizen)


def test_a_withdrawn_participation_can_be_ended_and_nobody_reads_after(cast: Cast, client_of: Any) -> None:
    consent = Consent.objects.get(citizen=cast.peter, kind=ConsentKind.PARTICIPATION)
    from citizens.actions.consents import withdraw_consent

    withdraw_consent(consent, by=cast.koordinator, withdrawn_by="Peter", withdrawn_how="phone")
    client = client_of(cast.koordinator)
    page = client.get(url("tracks:leave", cast.peter))
    assert "ingen" in page.content.decode() and page.status_code == 200
    data = {"because": "withdrawn", "left_on": today().isoformat(), "summary": "Vil ikke mere."}
    assert client.post(url("tracks:leave", cast.peter), data).status_code == 302
    assert client.get(url("citizens:master", cast.peter)).status_code == 404


def test_the_page_says_what_will_happen_and_to_whom(cast: Cast, client_of: Any) -> None:
    client = client_of(cast.koordinator)
    page = client.get(url("tracks:leave", cast.peter)).content.decode()
    for said in ("Jytte Jernvig", "Rikke Rosenlund", str(cast.peter.case_number), "Planen lukkes"):
        assert said in page
    data = {"because": "dead", "left_on": today().isoformat(), "summary": "Død i sit hjem."}
    assert client.post(url("tracks:leave", cast.peter), {**data, "summary": ""}).status_code == 422
    assert client.post(url("tracks:leave", cast.peter), data).status_code == 302
    assert "Refer again" not in client.get(url("citizens:master", cast.peter)).content.decode()
    assert url("citizens:refer_again", cast.peter) in client.get(url("citizens:master", cast.peter)).content.decode()


def test_referred_again_begins_with_the_screening(cast: Cast, client_of: Any) -> None:
    assert Screening.objects.get(citizen=cast.peter).passed
    leave(cast, cast.peter)
    client = client_of(cast.koordinator)
    data = {
        "received_on": today().isoformat(), "referred_by": "Ny Læge", "reason": "Flyttet tilbage",
        "citizen_agrees": "on",
    }  # fmt: skip
    assert client.post(url("citizens:refer_again", cast.peter), {**data, "citizen_agrees": ""}).status_code == 422
    assert client.post(url("citizens:refer_again", cast.peter), data).status_code == 302
    peter, referral = Citizen.objects.get(pk=cast.peter.pk), Referral.objects.get(citizen=cast.peter)
    assert (peter.stage, peter.left_on, peter.left_because) == ("referred", None, "")
    assert (referral.reason, referral.steps_done) == ("Flyttet tilbage", [1, 3])
    assert referral.history.exclude(reason="Flyttet tilbage").exists()
    assert not Screening.objects.get(citizen=cast.peter).passed
    assert client.get(url("citizens:enrol_screening", cast.peter)).status_code == 200
    assert (sees(cast.jobcenter, cast.peter), sees(cast.koordinator, cast.peter)) == (False, True)
    with pytest.raises(Refused):
        leaving.refer_again(peter, by=cast.koordinator, referral={"citizen_agrees": True, "received_on": today()})


def test_a_mistake_is_out_of_every_list_and_still_read(cast: Cast, client_of: Any) -> None:
    client = client_of(cast.koordinator)
    counts = [standings_of_programmes(cast.projektleder)[0]["total"]]
    assert client.post(url("tracks:void", cast.dagny), {"reason": "Oprettet to gange"}).status_code == 302
    counts.append(standings_of_programmes(cast.projektleder)[0]["total"])
    assert counts[1] == counts[0] - 1
    for page in (reverse("overview:home"), reverse("overview:citizens")):
        assert "Dagny" not in client.get(page).content.decode()
    assert (search(cast.koordinator, "Dagny").rows, search(cast.koordinator, "4714").rows) == ([], [])
    assert search(cast.koordinator, cast.dagny.cpr).rows == []
    assert "Oprettet to gange" in client.get(reverse("citizens:voided")).content.decode()
    assert client.get(url("citizens:master", cast.dagny)).status_code == 200
    assert client.get(url("citizens:detail", cast.dagny)).url == url("citizens:master", cast.dagny)
    assert client.get(url("citizens:edit_person", cast.dagny)).status_code == 403
    assert client.post(url("citizens:take_back", cast.dagny), {"reason": "Det var rigtigt nok"}).status_code == 302
    assert "Dagny" in client.get(reverse("overview:citizens")).content.decode()


def test_a_mistake_frees_the_number_and_cannot_come_back_while_it_is_taken(cast: Cast) -> None:
    actions.void(cast.rita, by=cast.koordinator, reason="Forkert person")
    said = {"received_on": today(), "referred_by": "Lægen", "reason": "x", "citizen_agrees": True}
    who = {"given_name": "Rita", "family_name": "Rigtig"}
    new = refer(by=cast.koordinator, programme=cast.programme, cpr=parse_cpr(cast.rita.cpr), citizen=who, referral=said)
    with pytest.raises(Refused) as refused:
        leaving.take_back_void(cast.rita, by=cast.koordinator, reason="Alligevel")
    assert refused.value.field == "cpr"
    assert (Citizen.objects.get(pk=cast.rita.pk).voided, new.voided) == (True, False)


def test_a_plan_that_was_in_force_is_no_mistake(cast: Cast) -> None:
    with pytest.raises(Refused):
        actions.void(cast.peter, by=cast.koordinator, reason="Forkert")
    assert Citizen.objects.get(pk=cast.peter.pk).voided is False


def test_a_participant_of_a_mistake_sees_nothing(cast: Cast) -> None:
    from citizens.enums import Level, Part

    make.place(cast.dagny, cast.jobcenter)
    make.exchange(cast.dagny, cast.koordinator, {cast.workplaces["job_centre"]: {Part.SOCIAL: Level.READ}})
    assert sees(cast.jobcenter, cast.dagny)
    actions.void(cast.dagny, by=cast.koordinator, reason="Forkert")
    assert (sees(cast.jobcenter, cast.dagny), case_of(cast.jobcenter, cast.dagny)) == (False, None)


NEW = "6101810009"  # 1 January 1981, fictive


def test_the_number_is_replaced_with_a_reason(cast: Cast, client_of: Any) -> None:
    client, target = client_of(cast.koordinator), url("citizens:replace_cpr", cast.peter)
    before = cast.peter.cpr
    data = {"cpr": NEW, "reason": "Erstatningsnummer", "revision": cast.peter.revision}
    for wrong in ({"reason": ""}, {"cpr": ""}, {"cpr": before}, {"cpr": cast.thomas.cpr}, {"cpr": "3201810009"}):
        assert client.post(target, {**data, **wrong}).status_code == 422, wrong
    taken = client.post(target, {**data, "cpr": cast.thomas.cpr}).content.decode()
    assert "allerede registreret" in taken and "Thomas" not in taken
    assert client.post(target, data).status_code == 302
    peter = Citizen.objects.get(pk=cast.peter.pk)
    assert (peter.cpr, peter.born_on.isoformat()) == (NEW, "1981-01-01")
    assert peter.history.first().history_change_reason == "Erstatningsnummer"
    assert before in {row.cpr for row in peter.history.all()}
    with as_owner():
        event = AccessEvent.objects.filter(route="citizens:replace_cpr", kind="change").order_by("-at").first()
    assert event is not None and event.citizens == [peter.pk]
    assert client.post(target, {**data, "cpr": "6201810009"}).status_code == 422  # opened before: stale


@pytest.mark.parametrize("name", ["tracks:leave", "tracks:void", "citizens:refer_again", "citizens:replace_cpr"])
def test_who_may_and_for_whom_it_does_not_exist(cast: Cast, client_of: Any, name: str) -> None:
    said = {who: client_of(cast.user(who)).post(url(name, cast.peter)).status_code for who in (
        "koordinator2", "jobcenter", "projektleder", "admin",
    )}  # fmt: skip
    assert said == {"koordinator2": 404, "jobcenter": 404, "projektleder": 403, "admin": 404}
    assert Citizen.objects.get(pk=cast.peter.pk).revision == cast.peter.revision
