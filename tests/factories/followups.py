"""Courses of follow-ups, their rounds and what was answered."""

from datetime import date, timedelta
from typing import Any

from citizens.models import Citizen, Programme, Signpost
from core.attribution import SYSTEM, attributed_to
from core.dates import add_months, today
from followups.models import (
    Concern,
    Course,
    FollowUp,
    FollowUpAnswer,
    FollowUpSettings,
    Pause,
    Snooze,
    closes_on,
    due_on,
)
from tests.factories.accounts import saved

AHEAD = 13  # months that rounds are planned ahead


def settings(of: Programme, **fields: Any) -> FollowUpSettings:
    return saved(FollowUpSettings(programme=of, **fields))


def course(of: Citizen, *, planned: bool = True, **fields: Any) -> Course:
    """A course from the citizen's inclusion, with a row for each round up to 13 months ahead."""
    fields.setdefault("included_on", of.included_on)
    row = saved(Course(citizen=of, programme=of.programme, **fields))
    if planned:
        plan_rounds(row)
    return row


def plan_rounds(of: Course) -> list[FollowUp]:
    rows: list[FollowUp] = []
    number = of.first_round
    while (due := due_on(of.included_on, number)) <= add_months(today(), AHEAD):
        rows.append(_round(of, number))
        of.planned_to = due
        number += 1
    with attributed_to(SYSTEM, reason="test"):
        FollowUp.objects.import_rows(rows)
        of.save()
    coming = [row.due_on for row in rows if row.closes_on > today() and of.ended_on is None]
    Signpost.objects.filter(citizen=of.citizen_id).update(next_follow_up_on=coming[0] if coming else None)
    return rows


def _round(of: Course, number: int, **fields: Any) -> FollowUp:
    fields.setdefault("due_on", due_on(of.included_on, number))
    fields.setdefault("closes_on", closes_on(of.included_on, number))
    return FollowUp(course=of, citizen=of.citizen, programme=of.programme, number=number, **fields)


def follow_up(of: Course, number: int = 0, **fields: Any) -> FollowUp:
    """The course's round with this number: changed to `fields`, or made when it is not planned."""
    row = FollowUp.objects.filter(course=of, number=number).first() or _round(of, number)
    for name, value in fields.items():
        setattr(row, name, value)
    return saved(row)


def answer(to: FollowUp, answered_on: date | None = None, **fields: Any) -> FollowUpAnswer:
    """Answers by the citizen at a visit, on the due date (or today, if that is to come): fair, 6, yes."""
    to.ended_on = answered_on or min(to.due_on, today())
    saved(to)
    fields.setdefault("mode", "visit")
    declined = fields.setdefault("declined", [])
    then = fields.get("satisfied_then") is not None
    for name, key, value in (("health", "health", 3), ("satisfaction", "satisfaction", 6), ("knows", "knows", "yes")):
        if key not in declined and not (name == "satisfaction" and then):
            fields.setdefault(name, value)
    row = saved(FollowUpAnswer(follow_up=to, answered_on=to.ended_on, **fields))
    waiting = FollowUp.objects.filter(course=to.course_id, ended_on__isnull=True, closes_on__gt=today())
    following = waiting.order_by("due_on").values_list("due_on", flat=True).first()
    Signpost.objects.filter(citizen=to.citizen_id).update(next_follow_up_on=following)
    return row


def pause(of: Course, starts_on: date | None = None, **fields: Any) -> Pause:
    fields.setdefault("reason", "Indlagt i længere tid")
    return saved(Pause(course=of, starts_on=starts_on or today(), **fields))


def snooze(of: FollowUp, by: Any, until: date | None = None, **fields: Any) -> Snooze:
    fields.setdefault("reason", "Ringer i næste uge")
    return saved(Snooze(follow_up=of, snoozed_by=by, until=until or today() + timedelta(days=7), **fields))


def concern(of: FollowUpAnswer, *kinds: str, **fields: Any) -> Concern:
    return saved(Concern(answer=of, kinds=list(kinds or ("health-fell",)), **fields))
