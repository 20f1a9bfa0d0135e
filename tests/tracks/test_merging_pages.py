"""The lead's pages: finding the other record, comparing, and where a number that is registered already ends."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.urls import reverse

from accounts.models import User
from audit.models import AccessEvent
from citizens import access
from citizens.actions.consents import withdraw_consent
from citizens.enums import Place
from citizens.models import CareTeamMember, Citizen, Consent, Merging
from core.dates import today
from core.models import Refused
from plans.models import Plan
from tests.cast import Cast
from tests.roles import as_owner
from tests.tracks.doubles import WORD, closed_plan, double
from tracks import actions


def pair(kept: Citizen, merged: Citizen) -> str:
    return reverse("overview:merge", args=[kept.pk, merged.pk])


def seen(*rows: Citizen) -> str:
    return "-".join(str(Citizen.objects.get(pk=row.pk).revision) for row in rows)


@pytest.fixture
def second(cast: Cast) -> Citizen:
    row = double(cast, born_on=cast.peter.born_on)
    closed_plan(cast, row)
    return row


def test_from_the_master_data_to_one_record(cast: Cast, second: Citizen, client_of: Any) -> None:
    lead = client_of(cast.projektleder)
    find = reverse("overview:merge_find", args=[cast.peter.pk])
    assert find in lead.get(reverse("citizens:master", args=[cast.peter.pk])).content.decode()
    assert pair(cast.peter, second) in lead.get(find).content.decode()  # same date of birth
    answer = lead.post(find, {"case_number": second.case_number})
    assert (answer.status_code, answer.url) == (302, pair(cast.peter, second))
    page = lead.get(answer.url).content.decode()
    for said in ("Distriktspsykiatrien", "4888", "1 pårørende", "1 ophold", "Koordinator"):
        assert said in page, said
    assert second.cpr not in page and cast.peter.cpr not in page
    typed = {"seen": seen(cast.peter, second), "reason": "", "take_name": "merged", "take_number": "kept"}
    wrong = lead.post(pair(cast.peter, second), typed)
    assert (wrong.status_code, wrong.context["form"]["take_name"].value()) == (422, "merged")  # what was chosen is kept
    others = {name: "kept" for name in wrong.context["form"].fields if name.startswith("take_")}
    done = lead.post(pair(cast.peter, second), {**others, **typed, "reason": "Samme fødselsdag og adresse"})
    assert (done.status_code, done.url) == (302, reverse("citizens:master", args=[cast.peter.pk]))
    again = lead.post(pair(cast.peter, second), {**others, **typed, "reason": "Samme fødselsdag og adresse"})
    assert (again.status_code, Merging.objects.count()) == (302, 1)  # pressed twice
    assert Citizen.objects.get(pk=cast.peter.pk).given_name == "Per"
    assert reverse("overview:merge_before", args=[cast.peter.pk]) in lead.get(done.url).content.decode()
    with as_owner():
        noted = [set(row.citizens) for row in AccessEvent.objects.filter(route="overview:merge", status=302)]
    assert {cast.peter.pk, second.pk} in noted


def test_an_obstacle_is_said_before_anything_is_asked(cast: Cast, client_of: Any) -> None:
    lead = client_of(cast.projektleder)
    page = lead.get(pair(cast.peter, cast.thomas))
    assert "Begge sager har en åben plan" in page.content.decode() and 'name="seen"' not in page.content.decode()
    assert (
        lead.post(pair(cast.peter, cast.thomas), {"seen": seen(cast.peter, cast.thomas), "reason": "x"}).status_code
        == 422
    )
    assert not Merging.objects.exists()


def test_only_a_lead_who_sees_both(cast: Cast, second: Citizen, client_of: Any) -> None:
    for name, status in (("koordinator", 404), ("koordinator2", 404), ("jobcenter", 404), ("admin", 404)):
        assert client_of(cast.user(name)).get(pair(cast.peter, second)).status_code == status, name
    assert client_of(cast.koordinator).get(reverse("overview:merge_find", args=[cast.peter.pk])).status_code == 403
    find = client_of(cast.projektleder).post(
        reverse("overview:merge_find", args=[cast.peter.pk]), {"case_number": cast.rita.case_number}
    )
    assert find.status_code == 422  # Rita has said yes to nothing yet: she is not the lead's to see


def test_withdrawn_participation_is_met_with_a_reason_or_a_closed_door(
    cast: Cast, second: Citizen, client_of: Any
) -> None:
    consent = Consent.objects.get(citizen=second, kind="participation")
    withdraw_consent(consent, by=cast.koordinator2, withdrawn_by="Per", withdrawn_how="phone")
    assert client_of(cast.projektleder).get(pair(cast.peter, second)).status_code in (403, 404)
    with pytest.raises(Refused):
        actions.merge(
            cast.peter,
            second,
            by=cast.projektleder,
            reason="Samme",
            take=[],
            seen=(cast.peter.revision, second.revision),
        )


@pytest.mark.django_db(transaction=True)
def test_three_leads_at_once_and_both_ways(cast: Cast, client_of: Any) -> None:
    """One of the two is refused with a reason; there is no ring of records and no deadlock."""
    second = double(cast)
    said: list[str] = []

    def run(kept: Citizen, merged: Citizen, start: threading.Barrier) -> None:
        try:
            rows = [Citizen.objects.get(pk=row.pk) for row in (kept, merged)]
            start.wait(10)
            actions.merge(
                *rows, by=cast.projektleder, reason="Samme", take=[], seen=(rows[0].revision, rows[1].revision)
            )
            said.append("done")
        except Refused as refused:
            said.append(str(refused.message))
        finally:
            connection.close()

    start = threading.Barrier(3)
    ways = [(cast.peter, second), (cast.peter, second), (second, cast.peter)]
    threads = [threading.Thread(target=run, args=(*way, start)) for way in ways]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert (len(said), said.count("done")) == (3, 1)
    assert Citizen.objects.get(pk=cast.peter.pk).merged_into is None and Merging.objects.count() == 1


def look_up(client: Any, number: str) -> str:
    return client.post(reverse("citizens:number"), {"cpr": number}).content.decode()


def test_the_lead_is_told_where_a_number_stands(cast: Cast, second: Citizen, client_of: Any) -> None:
    lead = client_of(cast.projektleder)
    assert reverse("citizens:number") in lead.get(reverse("overview:citizens")).content.decode()
    assert "Peter" in look_up(lead, cast.peter.cpr)
    rita = look_up(lead, cast.rita.cpr)
    assert "Rita" not in rita and cast.koordinator.name in rita and str(cast.rita.case_number) in rita
    with as_owner():
        elsewhere = Citizen.objects.filter(programme=cast.second_programme).exclude(cpr_lookup=None).first()
    assert elsewhere is not None and "ikke i nogen sag" in look_up(lead, elsewhere.cpr)
    assert client_of(cast.koordinator).get(reverse("citizens:number")).status_code == 403
    actions.merge(
        cast.peter, second, by=cast.projektleder, reason="Samme", take=[], seen=(cast.peter.revision, second.revision)
    )
    assert "Peter" in look_up(lead, second.cpr)


@pytest.mark.parametrize("closed", [True, False])
def test_who_left_without_participation_is_referred_anew(cast: Cast, client_of: Any, closed: bool) -> None:
    """End to end: refused at the referral, mended by the lead, enrolled by the coordinator (issue 3, item 8)."""
    consent = Consent.objects.get(citizen=cast.peter, kind="participation")
    withdraw_consent(consent, by=cast.koordinator, withdrawn_by="Peter", withdrawn_how="phone")
    if closed:
        said = {"because": "withdrawn", "left_on": today(), "summary": "Vil ikke mere."}
        actions.leave(cast.peter, by=cast.koordinator, **said)
    else:
        with as_owner():  # nobody closed the case within the 30 days
            QuerySet(Consent).filter(pk=consent.pk).update(withdrawn_on=today() - timedelta(days=40))
    lead, taker = client_of(cast.projektleder), client_of(cast.koordinator2)
    assert lead.get(reverse("citizens:master", args=[cast.peter.pk])).status_code == 404
    new = {
        "programme": cast.programme.pk, "cpr": cast.peter.cpr, "given_name": "Peter", "family_name": "Pilegaard",
        "received_on": today().isoformat(), "referred_by": "Egen læge", "reason": "Er kommet tilbage",
        "citizen_agrees": "on",
    }  # fmt: skip
    refused = taker.post(reverse("citizens:refer"), new)
    assert (refused.status_code, "projektlederen" in refused.content.decode()) == (422, True)
    found = look_up(lead, cast.peter.cpr)
    take_up = reverse("tracks:take_up", args=[cast.peter.pk])
    assert take_up in found and "Peter" not in found
    page = lead.get(take_up).content.decode()
    assert str(cast.peter.case_number) in page and "Pilegaard" not in page
    data = {**new, "to": cast.koordinator2.pk}
    assert lead.post(take_up, {**data, "citizen_agrees": ""}).status_code == 422
    assert lead.post(take_up, data).status_code == 302
    peter = Citizen.objects.get(pk=cast.peter.pk)
    assert peter.stage == "referred" and not Plan.objects.filter(citizen=peter).exclude(state="closed").exists()
    places = CareTeamMember.objects.filter(citizen=peter, place=Place.COORDINATOR, ends_on=None)
    assert [row.user for row in places] == [cast.koordinator2]
    assert taker.get(reverse("citizens:enrol_screening", args=[peter.pk])).status_code == 200
    assert taker.get(reverse("tracks:log", args=[peter.pk])).status_code in (403, 404)  # only after a new consent
    assert not access.visible_citizens(User.objects.get(pk=cast.koordinator.pk)).filter(pk=peter.pk).exists()
    assert lead.get(take_up).status_code == 404  # done once
    assert WORD not in page
