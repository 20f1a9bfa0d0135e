"""What can be derived of a citizen's plans; the signpost is recomputed from here."""

from __future__ import annotations

from typing import Any

from citizens.models import Citizen
from plans.models import CrisisContact, CrisisPlan, Plan

CRISIS_TEXTS = ("early_signs", "what_helps", "what_to_avoid", "treatment_wishes")


def latest_plan(citizen: Citizen) -> Plan | None:
    """The plan that is not closed, else the one that was made last."""
    plans = list(Plan.objects.filter(citizen=citizen).order_by("-created_at", "id"))
    return next((plan for plan in plans if plan.is_open), plans[0] if plans else None)


def crisis_filled(plan: Plan) -> bool:
    """Whether the crisis plan says anything: a text, or somebody to call."""
    crisis = CrisisPlan.objects.filter(plan=plan).first()
    if crisis is None:
        return False
    return any(getattr(crisis, name) for name in CRISIS_TEXTS) or (
        CrisisContact.objects.filter(crisis_plan=crisis, removed=False).exists()
    )


def signpost_of(citizen: Citizen) -> dict[str, Any]:
    """What the head shows of the plan: the latest plan's state; meeting and crisis plan only of one that is open."""
    plan = latest_plan(citizen)
    is_open = plan is not None and plan.is_open
    return {
        "plan_state": plan.state if plan else "",
        "next_meeting_on": plan.next_meeting_on if plan and is_open else None,
        "has_crisis_plan": crisis_filled(plan) if plan and is_open else False,
    }
