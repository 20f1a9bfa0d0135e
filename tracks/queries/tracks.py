"""The tracks of a plan as one reader may see them: four queries, however much stands in them."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils.translation import gettext as _

from citizens.access import COORDINATING, PARTICIPATING, Case, valid_cells
from citizens.enums import Part
from citizens.queries import shown_person, track_label
from core.addresses import address
from core.dates import today
from plans.models import Plan
from plans.queries import in_order
from tracks.access import may_report, readable_tracks
from tracks.enums import EntryKind, InterventionStatus, ResponsibleKind
from tracks.models import Goal, Intervention, LogEntry, Track


def tracks_of(plan: Plan, case: Case, only: uuid.UUID | None = None) -> list[Track]:
    """The readable tracks with everything a template shows hung on them; `only` narrows to one. Four queries.

    On a track: name, lead, loose (open interventions without an open goal), open_goals, ended, late, unowned,
    commented, may_comment. On a goal: under (open sub-goals), work (open interventions), commented.
    On an intervention: who, who_place, reported_by, late, may_report, commented.
    """
    rows = Track.objects.filter(plan=plan, kind__in=readable_tracks(case)).select_related("lead_organisation")
    tracks = list(rows.filter(pk=only) if only else rows)
    goals, interventions = _goals(tracks), _interventions(tracks)
    counts = _comment_counts(plan, case)
    day, statuses = today(), tuple((status.value, str(status.label)) for status in InterventionStatus)
    for track in tracks:
        track.plan = plan
        _dress_track(track, plan, case, counts)
    by_id = {track.pk: track for track in tracks}
    for intervention in interventions:
        intervention.track = by_id[intervention.track_id]
        _dress_intervention(intervention, plan, case, day, counts, statuses)
    for track in tracks:
        _arrange(
            track,
            [goal for goal in goals if goal.track_id == track.pk],
            [row for row in interventions if row.track_id == track.pk],
            counts,
        )
    return tracks


def _goals(tracks: list[Track]) -> list[Goal]:
    return in_order(Goal.objects.filter(track__in=tracks))


def _interventions(tracks: list[Track]) -> list[Intervention]:
    related = ("responsible_member__organisation", "responsible_organisation", "relative")
    rows = Intervention.objects.filter(track__in=tracks).select_related(*related)
    return in_order(rows.annotate(reporter=F("status_by__name")))


def _comment_counts(plan: Plan, case: Case) -> dict[Any, int]:
    """Comments per goal, per intervention, and per track (by its kind; a track's belong to the plan of their time)."""
    rows = (
        LogEntry.objects.filter(citizen_id=plan.citizen_id, kind=EntryKind.COMMENT, corrects__isnull=True)
        .filter(within(plan), tracks__contained_by=readable_tracks(case))
        .order_by()
        .values_list("tracks", "goal_id", "intervention_id")
        .annotate(number=Count("id"))
    )
    counts: dict[Any, int] = defaultdict(int)
    for kinds, goal_id, intervention_id, number in rows:
        counts[goal_id or intervention_id or kinds[0]] += number
    return counts


def within(plan: Plan) -> Q:
    """Entries made while `plan` was the open one; plans of a citizen follow each other, they never overlap."""
    made = Q(created_at__gte=plan.created_at)
    return made & Q(created_at__date__lt=plan.closed_on + timedelta(days=1)) if plan.closed_on else made


def _dress_track(track: Any, plan: Plan, case: Case, counts: dict[Any, int]) -> None:
    track.name = track_label(case, Part(track.kind))
    organisation = track.lead_organisation
    track.lead = str(organisation) if organisation and case.sees_workplace(organisation.pk) else ""
    track.commented = counts[track.kind]
    track.may_comment = plan.is_open and case.comments_on(track.kind)


def _dress_intervention(
    row: Any, plan: Plan, case: Case, day: date, counts: dict[Any, int], statuses: tuple[tuple[str, str], ...]
) -> None:
    row.who, row.who_place = shown_responsible(row, case)
    row.reported_by = _reporter(row, case) if row.status_by_id else ""
    row.late = row.overdue_on(day)
    row.statuses = statuses
    row.may_report = plan.is_open and may_report(case, row)
    row.commented = counts[row.pk]


def shown_responsible(row: Intervention, case: Case) -> tuple[str, str]:
    """Name and workplace of the one who answers, as this reader may know them; empty when nobody does."""
    if row.responsible_kind == ResponsibleKind.CITIZEN:
        return _("The citizen"), ""
    if row.responsible_kind == ResponsibleKind.RELATIVE:
        return (str(row.relative) if case.in_team else _("Family or friends")), ""
    if row.responsible_kind == ResponsibleKind.FUNCTION:
        name, place = row.responsible_function, row.responsible_organisation
    elif row.responsible_kind == ResponsibleKind.MEMBER and row.responsible_member is not None:
        name, place = row.responsible_member.name, row.responsible_member.organisation
    else:
        return "", ""
    member = row.responsible_member
    return shown_person(
        case,
        name=name,
        organisation=str(place),
        organisation_id=place.pk if place else None,
        is_coordinator=member is not None and member.place in COORDINATING,
    )


def _reporter(row: Any, case: Case) -> str:
    member = row.responsible_member
    if member is not None and member.user_id == row.status_by_id:
        return row.who
    is_coordinator = case.coordinator is not None and case.coordinator.user_id == row.status_by_id
    name, _place = shown_person(
        case, name=row.reporter, organisation="", organisation_id=None, is_coordinator=is_coordinator
    )
    return name


def _arrange(track: Any, goals: list[Any], interventions: list[Any], counts: dict[Any, int]) -> None:
    open_ids = {goal.pk for goal in goals if goal.is_open}
    of_goal: dict[Any, list[Any]] = defaultdict(list)
    for row in interventions:
        if row.is_open:
            of_goal[row.goal_id if row.goal_id in open_ids else None].append(row)
    under: dict[Any, list[Any]] = defaultdict(list)
    for goal in goals:
        goal.track, goal.commented = track, counts[goal.pk]
        goal.work = of_goal[goal.pk]
        if goal.is_open:
            under[goal.parent_id if goal.parent_id in open_ids else None].append(goal)
    for goal in goals:
        goal.under = under[goal.pk]
    track.open_goals, track.loose = under[None], of_goal[None]
    track.open_work = [row for row in interventions if row.is_open]
    track.late = sum(row.late for row in track.open_work)
    track.unowned = sum(row.ownerless for row in track.open_work)
    ended = [row for row in (*goals, *interventions) if not row.is_open]
    for row in ended:
        noun = "goal" if isinstance(row, Goal) else "intervention"
        row.slot, row.edit_url = f"{noun}-{row.pk}", address(f"tracks:{noun}_edit", row.pk)
    track.ended = sorted(ended, key=lambda row: (row.ended_on, row.created_at), reverse=True)


@dataclass(frozen=True)
class OpenCounts:
    """Open interventions over what the reader may see. `coordinator + others + ownerless == total`."""

    total: int
    coordinator: int
    others: int
    ownerless: int
    overdue: int


def open_counts(tracks: Iterable[Any]) -> OpenCounts:
    """Who has how much, of tracks from `tracks_of`. No query."""
    rows = [row for track in tracks for row in track.open_work]
    ownerless = sum(row.ownerless for row in rows)
    coordinator = sum(row.at_coordinator for row in rows)
    return OpenCounts(
        total=len(rows),
        coordinator=coordinator,
        others=len(rows) - coordinator - ownerless,
        ownerless=ownerless,
        overdue=sum(row.late for row in rows),
    )


def ownerless_on(day: date) -> Q:
    """Open interventions nobody answers for on `day`, for lists; the same rule as `Intervention.ownerless`."""
    nobody = Q(responsible_kind=ResponsibleKind.NOBODY) | Q(responsible_member__ends_on__lte=day)
    return nobody & ~Q(status__in=[InterventionStatus.DONE, InterventionStatus.STOPPED])


def shut_out_on(day: date) -> Q:
    """Interventions whose responsible has a log-in and can no longer read the track: consent ended, or deactivated.

    The rule is judged when somebody is chosen (domain.md § 3); this finds where it has come to be broken later.
    """
    opened = valid_cells(day).filter(
        consent__citizen=OuterRef("track__plan__citizen"),
        organisation=OuterRef("responsible_member__organisation"),
        part=OuterRef("track__kind"),
    )
    by_consent = Q(responsible_member__user__isnull=False, responsible_member__place__in=PARTICIPATING)
    return (by_consent & ~Exists(opened)) | Q(responsible_member__user__is_active=False)
