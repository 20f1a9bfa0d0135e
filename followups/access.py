"""Which follow-ups exist for a user: the part *answers* of the citizen. Narrows the case, never widens it."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from accounts.access import Found
from citizens.access import Case, citizens_with, found, open_case
from citizens.enums import Part
from followups.models import Concern, FollowUp, FollowUpAnswer


def visible_follow_ups(user: Any) -> QuerySet[FollowUp]:
    """The rounds of all citizens whose part *answers* is open to this user today; for lists."""
    return FollowUp.objects.filter(citizen__in=citizens_with(user, Part.ANSWERS))


def _case(user: Any, citizen_id: uuid.UUID) -> Case:
    case = open_case(user, citizen_id)
    if not case.reads(Part.ANSWERS):
        raise Http404("follow-ups")
    return case


def citizen(user: Any, citizen_id: uuid.UUID) -> Found:
    """Finder: the citizen whose follow-ups are open to this user."""
    case = _case(user, citizen_id)
    return found(case, case.citizen, parts=[Part.ANSWERS])


def follow_up(user: Any, citizen_id: uuid.UUID, follow_up_id: uuid.UUID) -> Found:
    """Finder: a round of this citizen."""
    case = _case(user, citizen_id)
    row = FollowUp.objects.filter(pk=follow_up_id, citizen=citizen_id).select_related("course").first()
    if row is None:
        raise Http404("follow-up")
    row.citizen = case.citizen
    return found(case, row, parts=[Part.ANSWERS])


def answer(user: Any, citizen_id: uuid.UUID, follow_up_id: uuid.UUID) -> Found:
    """Finder: what was answered in a round of this citizen."""
    case = _case(user, citizen_id)
    rows = FollowUpAnswer.objects.filter(follow_up=follow_up_id, follow_up__citizen=citizen_id)
    row = rows.select_related("follow_up__course").first()
    if row is None:
        raise Http404("answer")
    row.follow_up.citizen = case.citizen
    return found(case, row, parts=[Part.ANSWERS])


def concern(user: Any, citizen_id: uuid.UUID, follow_up_id: uuid.UUID) -> Found:
    """Finder: what is to be talked about after a round of this citizen, also once it was."""
    case = _case(user, citizen_id)
    rows = Concern.objects.filter(answer__follow_up=follow_up_id, answer__follow_up__citizen=citizen_id)
    row = rows.select_related("answer__follow_up").first()
    if row is None:
        raise Http404("concern")
    row.answer.follow_up.citizen = case.citizen
    return found(case, row, parts=[Part.ANSWERS])
