"""Acts on the plan as a whole that need its tracks. The marks themselves are made by `plans.actions`."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from citizens.actions.enrolment import mark_step
from citizens.enums import TRACKS
from citizens.models import Citizen
from core.attribution import attributed_to
from core.models import Refused
from plans import actions as plan_actions
from plans.enums import PlanState
from plans.models import Plan
from tracks.models import Track
from tracks.queries import Gap, activation_gaps


class NotReady(Refused):
    """The gate of activation is shut; `gaps` says by what, and where each is mended."""

    def __init__(self, gaps: list[Gap]) -> None:
        super().__init__(" ".join(gap.text for gap in gaps))
        self.gaps = gaps


@transaction.atomic
def start_plan(citizen: Citizen, *, by: Any) -> Plan:
    """A draft with its four tracks. Raises Refused when the citizen has a plan that is not closed."""
    plan = plan_actions.create_plan(citizen, by=by)
    with attributed_to(by):
        for kind in TRACKS:
            Track(plan=plan, kind=kind).save()
    return plan


@transaction.atomic
def activate(plan: Plan, *, by: Any, revision: int | None = None) -> Plan:
    """Draft → active. Raises NotReady with all that is missing (domain.md § 3), Refused and Stale."""
    plan = plan.locked(revision)
    if gaps := activation_gaps(plan):
        raise NotReady(gaps)
    return plan_actions.mark_active(plan, by=by)


@transaction.atomic
def close_plan(plan: Plan, *, by: Any, revision: int, because: str, summary: str) -> Plan:
    """Close a draft or active plan, with why and a summary. Raises Refused and Stale."""
    return plan_actions.mark_closed(plan, by=by, because=because, summary=summary, revision=revision)


@transaction.atomic
def new_version(plan: Plan, *, by: Any, note: str, revision: int | None = None) -> Plan:
    """Raise the version number of an active plan; edits alone never do. Raises Refused and Stale."""
    return plan_actions.raise_version(plan, by=by, note=note, revision=revision)


@transaction.atomic
def save_voice(citizen: Citizen, *, by: Any, revision: int | None, **texts: Any) -> Plan:
    """The citizen's own words, the last step of the enrolment; starts the plan if there is none. Raises Stale."""
    plan = Plan.objects.filter(citizen=citizen).exclude(state=PlanState.CLOSED).first()
    if plan is None:
        if revision:
            raise Refused(_("The plan is closed; nothing in it can be changed."))
        plan = start_plan(citizen, by=by)
        revision = plan.revision
    plan = plan_actions.change_voice(plan, by=by, revision=revision or 0, **texts)
    mark_step(citizen, 5, by)
    return plan
