"""The screening rule (domain.md § 9) and its reasons in words."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from citizens.enums import Answer, CriterionKind, ScreeningResult, Stage
from citizens.models import Citizen, Criterion, Screening
from core.dates import add_months

AUTOMATIC = (CriterionKind.RESIDENCE, CriterionKind.AGE)  # answered from the master data

Reason = dict[str, Any]  # {"code", "text", …}: stored as codes, so that both languages can read it

# Which answer meets a criterion alone; at-least-one-of is judged as a group.
_MEETS = {CriterionKind.RESIDENCE: Answer.YES, CriterionKind.AGE: Answer.YES, CriterionKind.REQUIRED: Answer.YES}
_MEETS[CriterionKind.EXCLUDES] = Answer.NO


def automatic_answer(citizen: Citizen, criterion: Criterion, on: date) -> Answer:
    """What the master data say on the day `on` about residence or age; UNKNOWN where they say nothing.

    "To 70, included" is met until the day before the 71st birthday.
    """
    if criterion.kind == CriterionKind.RESIDENCE:
        if not citizen.municipality.strip():
            return Answer.UNKNOWN
        names = {name.strip().casefold() for name in citizen.programme.municipalities}
        return Answer.YES if citizen.municipality.strip().casefold() in names else Answer.NO
    age = citizen.age_on(on)
    if age is None:
        return Answer.UNKNOWN
    highest = criterion.age_to if criterion.age_to is not None else age
    return Answer.YES if (criterion.age_from or 0) <= age <= highest else Answer.NO


def screen(
    citizen: Citizen, criteria: Iterable[Criterion], answers: Mapping[uuid.UUID, str], on: date
) -> tuple[ScreeningResult, list[Reason]]:
    """Judge `answers` (criterion id → Answer) and the master data on the day `on`. Reads and writes nothing.

    Rule, domain.md § 9: residence and age by the master data; every REQUIRED yes; no EXCLUDES yes; at least one
    ANY_OF yes (where there are any). One thing not met decides; else one thing not known leaves answers missing.
    Returns the result and a reason for everything that is not met or not known.
    """
    reasons: list[Reason] = []
    group: list[tuple[Criterion, str]] = []
    for criterion in criteria:
        if criterion.kind in AUTOMATIC:
            answer: str = automatic_answer(citizen, criterion, on)
        else:
            answer = answers.get(criterion.pk, Answer.UNKNOWN)
        if criterion.kind == CriterionKind.ANY_OF:
            group.append((criterion, answer))
        elif answer != _MEETS[CriterionKind(criterion.kind)]:
            reasons.append(_reason(criterion, answer))
    reasons += _judge_group(group)
    return _result(reasons), reasons


def _reason(criterion: Criterion, answer: str) -> Reason:
    state = "missing" if answer == Answer.UNKNOWN else "failed"
    return {"code": f"{criterion.kind}-{state}", "text": criterion.text}


def _judge_group(group: list[tuple[Criterion, str]]) -> list[Reason]:
    if not group or any(answer == Answer.YES for _criterion, answer in group):
        return []
    state = "missing" if any(answer == Answer.UNKNOWN for _criterion, answer in group) else "failed"
    return [{"code": f"any-of-{state}", "text": " · ".join(criterion.text for criterion, _answer in group)}]


def _result(reasons: list[Reason]) -> ScreeningResult:
    if any(reason["code"].endswith("-failed") for reason in reasons):
        return ScreeningResult.NOT_MET
    return ScreeningResult.MISSING if reasons else ScreeningResult.MEETS


def screenings_to_erase(on: date) -> QuerySet[Screening]:
    """Screenings whose answers are kept no longer on the day `on`: of people who were never included (domain.md § 3).

    Counted from the day of the last screening, for SCREENING_KEPT_MONTHS calendar months.
    """
    was_included = Citizen.history.model.objects.filter(id=OuterRef("citizen_id"), included_on__isnull=False)
    rows = Screening.objects.filter(
        ~Exists(was_included), citizen__included_on__isnull=True, citizen__stage__in=[Stage.REFERRED, Stage.EXCLUDED]
    )
    kept_from = add_months(on, -settings.SCREENING_KEPT_MONTHS)
    return rows.filter(erased_on__isnull=True, screened_on__lte=kept_from).order_by("screened_on", "id")


def screening_page(
    citizen: Citizen, screening: Screening | None, criteria: Iterable[Criterion], on: date
) -> dict[str, Any]:
    """What the screening's page shows beside the form: the automatic answers of the day, and the stored reasons."""
    return {
        "screening": screening,
        "automatic": [
            (row.text, Answer(automatic_answer(citizen, row, on)), _said(citizen, row, on))
            for row in criteria
            if row.kind in AUTOMATIC
        ],
        "reasons": [reason_text(reason) for reason in (screening.reasons if screening else [])],
        "open": citizen.stage == Stage.REFERRED,
    }


def _said(citizen: Citizen, criterion: Criterion, on: date) -> str:
    if criterion.kind == CriterionKind.RESIDENCE:
        return citizen.municipality
    age = citizen.age_on(on)
    return "" if age is None else _("%(age)d years") % {"age": age}


def reason_text(reason: Any) -> str:
    """A stored reason in words. Texts without a code (imported) are shown as they are."""
    if not isinstance(reason, dict):
        return str(reason)
    wording = {
        "residence-failed": _("Does not live in the programme's municipalities: %(text)s"),
        "residence-missing": _("The municipality is missing in the master data: %(text)s"),
        "age-failed": _("The age is outside: %(text)s"),
        "age-missing": _("The date of birth is missing in the master data: %(text)s"),
        "required-failed": _("Not met: %(text)s"),
        "required-missing": _("Not known yet: %(text)s"),
        "any-of-failed": _("None of these is met: %(text)s"),
        "any-of-missing": _("At least one of these must be met, and some are not known yet: %(text)s"),
        "excludes-failed": _("Excludes: %(text)s"),
        "excludes-missing": _("Not known yet, would exclude: %(text)s"),
        "decision": _("Decision not to include: %(text)s"),
    }
    return wording.get(reason.get("code", ""), "%(text)s") % {"text": reason.get("text", "")}
