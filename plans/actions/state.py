"""The plan's state: draft → active → closed, and its version number."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from citizens.actions import signpost
from citizens.models import Citizen
from core.attribution import attributed_to
from core.dates import today
from core.models import Refused
from core.twice import pressed_twice
from plans.enums import PLAN_MOVES, PlanState
from plans.models import Plan, PlanVersion
from plans.queries import signpost_of


def keep_signpost(citizen: Citizen) -> None:
    """Write what the head shows of the plan, in the transaction of its cause."""
    signpost(citizen, last_activity_at=timezone.now(), **signpost_of(citizen))


def locked_open(plan: Plan) -> Plan:
    """The plan under a row lock. Raises Refused when it is closed."""
    fresh = plan.locked()
    if not fresh.is_open:
        raise Refused(_("The plan is closed; nothing in it can be changed."))
    return fresh


def _move(plan: Plan, to: PlanState, revision: int | None = None) -> Plan:
    fresh = plan.locked(revision)
    if to not in PLAN_MOVES[PlanState(fresh.state)]:
        raise Refused(
            _("A plan that is “%(from)s” cannot become “%(to)s”.")
            % {"from": PlanState(fresh.state).label, "to": to.label}
        )
    fresh.state = to
    return fresh


@transaction.atomic
def create_plan(citizen: Citizen, *, by: Any) -> Plan:
    """A draft. Raises Refused when the citizen has a plan that is not closed (domain.md § 2: one at a time).

    Its tracks are made by `tracks.actions`, which calls this.
    """
    citizen.locked()  # the second of two who start a plan at once waits here, and is refused below
    if Plan.objects.filter(citizen=citizen).exclude(state=PlanState.CLOSED).exists():
        raise Refused(_("The citizen already has a plan."))
    plan = Plan(citizen=citizen)
    with attributed_to(by):
        plan.save()
    keep_signpost(citizen)
    return plan


@transaction.atomic
def mark_active(plan: Plan, *, by: Any, revision: int | None = None, valid_from: date | None = None) -> Plan:
    """Draft → active from `valid_from` (today). The gate is judged by the caller. Raises Refused, Stale."""
    plan = _move(plan, PlanState.ACTIVE, revision)
    plan.valid_from = valid_from or today()
    if plan.valid_from > today():
        raise Refused(_("A plan cannot be active from a day in the future."), field="valid_from")
    with attributed_to(by):
        plan.save()
        PlanVersion(plan=plan, number=plan.version, made_on=plan.valid_from, made_by=by, note="").save()
    keep_signpost(plan.citizen)
    return plan


@transaction.atomic
def raise_version(plan: Plan, *, by: Any, note: str, revision: int | None = None, made_on: date | None = None) -> Plan:
    """This is the next version, and why; sent twice, it is one. Raises Refused (not active, no note) and Stale."""
    plan = plan.locked(revision)
    day = made_on or today()
    last = PlanVersion(plan=plan, number=plan.version, made_on=day, made_by=by, note=note)
    if note.strip() and pressed_twice(last, by=by, plan=plan):
        return plan
    if plan.state != PlanState.ACTIVE:
        raise Refused(_("Only an active plan gets a new version."))
    if not note.strip():
        raise Refused(_("Write what is new in this version."), field="note")
    plan.version += 1
    with attributed_to(by, reason=note):
        plan.save()
        PlanVersion(plan=plan, number=plan.version, made_on=day, made_by=by, note=note).save()
    keep_signpost(plan.citizen)
    return plan


@transaction.atomic
def mark_closed(
    plan: Plan, *, by: Any, because: str, summary: str, closed_on: date | None = None, revision: int | None = None
) -> Plan:
    """Close a draft or an active plan, with a summary. `closed_on` is today or earlier. Raises Refused, Stale.

    Nothing is next in a closed plan: a meeting that was planned lapses (`NetworkMeeting.is_open`).
    """
    plan = _move(plan, PlanState.CLOSED, revision)
    plan.next_meeting_on = None
    plan.closed_on, plan.closed_because, plan.closing_summary = closed_on or today(), because, summary
    if not because:
        raise Refused(_("Choose why the plan is closed."), field="closed_because")
    if not summary.strip():
        raise Refused(_("Write a summary: what was reached, and what goes on elsewhere."), field="closing_summary")
    if plan.closed_on > today():
        raise Refused(_("The plan cannot be closed on a day in the future."), field="closed_on")
    if plan.valid_from and plan.closed_on < plan.valid_from:
        raise Refused(_("The plan was not yet active on that day."), field="closed_on")
    with attributed_to(by):
        plan.save()
    keep_signpost(plan.citizen)
    return plan
