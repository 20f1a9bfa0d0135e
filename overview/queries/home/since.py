"""What is new to a participant since they were here last."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from citizens.enums import Part
from core.addresses import address
from followups.models import FollowUpAnswer
from overview.queries.home.work import NEWS, NewsRow
from plans.enums import PlanState
from tracks.enums import EntryKind
from tracks.models import Intervention, LogEntry

MOST = 20


def since_last(user: Any) -> datetime:
    """The previous log-in; the first time, two weeks back."""
    return user.previous_login or timezone.now() - NEWS


def new_since(user: Any, citizens: list[Any]) -> list[NewsRow]:
    """Comments, status reports and new interventions by others in the tracks open to `user`, and follow-ups that were
    answered where that part is open, newest first. Three queries.

    Names nobody: which organisations stand around a citizen is not a participant's to know (ADR 0005).
    """
    since, by_id = since_last(user), {row.pk: row for row in citizens}
    groups: dict[tuple[str, ...], list[Any]] = defaultdict(list)
    for row in citizens:
        groups[tuple(row.open_parts)].append(row.pk)
    if not groups:
        return []
    comments, work = Q(), Q()
    for parts, keys in groups.items():
        comments |= Q(citizen__in=keys, tracks__contained_by=list(parts))
        work |= Q(track__plan__citizen__in=keys, track__kind__in=list(parts))
    entries = LogEntry.objects.filter(comments, kind=EntryKind.COMMENT, created_at__gt=since).exclude(author=user)
    reported = Q(status_at__gt=since) & ~Q(status_by=user)
    acts = Intervention.objects.filter(work, reported | Q(created_at__gt=since)).exclude(
        track__plan__state=PlanState.CLOSED
    )
    rows = [_comment(row, by_id[row.citizen_id]) for row in entries.order_by("-created_at", "id")[:MOST]]
    latest = acts.select_related("track__plan").order_by("-status_at", "-created_at", "id")[: 2 * MOST]
    rows += [_act(row, by_id[row.track.plan.citizen_id], user, since) for row in latest]
    rows += _answers([key for parts, keys in groups.items() if Part.ANSWERS in parts for key in keys], by_id, since)
    return sorted(rows, key=lambda row: row.at, reverse=True)[:MOST]


def _track(citizen: Any, kind: str) -> str:
    return citizen.programme.addiction_label if kind == Part.ADDICTION else str(Part(kind).label)


def _comment(row: LogEntry, citizen: Any) -> NewsRow:
    place = ", ".join(_track(citizen, kind) for kind in row.tracks)
    url = address("tracks:log", citizen.pk)
    return NewsRow(citizen, row.text, url, at=row.created_at, place=place, status=_("Comment"))


def _answers(open_to: list[Any], by_id: dict[Any, Any], since: datetime) -> list[NewsRow]:
    """That a round was answered, and not how: the answers stand on their own page."""
    found = FollowUpAnswer.objects.filter(follow_up__citizen__in=open_to, created_at__gt=since)
    rows = found.order_by("-created_at", "id").values_list("follow_up__citizen", "follow_up__number", "created_at")
    return [
        NewsRow(
            by_id[key], _("Round %(number)d is answered") % {"number": number}, address("followups:rounds", key),
            tone="ok", at=at, place=str(Part.ANSWERS.label), status=_("Follow-up"),
        )
        for key, number, at in rows[:MOST]
    ]  # fmt: skip


def _act(row: Any, citizen: Any, user: Any, since: datetime) -> NewsRow:
    reported = row.status_at is not None and row.status_at > since and row.status_by_id != user.pk
    url = address("overview:plan", citizen.pk) + f"#intervention-{row.pk}"
    place = _track(citizen, row.track.kind)
    if reported:
        return NewsRow(
            citizen, row.text, url, tone=row.tone, at=row.status_at, place=place, status=row.get_status_display()
        )
    return NewsRow(citizen, row.text, url, tone="wait", at=row.created_at, place=place, status=_("New intervention"))
