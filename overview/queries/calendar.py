"""What stands in somebody's calendar: dates of cases that are open to them today. No names (domain.md § 6)."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from core.dates import COPENHAGEN, today
from followups.access import visible_follow_ups
from followups.queries.live import asked_for
from meetings.access import visible_meetings
from meetings.enums import MeetingState

BACK = timedelta(days=30)
AHEAD = timedelta(days=400)
LENGTH = timedelta(hours=1)  # of a meeting; nobody writes down when one ends


@dataclass(frozen=True)
class Event:
    """One date. `starts` is a day, or a moment in Copenhagen."""

    uid: str
    citizen: uuid.UUID
    title: str
    starts: date
    path: str
    made: datetime
    revision: int
    place: str = ""

    @property
    def ends(self) -> date:
        """The first day after it, or when it may be over."""
        return self.starts + (LENGTH if isinstance(self.starts, datetime) else timedelta(days=1))


def events_of(user: Any) -> list[Event]:
    """Network meetings that are not cancelled, and follow-ups that nobody has answered, from a month back on.
    A constant number of queries."""
    first, last = today() - BACK, today() + AHEAD
    return [*_meetings(user, first, last), *_follow_ups(user, first, last)]


def _meetings(user: Any, first: date, last: date) -> list[Event]:
    rows = visible_meetings(user).filter(meets_on__range=(first, last)).exclude(state=MeetingState.CANCELLED)
    found = []
    for row in rows.select_related("plan__citizen").order_by("meets_on", "id"):
        citizen, at = row.plan.citizen, row.starts_at
        starts = row.meets_on if at is None else datetime.combine(row.meets_on, at, COPENHAGEN)
        title = _("Network meeting, case %(number)d") % {"number": citizen.case_number}
        path = reverse("meetings:meetings", args=[citizen.pk])
        place = str(row.get_kind_display())
        found.append(Event(f"meeting-{row.pk}", citizen.pk, title, starts, path, row.created_at, row.revision, place))
    return found


def _follow_ups(user: Any, first: date, last: date) -> list[Event]:
    rows = asked_for(today(), visible_follow_ups(user).filter(due_on__range=(first, last)))
    found = []
    for row in rows.select_related("citizen").order_by("due_on", "id"):
        title = _("Follow-up, case %(number)d") % {"number": row.citizen.case_number}
        path = reverse("followups:rounds", args=[row.citizen_id])
        found.append(
            Event(f"follow-up-{row.pk}", row.citizen_id, title, row.due_on, path, row.created_at, row.revision)
        )
    return found
