"""The way from referral to inclusion: steps ticked off, the decision, and its undoing."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from citizens.access import valid_consent
from citizens.enums import STAGE_MOVES, ConsentKind, ScreeningResult, Stage
from citizens.models import Citizen, Consent, Referral, Screening
from core.attribution import attributed_to
from core.dates import today
from core.models import Refused

HISTORY_REASON = 100  # characters the history keeps of a reason; the whole text stands in the record itself


@transaction.atomic
def mark_step(citizen: Citizen, step: int, by: Any, *, done: bool = True) -> Referral | None:
    """Tick step 1-5 of the enrolment off (or on again). None where the citizen came without a referral."""
    referral = Referral.objects.select_for_update().filter(citizen=citizen).first()
    if referral is None:
        return None
    steps = set(referral.steps_done)
    wanted = steps | {step} if done else steps - {step}
    if wanted != steps:
        referral.steps_done = sorted(wanted)
        with attributed_to(by):
            referral.save()
    return referral


def obstacle_to_inclusion(citizen: Citizen) -> str | None:
    """Why the citizen cannot be included yet, in words; None when nothing stands in the way."""
    screening = Screening.objects.filter(citizen=citizen).first()
    if screening is None or not screening.passed:
        return _("The screening is not passed yet.")
    consents = Consent.objects.filter(valid_consent(today()), citizen=citizen, kind=ConsentKind.PARTICIPATION)
    return None if consents.exists() else _("The citizen's consent to participate is missing.")


@transaction.atomic
def include(citizen: Citizen, by: Any) -> Citizen:
    """Include the citizen from today. Raises Refused without a passed screening and a valid participation consent.

    One who is included already stays as they are.
    """
    citizen = citizen.locked()
    if citizen.stage == Stage.INCLUDED:
        return citizen
    if Stage.INCLUDED not in STAGE_MOVES[Stage(citizen.stage)]:
        raise Refused(_("The enrolment has ended; take it up again first."))
    obstacle = obstacle_to_inclusion(citizen)
    if obstacle:
        raise Refused(obstacle)
    citizen.stage, citizen.included_on = Stage.INCLUDED, today()
    with attributed_to(by):
        citizen.save()
    return citizen


@transaction.atomic
def include_when_ready(citizen: Citizen, by: Any) -> bool:
    """Include if nothing stands in the way; whichever of screening and consent comes last calls it."""
    citizen = citizen.locked()
    if citizen.stage != Stage.REFERRED or obstacle_to_inclusion(citizen):
        return False
    include(citizen, by)
    return True


@transaction.atomic
def correct_inclusion(citizen: Citizen, *, by: Any, included_on: date, reason: str) -> Citizen:
    """The day of the inclusion was entered wrongly: the true one, and why. Raises Refused by the field.

    What is counted from it is kept by the apps further left (`followups`).
    """
    citizen = citizen.locked()
    if citizen.stage != Stage.INCLUDED or citizen.voided:
        raise Refused(_("Only a citizen who is included has a day of inclusion to correct."))
    if not reason.strip():
        raise Refused(_("Write why."), field="reason")
    if included_on > today():
        raise Refused(_("The day cannot be in the future."), field="included_on")
    if citizen.born_on is not None and included_on <= citizen.born_on:
        raise Refused(_("That is before the citizen was born."), field="included_on")
    if included_on == citizen.included_on:
        raise Refused(_("This is the day that stands here already."), field="included_on")
    citizen.included_on = included_on
    with attributed_to(by, reason=reason):
        citizen.save()
    return citizen


@transaction.atomic
def exclude(citizen: Citizen, *, by: Any, reason: str) -> Citizen:
    """End the enrolment: not included, with a reason. Raises Refused for one who is included, and without reason."""
    citizen = citizen.locked()
    if Stage.EXCLUDED not in STAGE_MOVES[Stage(citizen.stage)]:
        raise Refused(_("Only an enrolment that is under way can end like this."))
    if not reason.strip():
        raise Refused(_("Write why."), field="reason")
    citizen.stage = Stage.EXCLUDED
    screening = Screening.objects.select_for_update().filter(citizen=citizen).first()
    screening = screening or Screening(citizen=citizen, result=ScreeningResult.MISSING)
    screening.reasons = [*_undecided(screening), {"code": "decision", "text": reason}]
    with attributed_to(by, reason=reason[:HISTORY_REASON]):
        citizen.save()
        screening.save()
    return citizen


@transaction.atomic
def reopen(citizen: Citizen, *, by: Any) -> Citizen:
    """Take an ended enrolment up again where it was. Raises Refused unless it ended as not included."""
    citizen = citizen.locked()
    if citizen.stage != Stage.EXCLUDED:
        raise Refused(_("The enrolment is not ended."))
    citizen.stage = Stage.REFERRED
    screening = Screening.objects.select_for_update().filter(citizen=citizen).first()
    with attributed_to(by):
        citizen.save()
        if screening is not None:
            screening.reasons = _undecided(screening)
            screening.save()
    include_when_ready(citizen, by)
    return citizen


def _undecided(screening: Screening) -> list[Any]:
    """The reasons the rule gave, without the decision."""
    return [row for row in screening.reasons if not (isinstance(row, dict) and row.get("code") == "decision")]
