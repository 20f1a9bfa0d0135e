"""What ends with a citizen's death, moving away or leaving, and with an entry that was a mistake."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User, valid_on
from citizens.actions import leaving
from citizens.actions.handover import hand_over
from citizens.actions.places import give_place
from citizens.enums import LeftBecause, Place, Stage
from citizens.models import CareTeamMember, Citizen
from core.dates import today
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
def take_up(citizen: Citizen, *, by: Any, to: User, referral: Mapping[str, Any]) -> Citizen:
    """A new referral for somebody whose participation was withdrawn and whom nobody reads: `to` enrols from today.

    A case that was never closed is closed first. Raises Refused as `refer_again` and `hand_over` do.
    """
    citizen = leaving.locked_citizen(citizen)
    if citizen.stage == Stage.INCLUDED:
        withdrawn = _("The consent to participate was withdrawn.")
        leave(citizen, by=by, because=LeftBecause.WITHDRAWN, left_on=today(), summary=withdrawn)
    citizen = leaving.refer_again(citizen, by=by, referral=referral)
    rows = CareTeamMember.objects.filter(valid_on(today()), citizen=citizen, place=Place.COORDINATOR)
    before = rows.first()
    if before is None:
        give_place(citizen, by=by, user=to, place=Place.COORDINATOR)
    elif before.user_id != to.pk:
        hand_over([citizen.pk], by=by, to=to, note=_("A new referral"))
    return citizen


@transaction.atomic
def void(citizen: Citizen, *, by: Any, reason: str) -> Citizen:
    """The citizen was entered by mistake. Raises Refused where a plan has been in force: that was no mistake."""
    leaving.locked_citizen(citizen)
    if Plan.objects.filter(citizen=citizen, valid_from__isnull=False).exists():
        raise Refused(_("A plan has been in force, so this was no mistake. Record that the citizen leaves instead."))
    return leaving.mark_void(citizen, by=by, reason=reason)
