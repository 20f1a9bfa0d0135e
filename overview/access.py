"""Finders for the pages that put several apps side by side."""

from __future__ import annotations

import dataclasses
import uuid
from typing import Any

from django.http import Http404

from accounts.access import Found, role_rights
from accounts.permissions import Permission
from citizens.access import Case, found, open_case
from citizens.enums import Part
from core.models import Job
from plans import access
from plans.access import reads_plan, rights_on
from plans.enums import PlanState, PrintVariant
from plans.models import Plan
from tracks.queries import with_activation_facts


def citizens_plan(user: Any, citizen_id: uuid.UUID) -> Found:
    """Finder: the citizen's plan that is not closed, or None. With its crisis plan where that part is
    open, and with what the checklist asks."""
    case = open_case(user, citizen_id)
    rows = with_activation_facts(Plan.objects.filter(citizen=case.citizen).exclude(state=PlanState.CLOSED))
    row = (rows.select_related("crisis") if case.reads(Part.CRISIS) else rows).first()
    if row is None:
        return found(case, None)
    row.citizen = case.citizen
    return found(case, row, rights=rights_on(case, row))


def citizen_with_plans(user: Any, citizen_id: uuid.UUID) -> Found:
    """Finder: the citizen, for those to whom some part of a plan is open."""
    case = open_case(user, citizen_id)
    if not reads_plan(case):
        raise Http404("plans")
    return found(case, case.citizen)


def variants_for(case: Case) -> list[PrintVariant]:
    """The variants this user may print; empty when none."""
    if case.may(Permission.PLAN_PRINT):
        return [PrintVariant.WHOLE, PrintVariant.ORGANISATION, PrintVariant.CITIZEN]
    return [PrintVariant.ORGANISATION] if case.may(Permission.PLAN_PRINT_OWN) else []


def printable(user: Any, plan_id: uuid.UUID) -> Found:
    """Finder: a plan to print. Two rights lead here, to the whole or to one's own part; with neither it is 403."""
    row = access.plan(user, plan_id)
    if variants_for(row.case):
        return row
    return dataclasses.replace(row, rights=row.rights - {Permission.PLAN_VIEW})


def pack(user: Any, job_id: uuid.UUID) -> Found:
    """Finder: a pack of paper, for the one who ordered it, from the workplace they ordered it at."""
    row = Job.objects.defer("result").filter(pk=job_id, kind="week", ordered_by=user.pk).first()
    if row is None or user.organisation is None or user.organisation.pk != row.organisation:
        raise Http404("pack")
    return Found(row, role_rights(user))
