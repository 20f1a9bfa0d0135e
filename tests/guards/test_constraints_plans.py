"""Every constraint of plans: a row that passes and one that fails. The list of constraints is read from the models."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from citizens.enums import Part
from plans.enums import Acceptance, Area, ClosedBecause, OtherPlanKind, PlanState, PrintVariant, PromptReply
from plans.models import Challenge, OtherPlan, Plan, PlanPrint, PlanVersion, Prompt, PromptAnswer, Situation
from tests.cast import Cast
from tests.factories import citizens, plans
from tests.factories.accounts import saved

DAY = date(2026, 3, 1)
LATER, EARLIER = DAY + timedelta(days=10), DAY - timedelta(days=1)
CLOSED = {"state": PlanState.CLOSED, "closed_on": DAY, "closed_because": ClosedBecause.OTHER, "closing_summary": "Slut"}
SOCIAL = [Part.SOCIAL.value]
Make = Callable[..., Any]


def plan(cast: Cast, **values: Any) -> Any:
    return saved(Plan(citizen=citizens.citizen(cast.programme), **values))


def second_plan(cast: Cast, **values: Any) -> Any:
    return saved(Plan(citizen=cast.peter, **values))


def situation(cast: Cast, **values: Any) -> Any:
    return saved(Situation(plan=cast.plan, area=Area.WORK, **values))


def challenge(cast: Cast, **values: Any) -> Any:
    return saved(Challenge(plan=cast.plan, text="Prøve", **values))


def other_plan(cast: Cast, **values: Any) -> Any:
    return saved(OtherPlan(plan=cast.plan, kind=OtherPlanKind.JOB, authority="Prøve", **values))


def version(cast: Cast, **values: Any) -> Any:
    return saved(PlanVersion(plan=cast.plan, made_on=DAY, made_by=cast.koordinator, note="Prøve", **values))


def printed(cast: Cast, **values: Any) -> Any:
    if values.pop("named", False):
        values["organisation"] = cast.workplaces["job_centre"]
    return saved(PlanPrint(plan=cast.plan, version=1, printed_by=cast.koordinator, sha256="0" * 64, **values))


def prompt(cast: Cast, **values: Any) -> Any:
    return saved(Prompt(programme=cast.programme, text="Prøve", **values))


def answer(cast: Cast, taken: bool = False) -> Any:
    asked = cast.prompts[Part.SOCIAL] if taken else plans.prompt(cast.programme)
    return saved(PromptAnswer(plan=cast.plan, prompt=asked, reply=PromptReply.YES))


# name → (how to make the row, what passes, what fails)
TABLE: dict[str, tuple[Make, dict[str, Any], dict[str, Any]]] = {
    "plan_one_open_per_citizen": (second_plan, CLOSED, {}),
    "plan_active_has_date": (
        plan,
        {"state": PlanState.ACTIVE, "valid_from": DAY},
        {"state": PlanState.ACTIVE},
    ),
    "plan_closed_whole": (plan, CLOSED, {**CLOSED, "closing_summary": ""}),
    "plan_acceptance_date": (
        plan,
        {"acceptance": Acceptance.ACCEPTED, "accepted_on": DAY},
        {"acceptance": Acceptance.NOT_YET, "accepted_on": DAY},
    ),
    "plan_dates": (plan, {**CLOSED, "valid_from": DAY}, {**CLOSED, "valid_from": LATER}),
    "plans_situation_has_track": (situation, {"tracks": SOCIAL}, {"tracks": []}),
    "plans_challenge_has_track": (challenge, {"tracks": SOCIAL}, {"tracks": []}),
    "plans_otherplan_has_track": (other_plan, {"tracks": SOCIAL}, {"tracks": []}),
    "plan_version_once": (version, {"number": 2}, {"number": 1}),
    "print_for_organisation": (
        printed,
        {"variant": PrintVariant.ORGANISATION, "named": True},
        {"variant": PrintVariant.WHOLE, "named": True},
    ),
    "prompt_has_track": (prompt, {"tracks": SOCIAL}, {"tracks": []}),
    "prompt_answered_once": (answer, {}, {"taken": True}),
}


def test_the_table_is_whole() -> None:
    models = apps.get_app_config("plans").get_models()
    assert {constraint.name for model in models for constraint in model._meta.constraints} == set(TABLE)


@pytest.mark.parametrize("name", TABLE)
def test_a_good_row_passes(cast: Cast, name: str) -> None:
    how, good, _bad = TABLE[name]
    row = how(cast, **good)
    assert type(row).objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("name", TABLE)
def test_a_bad_row_is_refused_by_this_constraint(cast: Cast, name: str) -> None:
    how, _good, bad = TABLE[name]
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        how(cast, **bad)
