"""Draft, active, closed: one open plan a citizen, each move once, and the head told in the same breath."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from citizens.models import Signpost
from core.dates import today
from core.models import Refused, Stale
from plans import actions, queries
from plans.enums import Acceptance, ClosedBecause, PlanState
from plans.models import Plan, PlanVersion
from tests.factories import citizens, plans


@pytest.fixture
def someone(cast):
    return citizens.citizen(cast.programme)


def signpost(of):
    row = Signpost.objects.get(citizen=of)
    return row.plan_state, row.next_meeting_on, row.has_crisis_plan


def test_one_plan_that_is_not_closed(cast, someone):
    plan = actions.create_plan(someone, by=cast.koordinator)
    assert (plan.state, plan.version) == (PlanState.DRAFT, 1)
    with pytest.raises(Refused):
        actions.create_plan(someone, by=cast.koordinator)
    assert Plan.objects.filter(citizen=someone).count() == 1


def test_the_database_holds_it_too(cast, someone):
    plans.plan(someone)
    with pytest.raises(IntegrityError), transaction.atomic():
        plans.plan(someone)
    closed = Plan.objects.get(citizen=someone)
    actions.mark_closed(closed, by=cast.koordinator, because=ClosedBecause.OTHER, summary="Slut")
    plans.plan(someone)


def test_from_draft_to_closed_and_nothing_back(cast, someone):
    plan = actions.create_plan(someone, by=cast.koordinator)
    plan = actions.mark_active(plan, by=cast.koordinator)
    assert (plan.state, plan.valid_from) == (PlanState.ACTIVE, today())
    assert list(PlanVersion.objects.filter(plan=plan).values_list("number", flat=True)) == [1]
    with pytest.raises(Refused):
        actions.mark_active(plan, by=cast.koordinator)
    plan = actions.raise_version(plan, by=cast.koordinator, note="Nye mål")
    assert plan.version == 2
    plan = actions.mark_closed(plan, by=cast.koordinator, because=ClosedBecause.MOVED, summary="Flyttet")
    assert signpost(someone) == ("closed", None, False)
    for act in (
        lambda: actions.mark_active(plan, by=cast.koordinator),
        lambda: actions.raise_version(plan, by=cast.koordinator, note="x"),
        lambda: actions.mark_closed(plan, by=cast.koordinator, because="other", summary="x"),
        lambda: actions.change_voice(plan, by=cast.koordinator, revision=plan.revision, matters="x"),
    ):
        before = Plan.history.count()
        with pytest.raises(Refused):
            act()
        assert Plan.history.count() == before


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"because": "", "summary": "x"}, "closed_because"),
        ({"because": "other", "summary": "  "}, "closing_summary"),
        ({"because": "other", "summary": "x", "closed_on": today() + timedelta(days=1)}, "closed_on"),
        ({"because": "other", "summary": "x", "closed_on": today() - timedelta(days=99)}, "closed_on"),
    ],
)
def test_closing_says_what_is_missing_by_the_field(cast, values, field):
    with pytest.raises(Refused) as refused:
        actions.mark_closed(cast.plan, by=cast.koordinator, **values)
    assert refused.value.field == field
    assert Plan.objects.get(pk=cast.plan.pk).state == PlanState.ACTIVE


def test_the_next_meeting_is_kept_on_the_plan_and_in_the_head(cast):
    day, opened = today() + timedelta(days=30), cast.plan.revision
    assert actions.keep_next_meeting(cast.plan, by=cast.koordinator, day=day).next_meeting_on == day
    assert signpost(cast.peter)[1] == day
    same = actions.keep_next_meeting(cast.plan, by=cast.koordinator, day=day)
    assert same.revision == opened + 1  # nothing changed, nothing saved
    assert actions.keep_next_meeting(cast.plan, by=cast.koordinator, day=None).next_meeting_on is None
    assert signpost(cast.peter)[1] is None


def test_a_closed_plan_keeps_no_meeting(cast):
    with pytest.raises(Refused):
        actions.keep_next_meeting(cast.closed_plan, by=cast.koordinator, day=today())
    assert Plan.objects.get(pk=cast.closed_plan.pk).next_meeting_on is None


def test_acceptance_is_a_day_or_a_reason(cast):
    plan = cast.plan

    def record(**values):
        fresh = Plan.objects.get(pk=plan.pk)
        given = {"acceptance": "accepted", "accepted_on": None, "not_accepted_reason": "", **values}
        return actions.record_acceptance(fresh, by=cast.koordinator, revision=fresh.revision, **given)

    for values, field in (
        ({}, "accepted_on"),
        ({"accepted_on": today() + timedelta(days=1)}, "accepted_on"),
        ({"acceptance": "not-yet", "not_accepted_reason": " "}, "not_accepted_reason"),
    ):
        with pytest.raises(Refused) as refused:
            record(**values)
        assert refused.value.field == field
    said = record(acceptance="not-yet", accepted_on=today(), not_accepted_reason="Vil tænke over det")
    assert (said.acceptance, said.accepted_on) == (Acceptance.NOT_YET, None)
    said = record(accepted_on=today(), not_accepted_reason="Vil tænke over det")
    assert (said.accepted_on, said.not_accepted_reason) == (today(), "")


def test_another_form_of_the_same_plan_is_no_conflict(cast):
    opened = cast.plan.revision
    actions.change_if_absent(cast.plan, by=cast.koordinator, revision=opened, if_absent="Ring til Ruth")
    plan = actions.change_voice(cast.plan, by=cast.koordinator, revision=opened, matters="Ro")
    assert (plan.if_absent, plan.matters) == ("Ring til Ruth", "Ro")
    with pytest.raises(Stale):
        actions.change_voice(cast.plan, by=cast.koordinator, revision=opened, matters="Uro")


def test_the_crisis_plan_shows_in_the_head_when_it_says_something(cast, someone):
    plan = actions.create_plan(someone, by=cast.koordinator)
    assert signpost(someone) == ("draft", None, False)
    crisis = actions.change_crisis(plan, by=cast.koordinator, revision=None, early_signs="Sover ikke")
    assert signpost(someone) == ("draft", None, True)
    with pytest.raises(Stale):
        actions.change_crisis(plan, by=cast.koordinator, revision=None, early_signs="Andet")
    actions.change_crisis(plan, by=cast.koordinator, revision=crisis.revision, early_signs="")
    assert signpost(someone)[2] is False
    assert queries.signpost_of(someone) == {
        "plan_state": "draft",
        "next_meeting_on": None,
        "has_crisis_plan": False,
    }
