"""Finders: a track, goal, intervention or log line of a citizen the user may see, with what is allowed on it today."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404

from accounts.access import Found
from accounts.permissions import Permission
from citizens.access import Case, found, open_case
from citizens.enums import TRACKS
from plans.access import rights_on
from tracks.models import Goal, Intervention, LogEntry, Track


def may_report(case: Case, intervention: Intervention) -> bool:
    """The coordinator on any; others on what they answer for, while the track is open to their comments."""
    if case.may(Permission.PLAN_CHANGE):
        return True
    return (
        intervention.responsible_member_id in {place.pk for place in case.places}
        and case.comments_on(intervention.track.kind)
        and case.may(Permission.STATUS_REPORT)
    )


def _rights(case: Case, track: Track, *, reports: bool) -> frozenset[Permission]:
    rights = rights_on(case, track.plan)
    if not case.comments_on(track.kind):
        rights -= {Permission.LOG_COMMENT}
    return rights if reports else rights - {Permission.STATUS_REPORT}


def _opened(user: Any, track: Track) -> Case:
    """The case, when this track of it is open to the user. Raises Http404."""
    case = open_case(user, track.plan.citizen_id)
    if not case.reads(track.kind):
        raise Http404("track")
    if track.plan.citizen_id == case.citizen.pk:  # not of a merged record: it stays that one's
        track.plan.citizen = case.citizen
    return case


def track(user: Any, track_id: uuid.UUID) -> Found:
    row = Track.objects.select_related("plan").filter(pk=track_id).first()
    if row is None:
        raise Http404("track")
    case = _opened(user, row)
    return found(case, row, parts=[row.kind], rights=_rights(case, row, reports=False))


def goal(user: Any, goal_id: uuid.UUID) -> Found:
    row = Goal.objects.select_related("track__plan").filter(pk=goal_id).first()
    if row is None:
        raise Http404("goal")
    case = _opened(user, row.track)
    return found(case, row, parts=[row.track.kind], rights=_rights(case, row.track, reports=False))


def intervention(user: Any, intervention_id: uuid.UUID) -> Found:
    row = (
        Intervention.objects.select_related("track__plan", "responsible_member", "goal", "legal_basis")
        .filter(pk=intervention_id)
        .first()
    )
    if row is None:
        raise Http404("intervention")
    case = _opened(user, row.track)
    rights = _rights(case, row.track, reports=may_report(case, row))
    return found(case, row, parts=[row.track.kind], rights=rights)


def entry(user: Any, entry_id: uuid.UUID) -> Found:
    """A line of the logbook, when all its tracks are open. Only its author or the coordinator may correct it."""
    row = LogEntry.objects.select_related("goal", "intervention").filter(pk=entry_id).first()
    if row is None:
        raise Http404("entry")
    case = open_case(user, row.citizen_id)
    if not case.reads_all(row.tracks):
        raise Http404("entry")
    if row.citizen_id == case.citizen.pk:
        row.citizen = case.citizen
    rights = case.rights
    theirs = row.author_id == user.pk and all(case.comments_on(kind) for kind in row.tracks)
    if not (theirs or case.may(Permission.LOG_CONTACT)):
        rights -= {Permission.LOG_COMMENT}
    return found(case, row, parts=row.tracks, rights=rights)


def log(user: Any, citizen_id: uuid.UUID) -> Found:
    """The logbook of a citizen; its lines are narrowed by their tracks, and may be none."""
    case = open_case(user, citizen_id)
    return found(case, case.citizen, parts=readable_tracks(case))


def readable_tracks(case: Case) -> list[str]:
    """The kinds of track this reader may see, in their order."""
    return [str(kind) for kind in TRACKS if case.reads(kind)]
