"""The logbook as one reader may see it: only lines whose tracks are all open to them."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from accounts.permissions import Permission
from citizens.access import Case
from citizens.enums import Part
from citizens.queries import shown_person, track_label
from tracks.access import readable_tracks
from tracks.enums import EntryKind
from tracks.models import Goal, Intervention, LogEntry, Track
from tracks.queries.tracks import within


def _readable(case: Case) -> QuerySet[Any]:
    people = ("author", "author_organisation")
    corrections = LogEntry.objects.select_related(*people).order_by("created_at", "id")
    return (
        LogEntry.objects.filter(citizen__in=case.records, corrects__isnull=True)
        .filter(tracks__contained_by=readable_tracks(case))
        .select_related(*people, "goal", "intervention")
        .prefetch_related(Prefetch("corrections", queryset=corrections, to_attr="corrected_by"))
        .order_by("-created_at", "-id")
    )


def log_of(case: Case, *, track: str = "", kind: str = "") -> QuerySet[Any]:
    """Newest first, each with its corrections; two queries a page. Filters that are not readable find nothing."""
    rows = _readable(case)
    if track:
        rows = rows.filter(tracks__contains=[track])
    return rows.filter(kind=kind) if kind else rows


def comments_on(case: Case, subject: Track | Goal | Intervention) -> list[Any]:
    """The comments on one thing, oldest first, dressed for this reader."""
    if isinstance(subject, Track):
        of_plan = Q(citizen=subject.plan.citizen_id) & within(subject.plan)
        rule = Q(goal__isnull=True, intervention__isnull=True, tracks=[subject.kind]) & of_plan
    else:
        rule = Q(goal=subject) if isinstance(subject, Goal) else Q(intervention=subject)
    rows = _readable(case).filter(rule, kind=EntryKind.COMMENT)
    return dressed(rows.order_by("created_at", "id"), case)


def dressed(rows: Any, case: Case) -> list[Any]:
    """Hang on each line what the reader may know of its author, and whether they may correct it."""
    lines = list(rows)
    may_all = case.may(Permission.LOG_CONTACT)
    for line in lines:
        for entry in (line, *line.corrected_by):
            entry.who, entry.who_place = author_of(entry, case)
        line.track_names = [track_label(case, Part(kind)) for kind in line.tracks]
        line.may_correct = may_all or (
            line.author_id == case.user.pk and all(case.comments_on(kind) for kind in line.tracks)
        )
    return lines


def author_of(entry: LogEntry, case: Case) -> tuple[str, str]:
    """Name and workplace of who wrote it; one's own are always named, contact notes are the coordinator's."""
    if entry.author_id == case.user.pk:
        return entry.author.name, str(entry.author_organisation)
    coordinator = case.coordinator
    return shown_person(
        case,
        name=entry.author.name,
        organisation=str(entry.author_organisation),
        organisation_id=entry.author_organisation_id,
        is_coordinator=entry.kind == EntryKind.CONTACT
        or (coordinator is not None and coordinator.user_id == entry.author_id),
    )
