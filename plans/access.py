"""Which plans, and which of their rows, exist for a user. Narrows what the citizen's case gives, never widens it.

The voice, the agreements and the next meeting are the part *front*, the crisis plan the part *crisis*; a line that
carries tracks is there only for those who may see all of them (domain.md § 3).
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from accounts.access import Found
from accounts.permissions import Permission
from citizens.access import Case, found, open_case, visible_citizens
from citizens.enums import TRACKS, Part
from plans.enums import PlanState
from plans.models import Agreement, Challenge, CrisisContact, OtherPlan, Plan, Situation

PLAN_PARTS = (*TRACKS, Part.FRONT, Part.CRISIS)
# What nobody does to a closed plan.
CHANGING = frozenset(
    {
        Permission.PLAN_CHANGE,
        Permission.PLAN_ACTIVATE,
        Permission.PLAN_CLOSE,
        Permission.STATUS_REPORT,
        Permission.LOG_COMMENT,
        Permission.MEETING_CHANGE,
    }
)


def visible_plans(user: Any) -> QuerySet[Plan]:
    """The plans of the citizens this user may see; which parts of them are open, the case says."""
    return Plan.objects.filter(citizen__in=visible_citizens(user))


def rights_on(case: Case, plan: Plan) -> frozenset[Permission]:
    """The case's rights; on a closed plan none that changes it."""
    return case.rights if plan.is_open else case.rights - CHANGING


def reads_plan(case: Case) -> bool:
    """Whether any part of a plan is open to this reader."""
    return any(case.reads(part) for part in PLAN_PARTS)


def case_of_plan(user: Any, plan: Plan) -> Case:
    """The case of the plan's citizen. Raises Http404 when nothing of the plan is open."""
    case = open_case(user, plan.citizen_id)
    if not reads_plan(case):
        raise Http404("plan")
    if plan.citizen_id == case.citizen.pk:  # not of a merged record: it stays that one's
        plan.citizen = case.citizen
    return case


def _stored(plan_id: uuid.UUID) -> Plan:
    row = Plan.objects.filter(pk=plan_id).first()
    if row is None:
        raise Http404("plan")
    return row


def plan(user: Any, plan_id: uuid.UUID) -> Found:
    """Finder: a plan of which some part is open to this user; the lists in it are narrowed by the case."""
    row = _stored(plan_id)
    case = case_of_plan(user, row)
    return found(case, row, rights=rights_on(case, row))


def _part_of_plan(part: Part) -> Callable[[Any, uuid.UUID], Found]:
    def find(user: Any, plan_id: uuid.UUID) -> Found:
        row = _stored(plan_id)
        case = case_of_plan(user, row)
        if not case.reads(part):
            raise Http404("plan")
        return found(case, row, parts=[part], rights=rights_on(case, row))

    find.__doc__ = f"Finder: a plan whose part {part} is open to this user."
    return find


front = _part_of_plan(Part.FRONT)
crisis = _part_of_plan(Part.CRISIS)


def open_plan_of(user: Any, citizen_id: uuid.UUID) -> Found:
    """Finder: the citizen's plan that is not closed, or None in its place when there is none."""
    case = open_case(user, citizen_id)
    row = Plan.objects.filter(citizen=case.citizen).exclude(state=PlanState.CLOSED).first()
    if row is not None:
        row.citizen = case.citizen
    return found(case, row)


def _row_of_plan(
    model: type[Any], key: str, parts_of: Callable[[Any], list[str]], plan_of: Callable[[Any], Plan], *way: str
) -> Callable[..., Found]:
    def find(user: Any, **keys: uuid.UUID) -> Found:
        row = model.objects.select_related(*way).filter(pk=keys[key], removed=False).first()
        if row is None:
            raise Http404(key)
        case = case_of_plan(user, plan_of(row))
        parts = parts_of(row)
        if not case.reads_all(parts):
            raise Http404(key)
        return found(case, row, parts=parts, rights=rights_on(case, plan_of(row)))

    find.__doc__ = f"Finder: a {model._meta.verbose_name} that still stands, by {key}, when all its parts are open."
    return find


def _tagged(model: type[Any], key: str) -> Callable[..., Found]:
    return _row_of_plan(model, key, lambda row: row.tracks, lambda row: row.plan, "plan")


situation = _tagged(Situation, "situation_id")
challenge = _tagged(Challenge, "challenge_id")
other_plan = _tagged(OtherPlan, "other_plan_id")
agreement = _row_of_plan(Agreement, "agreement_id", lambda row: [Part.FRONT], lambda row: row.plan, "plan")
crisis_contact = _row_of_plan(
    CrisisContact, "contact_id", lambda row: [Part.CRISIS], lambda row: row.crisis_plan.plan, "crisis_plan__plan"
)
