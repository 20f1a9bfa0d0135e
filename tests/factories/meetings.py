"""Network meetings."""

from datetime import time
from typing import Any

from citizens.models import CareTeamMember, Signpost
from meetings.models import MeetingParticipant, NetworkMeeting
from plans.models import Plan
from tests.factories.accounts import saved


def meeting(of: Plan, members: tuple[CareTeamMember, ...] = (), **fields: Any) -> NetworkMeeting:
    """A planned meeting on the plan's own day, in person."""
    fields.setdefault("meets_on", of.next_meeting_on)
    fields.setdefault("starts_at", time(10, 0))
    fields.setdefault("place", "Rådhuset")
    fields.setdefault("purpose", "Se på planen")
    fields.setdefault("called_by", "Koordinatoren")
    row = saved(NetworkMeeting(plan=of, **fields))
    for member in members:
        saved(MeetingParticipant(meeting=row, member=member))
    if row.state == "planned":
        Signpost.objects.filter(citizen=of.citizen_id).update(next_meeting_on=row.meets_on)
    return row
