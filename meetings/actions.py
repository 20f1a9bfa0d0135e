"""Network meetings are called, moved, held and cancelled. Each act keeps the plan's and the head's next day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from citizens.models import CareTeamMember, Relative
from core.attribution import attributed_to
from core.dates import add_months, today
from core.models import Refused
from core.twice import pressed_twice
from meetings.enums import MEETING_MOVES, MeetingKind, MeetingState
from meetings.models import MeetingParticipant, NetworkMeeting
from meetings.queries import next_day
from plans.actions import keep_next_meeting
from plans.actions.state import locked_open
from plans.models import Plan
from tracks.queries.activation import LONGEST_TO_MEETING

OLDEST_HELD = 24  # months


@transaction.atomic
def plan_meeting(
    plan: Plan, *, by: Any, members: Iterable[CareTeamMember] = (), relatives: Iterable[Relative] = (), **values: Any
) -> NetworkMeeting:
    """Call a meeting: from today and at most six months ahead (domain.md § 5). Sent twice, it is stored once.

    Raises Refused by the field, and when the plan is closed.
    """
    plan = locked_open(plan)
    meeting = NetworkMeeting(plan=plan, **values)
    _judge_day(meeting.meets_on)
    _judge_place(meeting)
    if twin := pressed_twice(meeting, by=by, plan=plan):
        return twin
    with attributed_to(by):
        meeting.save()
        _ask(meeting, members, relatives)
    keep_next_meeting(plan, by=by, day=next_day(plan))
    return meeting


@transaction.atomic
def record_meeting(
    plan: Plan, *, by: Any, members: Iterable[CareTeamMember] = (), relatives: Iterable[Relative] = (), **values: Any
) -> NetworkMeeting:
    """Write down a meeting that was held without having been planned here. Sent twice, it is stored once.

    Raises Refused by the field: a day in the future or more than two years back; and when the plan is closed.
    """
    plan = locked_open(plan)
    meeting = NetworkMeeting(plan=plan, state=MeetingState.HELD, held_on=values["meets_on"], **values)
    if meeting.meets_on > today():
        raise Refused(_("The meeting cannot have been held on a day in the future."), field="meets_on")
    if meeting.meets_on < add_months(today(), -OLDEST_HELD):
        raise Refused(_("Write a day within the last two years."), field="meets_on")
    _judge_place(meeting)
    if twin := pressed_twice(meeting, by=by, plan=plan):
        return twin
    with attributed_to(by):
        meeting.save()
        _ask(meeting, members, relatives)
    keep_next_meeting(plan, by=by, day=next_day(plan))
    return meeting


@transaction.atomic
def change_meeting(
    meeting: NetworkMeeting,
    *,
    by: Any,
    revision: int,
    members: Iterable[CareTeamMember] = (),
    relatives: Iterable[Relative] = (),
    **values: Any,
) -> NetworkMeeting:
    """Move a planned meeting, or change who takes part. A day that has passed may stand, a new one must be to come.

    Raises Refused by the field, Stale.
    """
    plan = locked_open(meeting.plan)
    meeting = _locked_planned(meeting, revision)
    before = meeting.meets_on
    for name, value in values.items():
        setattr(meeting, name, value)
    if meeting.meets_on != before:
        _judge_day(meeting.meets_on)
    _judge_place(meeting)
    with attributed_to(by):
        meeting.save()
        _ask(meeting, members, relatives)
    keep_next_meeting(plan, by=by, day=next_day(plan))
    return meeting


@transaction.atomic
def hold_meeting(meeting: NetworkMeeting, *, by: Any, held_on: date) -> NetworkMeeting:
    """The meeting was held on `held_on`, today or earlier. Raises Refused."""
    if held_on > today():
        raise Refused(_("The meeting cannot have been held on a day in the future."), field="held_on")
    return _end(meeting, MeetingState.HELD, by, held_on=held_on)


@transaction.atomic
def cancel_meeting(meeting: NetworkMeeting, *, by: Any, reason: str) -> NetworkMeeting:
    """The meeting is not held, and why. Raises Refused."""
    if not reason.strip():
        raise Refused(_("Write why the meeting is cancelled."), field="reason")
    return _end(meeting, MeetingState.CANCELLED, by, cancelled_reason=reason)


def _end(meeting: NetworkMeeting, state: MeetingState, by: Any, **values: Any) -> NetworkMeeting:
    plan = locked_open(meeting.plan)
    meeting = _locked_planned(meeting)
    if state not in MEETING_MOVES[MeetingState(meeting.state)]:
        raise Refused(_("The meeting can no longer be changed."))
    meeting.state = state
    for name, value in values.items():
        setattr(meeting, name, value)
    with attributed_to(by):
        meeting.save()
    keep_next_meeting(plan, by=by, day=next_day(plan))
    return meeting


def _locked_planned(meeting: NetworkMeeting, revision: int | None = None) -> NetworkMeeting:
    fresh = meeting.locked()
    if fresh.state == MeetingState.HELD:
        raise Refused(_("The meeting has been held; it can no longer be changed."))
    if fresh.state == MeetingState.CANCELLED:
        raise Refused(_("The meeting is cancelled; it can no longer be changed."))
    return meeting.locked(revision)


def _judge_day(day: date) -> None:
    if day < today():
        raise Refused(_("The meeting must be today or on a day to come."), field="meets_on")
    if day > add_months(today(), LONGEST_TO_MEETING):
        raise Refused(_("The next meeting must be within six months from today."), field="meets_on")


def _judge_place(meeting: NetworkMeeting) -> None:
    if meeting.kind == MeetingKind.IN_PERSON and not meeting.place.strip():
        raise Refused(_("Write where you meet."), field="place")


def _ask(meeting: NetworkMeeting, members: Iterable[CareTeamMember], relatives: Iterable[Relative]) -> None:
    """Make the list of who takes part what was ticked: rows are added, taken back or marked as removed."""
    citizen = meeting.plan.citizen_id
    around: list[Any] = [*members, *relatives]
    if any(row.citizen_id != citizen for row in around):
        raise Refused(_("Only people around the citizen can take part."))
    wanted: dict[tuple[Any, Any], dict[str, Any]] = {(row.pk, None): {"member": row} for row in members}
    wanted |= {(None, row.pk): {"relative": row} for row in relatives}
    for row in MeetingParticipant.objects.filter(meeting=meeting).order_by("created_at", "id"):
        gone = wanted.pop((row.member_id, row.relative_id), None) is None
        if row.removed != gone:
            row.removed = gone
            row.save()
    for values in wanted.values():
        MeetingParticipant(meeting=meeting, **values).save()
