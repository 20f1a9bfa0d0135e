"""Whose rounds are asked for today: included, taking part, and with a plan that is not closed (domain.md § 6)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from citizens.access import valid_consent
from citizens.enums import ConsentKind, Stage
from citizens.models import Consent
from followups.models import WINDOW, FollowUp, Pause
from plans.enums import PlanState


def live(day: date, prefix: str = "") -> Q:
    """Citizens whose rounds run on `day`; `prefix` leads to the citizen, e.g. "citizen__".

    One whose plan is not started yet is followed up, too: round 0 belongs to the inclusion.
    """
    key = f"{prefix}pk" if prefix else "pk"
    taking_part = Consent.objects.filter(valid_consent(day), citizen=OuterRef(key), kind=ConsentKind.PARTICIPATION)
    state = Q(**{f"{prefix}stage": Stage.INCLUDED, f"{prefix}voided": False, f"{prefix}merged_into": None})
    return state & ~Q(**{f"{prefix}signpost__plan_state": PlanState.CLOSED}) & Q(Exists(taking_part))


def asked_for(day: date, rows: QuerySet[FollowUp] | None = None) -> QuerySet[FollowUp]:
    """The rounds that are or will be asked for, seen on `day`: not closed, not ended, not paused, of live citizens."""
    return unanswered(day, rows).filter(closes_on__gt=day)


def unanswered(day: date, rows: QuerySet[FollowUp] | None = None) -> QuerySet[FollowUp]:
    """The rounds nobody has ended, not paused, of citizens who are live on `day`: asked for, to come, or missed."""
    found: Any = FollowUp.objects.all() if rows is None else rows
    open_still = Q(ended_on__isnull=True, course__ended_on__isnull=True)
    paused = Pause.objects.filter(course=OuterRef("course_id"), starts_on__lte=OuterRef("due_on")).filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=OuterRef("due_on"))
    )
    return found.filter(open_still).filter(live(day, "citizen__")).exclude(Exists(paused))


def waiting(day: date, rows: QuerySet[FollowUp] | None = None) -> QuerySet[FollowUp]:
    """The rounds that are asked for on `day`: those of `asked_for` whose window has opened."""
    return asked_for(day, rows).filter(due_on__lte=day + WINDOW)
