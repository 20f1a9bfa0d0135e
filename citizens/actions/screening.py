"""Screening against the programme's criteria."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from citizens.actions.enrolment import HISTORY_REASON, include_when_ready, mark_step
from citizens.enums import Answer, ScreeningResult, Stage
from citizens.models import Citizen, Criterion, Screening, ScreeningAnswer
from citizens.queries import AUTOMATIC, automatic_answer, criteria_of, screen, screenings_to_erase
from core.attribution import SYSTEM, attributed_to
from core.dates import today
from core.models import Refused, Stale

Given = Mapping[uuid.UUID, tuple[str, str]]  # criterion id → (Answer, note)


@transaction.atomic
def record_screening(citizen: Citizen, *, by: Any, revision: int | None, answers: Given) -> Screening:
    """Store the answers, judge them by today's master data, and tick step 2 off when they are met.

    `revision` is the screening's, 0 or None for the first one. Raises Stale; Refused unless the enrolment is under way.
    """
    programme = citizen.programme
    citizen = citizen.locked()
    citizen.programme = programme
    _judge_stage(citizen)
    screening = Screening.objects.select_for_update().filter(citizen=citizen).first()
    if screening is not None and screening.revision != revision:
        raise Stale(screening)
    screening = screening or Screening(citizen=citizen)
    criteria, day = list(criteria_of(programme)), today()
    result, reasons = screen(citizen, criteria, {key: given[0] for key, given in answers.items()}, day)
    screening.screened_on, screening.result, screening.reasons = day, result, reasons
    screening.erased_on = None
    if result == ScreeningResult.MEETS:
        screening.overridden, screening.override_reason = False, ""
    with attributed_to(by):
        screening.save()
        for criterion in criteria:
            automatic = criterion.kind in AUTOMATIC
            given = (automatic_answer(citizen, criterion, day), "") if automatic else answers.get(criterion.pk)
            _store(screening, criterion, given or (Answer.UNKNOWN, ""))
    return _settled(citizen, screening, by)


@transaction.atomic
def override_screening(citizen: Citizen, *, by: Any, reason: str) -> Screening:
    """Include all the same. Raises Refused without a reason, without a screening, and where nothing is to override."""
    citizen = citizen.locked()
    _judge_stage(citizen)
    screening = Screening.objects.select_for_update().filter(citizen=citizen).first()
    if screening is None:
        raise Refused(_("Answer the screening first."))
    if screening.result == ScreeningResult.MEETS:
        raise Refused(_("The criteria are met; there is nothing to override."))
    if not reason.strip():
        raise Refused(_("Write why."), field="reason")
    screening.overridden, screening.override_reason = True, reason
    with attributed_to(by, reason=reason[:HISTORY_REASON]):
        screening.save()
    return _settled(citizen, screening, by)


@transaction.atomic
def erase_answers(screening: Screening) -> bool:
    """Erase answers and reasons, in the history too, of one who was never included (domain.md § 3; ADR 0032).

    The result stays, and the reason for including all the same. False, and nothing done, where they are still kept.
    """
    row = screenings_to_erase(today()).select_for_update(of=("self",)).filter(pk=screening.pk).first()
    if row is None:
        return False
    row.reasons, row.erased_on = [], today()
    with attributed_to(SYSTEM, reason=_("Never included; the answers are not kept any longer.")):
        row.save()
    with connection.cursor() as cursor:
        cursor.execute("select somv_erase_screening(%s)", [row.pk])
    return True


def _judge_stage(citizen: Citizen) -> None:
    if citizen.stage == Stage.EXCLUDED:
        raise Refused(_("The enrolment has ended; take it up again first."))
    if citizen.stage != Stage.REFERRED:
        raise Refused(_("The citizen is included; the screening can no longer be changed."))


def _store(screening: Screening, criterion: Criterion, given: tuple[str, str]) -> None:
    row = ScreeningAnswer.objects.filter(screening=screening, criterion=criterion).first()
    row = row or ScreeningAnswer(screening=screening, criterion=criterion)
    if (row.answer, row.note) != given:
        row.answer, row.note = given
        row.save()


def _settled(citizen: Citizen, screening: Screening, by: Any) -> Screening:
    mark_step(citizen, 2, by, done=screening.passed)
    if screening.passed:
        include_when_ready(citizen, by)
    return screening
