"""Every constraint of citizens: a row that passes and one that fails. The list is read from the models."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from citizens.enums import ConsentForm, ConsentKind, CriterionKind, Level, Part, Place, Stage, StayKind, WithdrawnHow
from citizens.models import (
    AccessDecision,
    CareTeamMember,
    Citizen,
    Consent,
    ConsentScope,
    Criterion,
    Programme,
    ProgrammeLead,
    Referral,
    Screening,
    ScreeningAnswer,
    Stay,
)
from core.dates import COPENHAGEN
from tests.cast import Cast
from tests.factories import citizens as make
from tests.factories.accounts import saved

DAY = date(2026, 3, 1)
LATER, EARLIER, YEAR = DAY + timedelta(days=10), DAY - timedelta(days=1), date(2027, 3, 1)
WITHDRAWN = {"withdrawn_on": DAY, "withdrawn_by": "Peter", "withdrawn_how": WithdrawnHow.PHONE}
ENDED = {"ended_on": DAY, "ended_by": "Peter", "ended_how": WithdrawnHow.PHONE}
Make = Callable[..., Any]


def programme(cast: Cast, **values: Any) -> Any:
    return saved(Programme(name="Prøve", **{"starts_on": DAY, **values}))


def lead(cast: Cast, **values: Any) -> Any:
    return saved(ProgrammeLead(programme=cast.programme, user=cast.projektleder, **{"starts_on": DAY, **values}))


def criterion(cast: Cast, **values: Any) -> Any:
    return saved(Criterion(programme=cast.programme, text="Alder", **{"kind": CriterionKind.AGE, **values}))


def citizen(cast: Cast, **values: Any) -> Any:
    return saved(
        Citizen(programme=cast.programme, given_name="Prøve", family_name="Prøvesen", case_number=9001, **values)
    )


def referral(cast: Cast, **values: Any) -> Any:
    whose = make.citizen(cast.programme, stage=Stage.REFERRED)
    values = {"citizen_agrees": True, "received_on": DAY, **values}
    return saved(Referral(citizen=whose, referred_by="Lægen", reason="Mange kontakter", **values))


def consent(cast: Cast, **values: Any) -> Any:
    values = {"kind": ConsentKind.EXCHANGE, "form": ConsentForm.WRITTEN, "given_on": DAY, "expires_on": LATER, **values}
    return saved(Consent(citizen=cast.peter, given_to=cast.koordinator, purpose="Prøve", **values))


def cell(cast: Cast, **values: Any) -> Any:
    values = {"part": Part.SOCIAL, "level": Level.READ, "organisation": cast.workplaces["shelter"], **values}
    return saved(ConsentScope(consent=cast.exchange, **values))


def place(cast: Cast, **values: Any) -> Any:
    values = {"starts_on": DAY, "organisation": cast.workplaces["team"], "name": "Kaj", **values}
    return saved(CareTeamMember(citizen=cast.peter, **values))


def stay(cast: Cast, **values: Any) -> Any:
    return saved(Stay(citizen=cast.peter, kind=StayKind.SOMATIC, **{"starts_on": DAY, **values}))


def scan(cast: Cast, **values: Any) -> Any:
    return make.scan(cast.exchange, **values)


def screening(cast: Cast, **values: Any) -> Any:
    return saved(Screening(citizen=make.citizen(cast.programme), result="meets", **values))


def merged(cast: Cast, **values: Any) -> Any:
    return citizen(cast, merged_into=cast.peter, **values)


def todo(cast: Cast, **values: Any) -> Any:
    return make.todo(cast.koordinator, **values)


def answer(cast: Cast, taken: bool = False) -> Any:
    row = make.screening(make.citizen(cast.programme))
    question = row.answers.order_by("id").first().criterion
    fresh = saved(Criterion(programme=cast.programme, kind=CriterionKind.ANY_OF, text="Ny"))
    return saved(ScreeningAnswer(screening=row, criterion=question if taken else fresh, answer="yes"))


COUNT = {"starts_on": None, "about_count": 3, "year": 2026}
COORDINATOR = {"place": Place.COORDINATOR}

NOW = datetime(2026, 3, 1, 12, tzinfo=COPENHAGEN)
REVIEWED = {"reviewed_at": NOW, "reviewed_by": "projektleder", "finding": "justified", "review_note": "Set"}
TOLD = {"told_by": "koordinator", "told_on": DAY, "told_how": "Ved et besøg"}


def emergency(cast: Cast, **values: Any) -> Any:
    moments = {"opened_at": NOW, "ends_at": NOW + timedelta(hours=1)}
    for name in ("reviewed_by", "told_by"):
        if name in values:
            values[name] = cast.user(values[name])
    return make.emergency(cast.psykiatri, cast.peter, **{**moments, **values})


def review(cast: Cast, **values: Any) -> Any:
    days = {"half_on": DAY, "begun_on": DAY, "due_on": LATER}
    return make.review(cast.second_programme, **{**days, **values})


def review_again(cast: Cast, **values: Any) -> Any:
    review(cast)
    return review(cast, **values)


def decision(cast: Cast, whose: str = "jobcenter", by: str = "projektleder", **values: Any) -> Any:
    """About Peter's place of `whose`; the doctor's is decided already in the cast."""
    place = cast.places[whose]
    row = {"place": place, "person": place.user, "decision": "keep", "decided_by": cast.user(by), **values}
    return saved(AccessDecision(review=cast.review, decided_at=NOW, **row))


def decision_of_lead(cast: Cast, again: bool = False, also: str | None = None, **values: Any) -> Any:
    row = {"decision": "keep", "decided_by": cast.admin, "decided_at": NOW, "lead": cast.lead, **values}
    if again:
        saved(AccessDecision(review=cast.review, **row))
    return saved(AccessDecision(review=cast.review, place=cast.places[also] if also else None, **row))


def emergency_again(cast: Cast, **values: Any) -> Any:
    emergency(cast)
    return emergency(cast, **values)


# name → (how to make the row, what passes, what fails)
TABLE: dict[str, tuple[Make, dict[str, Any], dict[str, Any]]] = {
    "programme_dates": (programme, {"ends_on": DAY}, {"ends_on": EARLIER}),
    "lead_dates": (lead, {"ends_on": DAY}, {"ends_on": EARLIER}),
    "criterion_age_has_bounds": (criterion, {"age_from": 18, "age_to": 70}, {"age_from": 18, "age_to": 17}),
    "citizen_included_has_date": (citizen, {"stage": "included", "included_on": DAY}, {"stage": "included"}),
    "citizen_left_has_date": (
        citizen,
        {"stage": "left", "included_on": DAY, "left_on": LATER, "left_because": "moved"},
        {"stage": "left", "included_on": DAY, "left_because": "moved"},
    ),
    "citizen_left_says_why": (
        citizen,
        {"stage": "left", "included_on": DAY, "left_on": LATER, "left_because": "dead"},
        {"stage": "left", "included_on": DAY, "left_on": LATER},
    ),
    "citizen_void_says_why": (citizen, {"voided": True, "void_reason": "To gange"}, {"voided": True}),
    "citizen_merged_into_another": (merged, {}, {"voided": True, "void_reason": "To gange"}),
    "citizen_protection_date": (citizen, {"protected": True, "protected_until": DAY}, {"protected_until": DAY}),
    "referral_citizen_agrees": (referral, {"citizen_agrees": True}, {"citizen_agrees": False}),
    "referral_answer_after": (referral, {"answered_on": DAY}, {"answered_on": EARLIER}),
    "consent_exchange_expires": (consent, {"expires_on": LATER}, {"expires_on": None}),
    "consent_exchange_one_year": (consent, {"expires_on": YEAR}, {"expires_on": YEAR + timedelta(days=1)}),
    "consent_participation_open_ended": (
        consent,
        {"kind": ConsentKind.PARTICIPATION, "expires_on": None},
        {"kind": ConsentKind.PARTICIPATION},
    ),
    "consent_dates": (consent, {"expires_on": DAY + timedelta(days=1)}, {"expires_on": DAY}),
    "consent_oral_says_why": (consent, {"form": "oral", "why_oral": "Kan ikke skrive"}, {"form": "oral"}),
    "consent_withdrawal_whole": (consent, WITHDRAWN, {**WITHDRAWN, "withdrawn_on": EARLIER}),
    "consent_cell_once": (cell, {}, {"organisation": "job_centre"}),
    "consent_cell_part": (cell, {"part": Part.CRISIS}, {"part": Part.MASTER}),
    "consent_cell_withdrawal_whole": (cell, ENDED, {"ended_on": DAY}),
    "emergency_says_why": (emergency, {"text": "x" * 20}, {"text": "x" * 19 + "   "}),
    "emergency_ends_after": (emergency, {"ends_at": NOW + timedelta(seconds=1)}, {"ends_at": NOW}),
    "emergency_one_open": (
        emergency_again,
        {"opened_at": NOW + timedelta(hours=1), "ends_at": NOW + timedelta(hours=2)},
        {"opened_at": NOW + timedelta(minutes=59), "ends_at": NOW + timedelta(hours=2)},
    ),
    "emergency_review_whole": (emergency, REVIEWED, {**REVIEWED, "review_note": ""}),
    "emergency_review_by_another": (emergency, REVIEWED, {**REVIEWED, "reviewed_by": "psykiatri"}),
    "emergency_told_or_why_not": (emergency, TOLD, {**TOLD, "not_told_because": "Død"}),
    "place_dates": (place, {"ends_on": DAY}, {"ends_on": EARLIER}),
    "place_coordinator_logs_in": (place, {"place": Place.PARTICIPANT}, {"place": Place.CO_COORDINATOR}),
    "place_one_coordinator": (
        place,
        {**COORDINATOR, "user": "koordinator2", "starts_on": date(2019, 1, 1), "ends_on": date(2020, 1, 1)},
        {**COORDINATOR, "user": "koordinator2", "starts_on": date(2019, 1, 1), "ends_on": date(2020, 1, 2)},
    ),
    "review_one_a_half_year": (review_again, {"half_on": LATER, "begun_on": LATER, "due_on": YEAR}, {}),
    "review_begins_in_its_half": (review, {"begun_on": DAY}, {"begun_on": EARLIER}),
    "review_due_after": (review, {"due_on": DAY + timedelta(days=1)}, {"due_on": DAY}),
    "review_done_is_counted": (review, {"done_on": DAY, "kept": 1, "ended": 0}, {"done_on": DAY, "kept": 1}),
    "decision_about_place_or_lead": (decision_of_lead, {}, {"also": "jobcenter"}),
    "decision_once_a_place": (decision, {}, {"whose": "laege"}),
    "decision_once_a_lead": (decision_of_lead, {}, {"again": True}),
    "decision_keeps_a_lead": (decision_of_lead, {}, {"decision": "end"}),
    "decision_keeps_anothers": (decision, {"by": "jobcenter", "decision": "end"}, {"by": "jobcenter"}),
    "stay_dates": (stay, {"ends_on": DAY}, {"ends_on": EARLIER}),
    "stay_dates_or_count": (stay, COUNT, {**COUNT, "starts_on": DAY}),
    "stay_void_says_why": (stay, {"voided": True, "void_reason": "Forkert borger"}, {"voided": True}),
    "scan_size": (scan, {"size": 10 * 1024 * 1024}, {"size": 10 * 1024 * 1024 + 1}),
    "scan_void_says_why": (scan, {"voided": True, "void_reason": "Forkert side"}, {"voided": True}),
    "screening_override_reason": (screening, {"overridden": True, "override_reason": "Aftalt"}, {"overridden": True}),
    "todo_has_text": (todo, {"text": "Ring"}, {"text": ""}),
    "screening_erased_without_reasons": (screening, {"erased_on": DAY}, {"erased_on": DAY, "reasons": ["Bopæl"]}),
    "screening_answer_once": (answer, {}, {"taken": True}),
}


def real(cast: Cast, values: dict[str, Any]) -> dict[str, Any]:
    """Names of the cast become its people and workplaces."""
    found = {"user": cast.user, "organisation": cast.workplaces.__getitem__}
    return {
        key: found[key](value) if key in found and isinstance(value, str) else value for key, value in values.items()
    }


def test_the_table_is_whole() -> None:
    models = apps.get_app_config("citizens").get_models()
    assert {constraint.name for model in models for constraint in model._meta.constraints} == set(TABLE)


@pytest.mark.parametrize("name", TABLE)
def test_a_good_row_passes(cast: Cast, name: str) -> None:
    how, good, _bad = TABLE[name]
    row = how(cast, **real(cast, good))
    assert type(row).objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("name", TABLE)
def test_a_bad_row_is_refused_by_this_constraint(cast: Cast, name: str) -> None:
    how, _good, bad = TABLE[name]
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        how(cast, **real(cast, bad))
