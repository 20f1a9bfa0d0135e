"""Ids of other people's rows in what is posted: refused by the field, or not read at all; nothing is moved."""

import uuid

import pytest
from django.urls import reverse

from citizens.enums import Part
from citizens.models import CareTeamMember, Consent, ConsentScope
from core.dates import add_months, today
from plans.models import Challenge, CrisisContact, PlanPrint
from tests.factories import citizens as make_citizens
from tests.factories import plans as make_plans
from tracks.models import Goal, Intervention, LogEntry, Track

pytestmark = pytest.mark.django_db
MODELS = (
    Goal,
    Intervention,
    LogEntry,
    Track,
    Challenge,
    CrisisContact,
    PlanPrint,
    CareTeamMember,
    Consent,
)


def _counts():
    return {model.__name__: model.objects.count() for model in MODELS} | {"cells": ConsentScope.objects.count()}


def _refused(client, url, typed, field):
    """The post is refused, the message stands by `field`, and no row has come."""
    before = _counts()
    answer = client.post(url, typed)
    form = answer.context["form"]
    assert (answer.status_code, field in form.errors, _counts()) == (422, True, before)


@pytest.fixture
def foreign(cast, as_owner):
    """Rows of Thomas and of a stranger, of the kinds a form of Peter's could name."""
    with as_owner():
        theirs = make_citizens.relative(cast.thomas, "Karla", "søster")
    goal = Goal.objects.filter(track__plan=cast.thomas_plan, track__kind="social").get()
    return {"member": cast.places["thomas/frivillig"], "relative": theirs, "goal": goal}


@pytest.mark.parametrize("bad", ["relative", "member", "random", "user", "malformed", "empty"])
def test_who_answers_is_of_this_network(cast, client_of, foreign, bad):
    row = cast.interventions[Part.SOCIAL]
    key = {
        "relative": f"relative:{foreign['relative'].pk}", "member": f"member:{foreign['member'].pk}",
        "random": f"member:{uuid.uuid4()}", "user": f"member:{cast.koordinator2.pk}", "malformed": "member:1'--",
        "empty": "member:",
    }[bad]  # fmt: skip
    typed = {"text": "x", "area": "other", "responsible": key, "revision": row.revision, "status": row.status}
    client = client_of(cast.koordinator)
    _refused(client, reverse("tracks:intervention_edit", args=[row.pk]), typed, "responsible")
    _refused(client, reverse("tracks:intervention_add", args=[row.track_id]), typed, "responsible")


def test_one_who_may_not_read_the_track_cannot_answer_for_it(cast, client_of):
    row = cast.interventions[Part.SOCIAL]
    key = f"member:{cast.places['laege'].pk}"
    typed = {"text": "x", "area": "other", "responsible": key, "revision": row.revision, "status": row.status}
    _refused(client_of(cast.koordinator), reverse("tracks:intervention_edit", args=[row.pk]), typed, "responsible")


@pytest.mark.parametrize("whose", ["other track", "other citizen", "random", "malformed"])
def test_goals_are_of_this_track(cast, client_of, foreign, whose):
    goal = {
        "other track": cast.goals[Part.PSYCHIATRY].pk, "other citizen": foreign["goal"].pk, "random": uuid.uuid4(),
        "malformed": "x",
    }[whose]  # fmt: skip
    client, track, row = client_of(cast.koordinator), cast.tracks[Part.SOCIAL], cast.subgoals[Part.SOCIAL]
    typed = {"text": "x", "area": "other", "goal": goal}
    _refused(client, reverse("tracks:intervention_add", args=[track.pk]), typed, "goal")
    typed = {"text": "x", "kind": "change", "parent": goal, "status": "open", "attainment": ""}
    _refused(client, reverse("tracks:goal_add", args=[track.pk]), typed, "parent")
    _refused(client, reverse("tracks:goal_edit", args=[row.pk]), {**typed, "revision": row.revision}, "parent")


def test_a_paragraph_is_of_this_track(cast, client_of):
    track, other = cast.tracks[Part.SOCIAL], cast.legal_bases[Part.SOMATIC]
    typed = {"text": "x", "area": "other", "legal_basis": other.pk}
    _refused(client_of(cast.koordinator), reverse("tracks:intervention_add", args=[track.pk]), typed, "legal_basis")


def test_fields_no_form_has_are_not_read(cast, client_of):
    """Mass assignment: whatever else is posted stays unread."""
    client, goal = client_of(cast.koordinator), cast.goals[Part.SOCIAL]
    other = cast.thomas_plan
    extra = {
        "id": uuid.uuid4(), "pk": uuid.uuid4(), "track": cast.tracks[Part.PSYCHIATRY].pk, "plan": other.pk,
        "citizen": cast.thomas.pk, "position": 99, "created_at": "2000-01-01", "author": cast.jobcenter.pk,
        "author_organisation": cast.workplaces["job_centre"].pk, "corrects": cast.comments[Part.PSYCHIATRY].pk,
        "tracks": ["psychiatry"], "removed": "on", "state": "closed", "status_by": cast.jobcenter.pk, "by": "x",
    }  # fmt: skip
    typed = {"text": "Ny", "kind": "change", "status": "open", "revision": goal.revision, **extra}
    assert client.post(reverse("tracks:goal_edit", args=[goal.pk]), typed).status_code == 302
    before = (goal.pk, goal.track_id, goal.position)
    goal.refresh_from_db()
    assert (goal.pk, goal.track_id, goal.position) == before
    assert client.post(reverse("tracks:comment_on_goal", args=[goal.pk]), {**extra, "text": "Hej"}).status_code == 302
    entry = LogEntry.objects.get(text="Hej")
    told = (entry.citizen_id, entry.author_id, entry.tracks, entry.corrects_id, entry.goal_id)
    assert told == (cast.peter.pk, cast.koordinator.pk, ["social"], None, goal.pk)


@pytest.mark.parametrize("name", ["plans:challenge_order", "plans:contact_order", "tracks:intervention_order"])
def test_orders_name_only_rows_of_this_list(cast, client_of, as_owner, name):
    with as_owner():
        thomas = make_plans.challenge(cast.thomas_plan, "Thomas", (Part.SOCIAL,))
    key = cast.tracks[Part.SOCIAL].pk if name.startswith("tracks") else cast.plan.pk
    own = Intervention.objects.filter(track=key).first() if name.startswith("tracks") else cast.crisis_contact
    before = list(Challenge.objects.order_by("id").values_list("id", "plan_id", "position", "revision"))
    for order in ([thomas.pk], [own.pk, thomas.pk], [own.pk, own.pk], ["x"], [str(uuid.uuid4())]):
        answer = client_of(cast.koordinator).post(
            reverse(name, args=[key]), {"order": order}, headers={"HX-Request": "true"}
        )
        assert (order, answer.status_code) == (order, 422)
    assert list(Challenge.objects.order_by("id").values_list("id", "plan_id", "position", "revision")) == before


def test_a_consent_is_taken_by_this_citizens_team(cast, client_of):
    client, here = client_of(cast.koordinator), [cast.peter.pk]
    typed = {"form": "written", "purpose": "x", "kind": "relatives", "given_on": today()}
    for user in (cast.koordinator2.pk, cast.jobcenter.pk, uuid.uuid4(), "x"):
        _refused(client, reverse("citizens:add_consent", args=here), {**typed, "given_to": user}, "given_to")


def test_an_organisation_that_is_none_opens_nothing(cast, client_of):
    client, before = client_of(cast.koordinator), _counts()
    key = uuid.uuid4()
    typed = {
        "form": "written", "purpose": "x", "given_on": today(), "expires_on": add_months(today(), 12),
        "given_to": cast.koordinator.pk, "organisation": [key, "x"], f"cell_{key.hex}_social": "read",
    }  # fmt: skip
    answer = client.post(reverse("citizens:add_exchange", args=[cast.peter.pk]), typed)
    assert (answer.status_code, _counts()) == (422, before)


@pytest.mark.parametrize("name", ["jobcenter", "laege"])
def test_a_partner_prints_for_nobody_else(cast, client_of, name):
    client, before = client_of(cast.user(name)), PlanPrint.objects.count()
    url = reverse("overview:pdf", args=[cast.plan.pk])
    for typed in (
        {"variant": "organisation", "organisation": cast.workplaces["hospital"].pk},
        {"variant": "whole"},
        {"variant": "citizen"},
        {"variant": "organisation", "organisation": "x"},
        {"variant": "organisation"},
    ):
        answer = client.post(url, typed)
        assert (typed, answer.status_code, "pdf" in answer.headers["Content-Type"]) == (typed, 422, False)
    assert PlanPrint.objects.count() == before


@pytest.mark.parametrize("to", ["jobcenter", "projektleder", "deactivated", "koordinator", "random"])
def test_a_citizen_is_handed_to_an_active_coordinator_only(cast, client_of, to):
    key = uuid.uuid4() if to == "random" else cast.user(to).pk
    _refused(
        client_of(cast.koordinator), reverse("tracks:hand_over", args=[cast.peter.pk]), {"to": key, "note": "x"}, "to"
    )
