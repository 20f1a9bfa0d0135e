"""What stands on the plan itself: the citizen's voice, the next meeting, the acceptance."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.attribution import attributed_to
from core.dates import today
from core.models import Refused, Stale
from plans.actions.state import keep_signpost, locked_open
from plans.enums import Acceptance
from plans.models import Plan


def _locked_for(plan: Plan, revision: int, names: Iterable[str]) -> Plan:
    """The open plan under lock. Raises Refused when closed, Stale when one of these fields has changed since.

    Several forms write to the plan; that somebody saved another of them meanwhile is nobody's conflict.
    """
    fresh = locked_open(plan)
    if fresh.revision != revision:
        base = Plan.history.filter(id=fresh.pk, revision=revision).first()
        if base is None or any(getattr(base, name) != getattr(fresh, name) for name in names):
            raise Stale(fresh)
    return fresh


def _store(plan: Plan, by: Any) -> Plan:
    with attributed_to(by):
        plan.save()
    keep_signpost(plan.citizen)
    return plan


@transaction.atomic
def change_voice(plan: Plan, *, by: Any, revision: int, **texts: str) -> Plan:
    """Write the citizen's own words: matters, wishes, resources, preferences, view_of_help. Raises Refused, Stale."""
    plan = _locked_for(plan, revision, texts)
    for name, text in texts.items():
        setattr(plan, name, text)
    return _store(plan, by)


@transaction.atomic
def keep_next_meeting(plan: Plan, *, by: Any, day: date | None) -> Plan:
    """Write the day of the next planned network meeting, on the plan and in the head.

    Nobody types it: `meetings` calls this in the transaction of its cause. Raises Refused when the plan is closed.
    """
    plan = locked_open(plan)
    if plan.next_meeting_on == day:
        keep_signpost(plan.citizen)
        return plan
    plan.next_meeting_on = day
    return _store(plan, by)


@transaction.atomic
def record_acceptance(
    plan: Plan, *, by: Any, revision: int, acceptance: str, accepted_on: date | None, not_accepted_reason: str
) -> Plan:
    """The citizen accepts the plan on a day, or why not yet; the one excludes the other. Raises Refused, Stale."""
    plan = _locked_for(plan, revision, ["acceptance", "accepted_on", "not_accepted_reason"])
    plan.acceptance = acceptance
    if acceptance == Acceptance.ACCEPTED:
        if accepted_on is None:
            raise Refused(_("Write the day the citizen accepted the plan."), field="accepted_on")
        if accepted_on > today():
            raise Refused(_("The citizen cannot have accepted on a day in the future."), field="accepted_on")
        plan.accepted_on, plan.not_accepted_reason = accepted_on, ""
    else:
        if not not_accepted_reason.strip():
            raise Refused(_("Write why the citizen has not accepted yet."), field="not_accepted_reason")
        plan.accepted_on, plan.not_accepted_reason = None, not_accepted_reason
    return _store(plan, by)


@transaction.atomic
def change_if_absent(plan: Plan, *, by: Any, revision: int, if_absent: str) -> Plan:
    """Write what is done if the citizen stays away. Raises Refused, Stale."""
    plan = _locked_for(plan, revision, ["if_absent"])
    plan.if_absent = if_absent
    return _store(plan, by)
