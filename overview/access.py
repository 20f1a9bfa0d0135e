"""Finders for the pages that put several apps side by side."""

from __future__ import annotations

import dataclasses
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.http import Http404

from accounts.access import Found, managed, role_rights
from accounts.models import User
from accounts.permissions import Permission
from citizens.access import Case, found, master, open_case
from citizens.enums import TRACKS, Part
from core.models import Job, Mail
from plans import access
from plans.access import reads_plan, rights_on
from plans.enums import PlanState, PrintVariant
from plans.models import Plan


def citizens_plan(user: Any, citizen_id: uuid.UUID) -> Found:
    """Finder: the citizen's plan that is not closed, or None. With its crisis plan where that part is open."""
    case = open_case(user, citizen_id)
    rows = Plan.objects.filter(citizen=case.citizen).exclude(state=PlanState.CLOSED).order_by()
    row = next(iter(rows.select_related("crisis") if case.reads(Part.CRISIS) else rows), None)  # at most one
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
    return _for_print(access.plan(user, plan_id))


def printable_crisis(user: Any, plan_id: uuid.UUID) -> Found:
    """Finder: an open plan whose crisis plan may be printed. A card from a closed plan would lead astray."""
    row = access.crisis(user, plan_id)
    if not row.object.is_open:
        raise Http404("crisis plan")
    return _for_print(row)


def extractable(user: Any, plan_id: uuid.UUID) -> Found:
    """Finder: a plan of which some track is open; for one's own journal only the tracks are taken."""
    row = access.plan(user, plan_id)
    tracks = [kind for kind in TRACKS if row.case.reads(kind)]
    if not tracks:
        raise Http404("track")
    return dataclasses.replace(row, parts=tuple(str(kind) for kind in tracks))


def _for_print(row: Found) -> Found:
    if variants_for(row.case):
        return row
    return dataclasses.replace(row, rights=row.rights - {Permission.PLAN_VIEW})


def pair(user: Any, citizen_id: uuid.UUID, other_id: uuid.UUID) -> Found:
    """Finder: two records, to be compared and merged; with the rights one has on both.

    Twice the same one where the other has been merged into it, for instance by the first of two presses.
    """
    kept, other = master(user, citizen_id), open_case(user, other_id)
    if other.citizen.pk not in (other_id, kept.object.pk):
        raise Http404("merged into another")
    if other.citizen.pk == kept.object.pk:
        return dataclasses.replace(kept, object=(kept.object, kept.object))
    row = found(kept.case, (kept.object, other.citizen), parts=[Part.MASTER, Part.NETWORK, Part.CONSENT])
    return dataclasses.replace(row, rights=row.rights & other.rights, citizens=(kept.object.pk, other_id))


@dataclass(frozen=True)
class LoggedCase:
    """A citizen as the auditor knows them: by case number."""

    pk: uuid.UUID
    case_number: int


def logged_citizen(user: Any, citizen_id: uuid.UUID) -> Found:
    """Finder: the citizen whose log the auditor reads. For everybody else there is none."""
    rights = role_rights(user)
    number = _case_number(citizen_id) if Permission.AUDIT_VIEW in rights else None
    if number is None:
        raise Http404("citizen")
    return Found(LoggedCase(citizen_id, number), rights, citizens=(citizen_id,), basis="audit")


def _case_number(citizen_id: uuid.UUID) -> int | None:
    """Through the database's own door: an auditor sees no citizen."""
    with connection.cursor() as cursor:
        cursor.execute("select log_case_number(%s)", [citizen_id])
        (number,) = cursor.fetchone()
        return number


def logged_person(user: Any, user_id: uuid.UUID) -> Found:
    """Finder: the member of staff whose log the auditor reads."""
    rights = role_rights(user)
    row = User.objects.filter(pk=user_id).first() if Permission.AUDIT_VIEW in rights else None
    if row is None:
        raise Http404("person")
    return Found(row, rights, basis="audit")


def pack(user: Any, job_id: uuid.UUID) -> Found:
    """Finder: a pack of paper, for the one who ordered it, from the workplace they ordered it at."""
    row = Job.objects.defer("result").filter(pk=job_id, kind="week", ordered_by=user.pk).first()
    if row is None or user.organisation is None or user.organisation.pk != row.organisation:
        raise Http404("pack")
    return Found(row, role_rights(user))


# Finder: a mail of the outbox; no citizen is behind it.
mail = managed(Mail, Permission.OUTBOX_VIEW)
