"""A creating form that is sent twice stores one row; something else makes a row of its own."""

import pytest
from django.urls import reverse

from citizens.enums import Part
from citizens.models import CareTeamMember, Citizen, Consent, ConsentScope, Relative, Stay
from core.dates import add_months, today
from plans.models import Agreement, Challenge, CrisisContact, OtherPlan, PlanVersion, Situation
from tracks.models import Goal, Intervention, LogEntry

pytestmark = pytest.mark.django_db


def _forms(cast):
    """(model, address, what is typed): every form that makes a row, filled in."""
    peter, plan, track = cast.peter, cast.plan, cast.tracks[Part.SOCIAL]
    here, day, taken = {"citizen_id": peter.pk}, today(), {"form": "written", "given_to": cast.koordinator.pk}
    cell = f"cell_{cast.workplaces['shelter'].pk.hex}_social"
    on_plan = {"plan_id": plan.pk}
    return [
        (Goal, "tracks:goal_add", {"track_id": track.pk}, {"text": "Cykle igen", "kind": "change"}),
        (Goal, "tracks:subgoal_add", {"goal_id": cast.goals[Part.SOCIAL].pk}, {"text": "Lappe", "kind": "change"}),
        (Intervention, "tracks:intervention_add", {"track_id": track.pk}, {"text": "Cykelskur", "area": "housing"}),
        (LogEntry, "tracks:comment_on_track", {"track_id": track.pk}, {"text": "Set"}),
        (LogEntry, "tracks:contact_add", here, {
            "contact_form": "visit", "contact_on": day, "contact_with": "Peter", "tracks": ["social"], "text": "Kaffe",
        }),
        (LogEntry, "tracks:entry_correct", {"entry_id": cast.comments[Part.SOCIAL].pk}, {"text": "Rettet"}),
        (Situation, "plans:situation_add", on_plan, {"area": "economy", "now": "Budget", "tracks": ["social"]}),
        (Challenge, "plans:challenge_add", on_plan, {"text": "Gæld", "tracks": ["social"]}),
        (Agreement, "plans:agreement_add", on_plan, {"text": "Ringe", "who": "Peter"}),
        (OtherPlan, "plans:other_plan_add", on_plan, {"kind": "job", "authority": "Jobcenter", "tracks": ["social"]}),
        (CrisisContact, "plans:contact_add", on_plan, {"name": "Vagten", "phone": "11 22 33 44"}),
        (PlanVersion, "tracks:new_version", on_plan, {"note": "Efter mødet"}),
        (Relative, "citizens:add_relative", here, {"name": "Bodil", "relation": "søster"}),
        (Stay, "citizens:add_stay", here, {"kind": "somatic", "starts_on": day}),
        (Consent, "citizens:add_consent", here, {**taken, "kind": "relatives", "purpose": "Søster", "given_on": day}),
        (Consent, "citizens:add_exchange", here, {
            **taken, "organisation": cast.workplaces["shelter"].pk, cell: "read", "purpose": "Sammen", "given_on": day,
            "expires_on": add_months(day, 12),
        }),
        (CareTeamMember, "citizens:add_place", here, {
            "person": "none", "place": "participant", "name": "Uden Log-ind", "starts_on": day,
            "organisation": cast.workplaces["shelter"].pk,
        }),
    ]  # fmt: skip


def test_every_creating_form_sent_twice_makes_one_row(cast, client_of):
    client, made = client_of(cast.koordinator), {}
    for model, name, keys, typed in _forms(cast):
        before = model.objects.count()
        statuses = [client.post(reverse(name, kwargs=keys), typed).status_code for _press in range(2)]
        made[name] = (statuses, model.objects.count() - before)
    assert made == {name: ([302, 302], 1) for _model, name, _keys, _typed in _forms(cast)}
    assert (
        ConsentScope.objects.filter(organisation=cast.workplaces["shelter"], consent__citizen=cast.peter).count() == 1
    )
    cast.plan.refresh_from_db()
    assert cast.plan.version == 2


def test_another_word_makes_another_row(cast, client_of):
    client, url = client_of(cast.koordinator), reverse("plans:agreement_add", args=[cast.plan.pk])
    before = Agreement.objects.count()
    for text in ("Ringe", "Skrive", "Ringe"):
        client.post(url, {"text": text, "who": "Peter"})
    assert Agreement.objects.count() - before == 2


@pytest.mark.parametrize("cpr", ["", "750190-4711"])
def test_a_referral_sent_twice_makes_one_citizen(cast, client_of, cpr):
    client = client_of(cast.koordinator)
    typed = {
        "programme": cast.programme.pk, "given_name": "Dobbelt", "family_name": "Klik", "received_on": today(),
        "born_on": "1990-01-15", "cpr": cpr, "municipality": "Lolland", "referred_by": "Egen læge",
        "reason": "Mange indlæggelser", "citizen_agrees": "on", "language": "dansk",
    }  # fmt: skip
    answers = [client.post(reverse("citizens:refer"), typed) for _press in range(2)]
    rows = Citizen.objects.filter(family_name="Klik")
    assert ([answer.status_code for answer in answers], rows.count()) == ([302, 302], 1)
    assert len({answer.url for answer in answers}) == 1
    assert CareTeamMember.objects.filter(citizen=rows.get()).count() == 1
