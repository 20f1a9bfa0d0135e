"""What ends with a citizen's death, moving away or leaving, and with an entry that was a mistake."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from citizens.actions import leaving
from citizens.enums import LeftBecause
from citizens.models import Citizen
from core.models import Refused
from plans import actions as plan_actions
from plans.enums import ClosedBecause, PlanState
from plans.models import Plan

PLAN_CLOSED_BECAUSE: dict[str, ClosedBecause] = {
    LeftBecause.DEAD: ClosedBecause.DEAD,
    LeftBecause.MOVED: ClosedBecause.MOVED,
    LeftBecause.FINISHED: ClosedBecause.GOALS_REACHED,
    LeftBecause.WISHES: ClosedBecause.CITIZEN_WISHES,
    LeftBecause.WITHDRAWN: ClosedBecause.WITHDRAWN,
    LeftBecause.OTHER_OFFER: ClosedBecause.OTHER_OFFER,
    LeftBecause.OTHER: ClosedBecause.OTHER,
}


@transaction.atomic
def leave(citizen: Citizen, *, by: Any, because: str, left_on: date, summary: str) -> Citizen:
    """The citizen leaves: the plan is closed with the summary, the network and the exchange of information end.

    Raises Refused by the field, and then nothing is changed.
    """
    if not summary.strip():
        raise Refused(_("Write a summary: what was reached, and what goes on elsewhere."), field="summary")
    left = leaving.mark_left(citizen, by=by, because=because, left_on=left_on, reason=summary)
    plan = Plan.objects.filter(citizen=left).exclude(state=PlanState.CLOSED).first()
    if plan is not None:
        plan_actions.mark_closed(plan, by=by, because=PLAN_CLOSED_BECAUSE[because], summary=summary)
    return left


@transaction.atomic
def void(citizen: Citizen, *, by: Any, reason: str) -> Citizen:
    """The citizen was entered by mistake. Raises Refused where a plan has been in force: that was no mistake."""
    leaving.locked_citizen(citizen)
    if Plan.objects.filter(citizen=citizen, valid_from__isnull=False).exists():
        raise Refused(_("A plan has been in force, so this was no mistake. Record that the citizen leaves instead."))
    return leaving.mark_void(citizen, by=by, reason=reason)
