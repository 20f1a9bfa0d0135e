"""A track: its status in one line, and who leads it. Also what every act in a track begins and ends with."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from citizens.actions import signpost
from core.attribution import attributed_to
from core.models import Record
from plans.actions.state import locked_open
from plans.models import Plan
from tracks.models import Track

LONGEST_REASON = 100  # characters the history keeps; the whole text stands in the record itself


def begin(plan: Plan) -> Plan:
    """Lock the plan, so that nothing is written into one that is being closed. Raises Refused when it is closed."""
    fresh = locked_open(plan)
    fresh.citizen = plan.citizen  # the finder has read it already
    return fresh


def keep(record: Record, plan: Plan, by: Any, reason: str = "") -> None:
    """Save with a name on it, and note that something happened in the case."""
    with attributed_to(by, reason=reason[:LONGEST_REASON]):
        record.save()
    signpost(plan.citizen, last_activity_at=timezone.now())


@transaction.atomic
def change_track(track: Track, *, by: Any, revision: int, **values: Any) -> Track:
    """Status line and lead organisation. Raises Refused (closed plan) and Stale."""
    plan = begin(track.plan)
    track = track.locked(revision)
    for name, value in values.items():
        setattr(track, name, value)
    keep(track, plan, by)
    return track
