"""What a worker does for the pages of this app."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence
from typing import Any

from django.http import Http404

from accounts.access import role_rights
from accounts.models import User
from accounts.permissions import Permission
from audit.actions import Note, write
from audit.enums import Kind
from citizens.access import open_case
from core.context import asked_by
from core.dates import today
from core.jobs import Made, Progress, Unfinished
from core.models import Job, JobProblem, Refused
from overview.documents.week import PackPlan, bound, pack_plan, zipped
from overview.enums import LeftOut, PackFormat
from overview.queries.week import Line, lines_of
from plans.actions.prints import record_print
from plans.models import Plan

ROUTE = "overview.tasks.print_week"  # in the access log, where a page's name stands


def print_week(job: Job, progress: Progress) -> Made:
    """Make a pack. Everything is judged anew, as the one who ordered it: who has withdrawn since is left out.

    Raises Unfinished when that person may print no longer, or nobody is left.
    """
    user = _who_ordered(job)
    with asked_by(user):
        plans, left_out = _gathered(job, user)
    report = {"left_out": [*job.wanted["left_out"], *left_out], "printed": [_row(plan) for plan in plans]}
    if not plans:
        raise Unfinished(JobProblem.NOTHING, report)
    as_zip = job.wanted["form"] == PackFormat.ZIP
    content = (zipped if as_zip else bound)(plans, progress)

    def record() -> None:
        _record(job, user, plans, hashlib.sha256(content).hexdigest())

    name, media = ("zip", "application/zip") if as_zip else ("pdf", "application/pdf")
    return Made(content, f"planer-{today():%Y-%m-%d}.{name}", media, report, record)


def _who_ordered(job: Job) -> User:
    user = User.objects.get(pk=job.ordered_by)
    allowed = user.is_active and Permission.PLAN_PRINT in role_rights(user)
    if not allowed or user.organisation is None or user.organisation.pk != job.organisation:
        raise Unfinished(JobProblem.NOT_ALLOWED)
    return user


def _gathered(job: Job, user: User) -> tuple[list[PackPlan], list[list[Any]]]:
    """The plans in the order they were ordered in, and who is left out now: citizen, reason, since when."""
    recipient = uuid.UUID(job.wanted["recipient"]) if job.wanted["recipient"] else None
    wanted = [uuid.UUID(key) for key in job.wanted["citizens"]]
    judged = {line.citizen.pk: line for line in lines_of(user, recipient, wanted)}
    plans: list[PackPlan] = []
    left_out: list[list[Any]] = []
    for key in wanted:
        line = judged.get(key)
        made = _one(user, line, recipient)
        if isinstance(made, PackPlan):
            plans.append(made)
        else:
            left_out.append([str(key), str(made), line.since if line else None])
    return plans, left_out


def _one(user: User, line: Line | None, recipient: uuid.UUID | None) -> PackPlan | LeftOut:
    """The plan, through the same finder and the same reader as a single print, or why not."""
    if line is None:
        return LeftOut.NO_ACCESS
    if line.reason is not None:
        return line.reason
    try:
        case = open_case(user, line.citizen.pk)
        if not case.may(Permission.PLAN_PRINT):
            return LeftOut.NO_ACCESS
        plan = Plan.objects.get(pk=line.citizen.open_plan)
        plan.citizen = case.citizen
        return pack_plan(plan, case, recipient)
    except Http404:
        return LeftOut.NO_ACCESS
    except Refused as refused:
        return LeftOut.NO_CONSENT if refused.field == "organisation" else LeftOut.TOO_LONG


def _row(plan: PackPlan) -> dict[str, Any]:
    citizen = plan.document.citizen
    return {"citizen": str(citizen.pk), "parts": plan.document.parts, "protected": citizen.protected}


def _record(job: Job, user: User, plans: Sequence[PackPlan], sha256: str) -> None:
    """Per citizen one print and one event of the access log, in the transaction that finishes the job."""
    with asked_by(user):
        _record_each(job, user, plans, sha256)


def _record_each(job: Job, user: User, plans: Sequence[PackPlan], sha256: str) -> None:
    for plan in plans:
        document = plan.document
        record_print(
            document.plan,
            by=user,
            variant=document.reader.variant,
            organisation=document.reader.organisation,
            parts=document.parts,
            sha256=sha256,
        )
        note = Note(
            kind=Kind.EXPORT,
            citizens=[document.citizen.pk],
            parts=document.parts,
            object_type=Plan._meta.label,
            object_id=document.plan.pk,
            programme_id=document.citizen.programme_id,
        )
        write(note, request_id=job.pk, status=200, route=ROUTE, user=user, source=None)
