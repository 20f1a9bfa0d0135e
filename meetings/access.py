"""Which meetings exist for a user: the part *front* of the citizen's plan. Narrows the case, never widens it."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from accounts.access import Found
from citizens.access import citizens_with, found, open_case
from citizens.enums import Part
from meetings.models import NetworkMeeting
from plans.access import case_of_plan, rights_on


def visible_meetings(user: Any) -> QuerySet[NetworkMeeting]:
    """The meetings of all citizens whose part *front* is open to this user today; for lists."""
    return NetworkMeeting.objects.filter(plan__citizen__in=citizens_with(user, Part.FRONT))


def citizen(user: Any, citizen_id: uuid.UUID) -> Found:
    """Finder: the citizen whose meetings are open to this user."""
    case = open_case(user, citizen_id)
    if not case.reads(Part.FRONT):
        raise Http404("meetings")
    return found(case, case.citizen, parts=[Part.FRONT])


def meeting(user: Any, meeting_id: uuid.UUID) -> Found:
    """Finder: a meeting of a plan whose part *front* is open to this user; in a closed plan nothing is changed."""
    row = NetworkMeeting.objects.select_related("plan").filter(pk=meeting_id).first()
    if row is None:
        raise Http404("meeting")
    case = case_of_plan(user, row.plan)
    if not case.reads(Part.FRONT):
        raise Http404("meeting")
    return found(case, row, parts=[Part.FRONT], rights=rights_on(case, row.plan))
