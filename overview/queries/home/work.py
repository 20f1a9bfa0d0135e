"""Interventions that wait for somebody, and what others have written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from accounts.models import valid_on
from citizens.enums import Part
from core.addresses import address
from core.dates import today
from overview.queries.home.citizens import Row
from plans.enums import PlanState
from tracks.enums import ENDED, EntryKind
from tracks.models import Intervention, LogEntry
from tracks.queries import ownerless_on, shut_out_on

NEWS = timedelta(days=14)
LONGEST_NEWS = 10


@dataclass(frozen=True)
class WorkRow(Row):
    row: Any = None
    late: bool = False
    ownerless: bool = False
    shut_out: bool = False  # who answers can no longer read the track


def stuck_interventions(citizens: list[Any]) -> list[WorkRow]:
    """Open interventions over their deadline, and in active plans those nobody answers for, or somebody who can no
    longer read the track. One query."""
    day, by_id = today(), {row.pk: row for row in citizens if not row.read_only}
    shut_out = shut_out_on(day) & Q(track__plan__state=PlanState.ACTIVE)
    unowned = ownerless_on(day) & Q(track__plan__state=PlanState.ACTIVE)
    rows = _open_work(by_id).annotate(shut_out=ExpressionWrapper(shut_out, output_field=BooleanField()))
    rows = rows.filter(Q(deadline__lt=day) | unowned | shut_out)
    found = [_work_row(row, by_id[row.track.plan.citizen_id], day) for row in rows]
    return sorted(found, key=lambda row: (row.day or date.max, row.citizen.sort_name, str(row.row.pk)))


def waiting_for(user: Any, citizens: list[Any]) -> list[WorkRow]:
    """Open interventions `user` answers for, overdue first, then by deadline; only in tracks open today. One query."""
    day, by_id = today(), {row.pk: row for row in citizens if not (row.in_team and row.read_only)}
    mine = valid_on(day, "responsible_member__")
    rows = _open_work(by_id).filter(
        mine, responsible_member__user=user, responsible_member__organisation=user.organisation
    )
    found = [
        _work_row(row, citizen, day)
        for row in rows
        if (citizen := by_id[row.track.plan.citizen_id]).in_team or row.track.kind in citizen.open_parts
    ]
    return sorted(found, key=lambda row: (not row.late, row.day or date.max, row.citizen.sort_name, str(row.row.pk)))


def _open_work(citizens: Any) -> QuerySet[Intervention]:
    return (
        Intervention.objects.filter(track__plan__citizen__in=list(citizens))
        .exclude(status__in=ENDED)
        .exclude(track__plan__state=PlanState.CLOSED)
        .select_related("track__plan", "responsible_member__organisation", "responsible_organisation", "relative")
        .order_by("id")
    )


def _work_row(row: Any, citizen: Any, day: date) -> WorkRow:
    late, track, out = row.overdue_on(day), row.track, getattr(row, "shut_out", False)
    kind = track.kind
    track.name = citizen.programme.addiction_label if kind == Part.ADDICTION else track.get_kind_display()
    url = address("tracks:intervention_edit", row.pk)
    if not citizen.in_team:
        url = address("overview:plan", citizen.pk) + f"#intervention-{row.pk}"
    return WorkRow(citizen, row.text, url, row.deadline, "stop" if late else "wait", row, late, row.ownerless, out)


@dataclass(frozen=True)
class NewsRow(Row):
    at: Any = None
    who: str = ""
    place: str = ""
    status: str = ""


def news(user: Any, citizens: list[Any]) -> list[NewsRow]:
    """The latest status reports and comments by others, newest first. Two queries."""
    by_id = {row.pk: row for row in citizens}
    since = today() - NEWS
    reports = (
        Intervention.objects.filter(track__plan__citizen__in=list(by_id), status_at__date__gte=since)
        .exclude(status_by=user)
        .exclude(track__plan__state=PlanState.CLOSED)
        .select_related("track__plan", "status_by", "responsible_member__organisation")
        .order_by("-status_at", "id")[:LONGEST_NEWS]
    )
    comments = (
        LogEntry.objects.filter(citizen__in=list(by_id), kind=EntryKind.COMMENT, created_at__date__gte=since)
        .exclude(author=user)
        .select_related("author", "author_organisation")
        .order_by("-created_at", "id")[:LONGEST_NEWS]
    )
    rows = [_report(row, by_id[row.track.plan.citizen_id]) for row in reports]
    rows += [_comment(row, by_id[row.citizen_id]) for row in comments]
    return sorted(rows, key=lambda row: row.at, reverse=True)[:LONGEST_NEWS]


def _report(row: Any, citizen: Any) -> NewsRow:
    url = address("overview:plan", citizen.pk) + f"#intervention-{row.pk}"
    member = row.responsible_member
    theirs = member is not None and member.user_id == row.status_by_id
    place = str(member.organisation) if theirs else ""
    return NewsRow(
        citizen, row.text, url, tone=row.tone, at=row.status_at, who=str(row.status_by or ""), place=place,
        status=row.get_status_display(),
    )  # fmt: skip


def _comment(row: LogEntry, citizen: Any) -> NewsRow:
    return NewsRow(
        citizen, row.text, address("tracks:log", citizen.pk), at=row.created_at, who=row.author.name,
        place=str(row.author_organisation),
    )  # fmt: skip
