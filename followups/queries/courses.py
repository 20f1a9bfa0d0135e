"""What is derived of courses: whose are wanting or over, why and since when, and the day of the next round."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, Max, Min, OuterRef, QuerySet

from citizens.enums import ConsentKind, Stage
from citizens.models import Citizen, Consent
from core.dates import add_months, danish_date
from followups.enums import CourseEnd
from followups.models import Course, FollowUp, due_on, round_on
from followups.queries.live import asked_for, live
from plans.models import Plan

AHEAD = 13  # months: a year of rounds is always planned
TOP_UP = AHEAD - 3  # when the last planned one is nearer than this, there is room for another
MANY = 1_000  # touched citizens beyond which one look at all is cheaper
Among = Collection[UUID] | None  # citizens; None is all of them
# A round closes 73-79 days after it is due. Only those are looked at that may have closed and still stand in a head.
_CLOSING = (timedelta(days=200), timedelta(days=70))


def touched(since: datetime) -> set[UUID] | None:
    """The citizens something was written about from `since` on that may begin, end or move a course: the citizen, a
    consent, a plan. None when they are so many that all may as well be looked at. Three queries, by index."""
    rows = (
        Citizen.history.filter(history_date__gte=since).values_list("id", flat=True),
        Consent.history.filter(history_date__gte=since).values_list("citizen_id", flat=True),
        Plan.history.filter(history_date__gte=since).values_list("citizen_id", flat=True),
    )
    found = {key for keys in rows for key in keys.order_by()[: MANY + 1]}
    return found if len(found) <= MANY else None


def without_course(day: date, among: Among = None) -> QuerySet[Citizen]:
    """The citizens who are followed up on `day` and have no course that runs."""
    running = Course.objects.filter(citizen=OuterRef("pk"), ended_on__isnull=True)
    rows = Citizen.objects.filter(~Exists(running), live(day), included_on__isnull=False)
    return rows if among is None else rows.filter(pk__in=among)


def over(day: date, among: Among = None) -> QuerySet[Course]:
    """The courses that still run although their citizen is not followed up any more."""
    followed = Citizen.objects.filter(live(day), pk=OuterRef("citizen_id"))
    return _among(among).filter(~Exists(followed), ended_on__isnull=True)


def miscounted(among: Among = None) -> QuerySet[Course]:
    """The running courses of citizens whose inclusion date has been corrected since."""
    return _among(among).filter(ended_on__isnull=True).exclude(included_on=F("citizen__included_on"))


def _among(citizens: Among) -> QuerySet[Course]:
    return Course.objects.all() if citizens is None else Course.objects.filter(citizen__in=citizens)


def to_extend(day: date) -> QuerySet[Course]:
    """The running courses that have room for another round within the months planned ahead."""
    return Course.objects.filter(ended_on__isnull=True, planned_to__lt=add_months(day, TOP_UP))


def behind(day: date) -> QuerySet[Course]:
    """The running courses whose round in the citizen's head has closed."""
    first, last = (day - span for span in _CLOSING)
    closed = FollowUp.objects.filter(
        ended_on__isnull=True, due_on__range=(first, last), closes_on__lte=day, course__ended_on__isnull=True
    )
    closed = closed.filter(citizen__signpost__next_follow_up_on=F("due_on"))
    return Course.objects.filter(pk__in=closed.values("course_id"))


def next_days(citizens: Collection[UUID], day: date) -> dict[UUID, date]:
    """Citizen → the due date of the round that is asked for, or will be next; for the head. One query."""
    rows = asked_for(day, FollowUp.objects.filter(citizen__in=list(citizens)))
    return dict(rows.order_by().values("citizen_id").annotate(day=Min("due_on")).values_list("citizen_id", "day"))


def first_rounds(citizens: Collection[Citizen], day: date) -> dict[UUID, int]:
    """Citizen → the first round a new course asks for: not one that has closed, nor one that was answered earlier."""
    rows = FollowUp.objects.filter(
        citizen__in=citizens, ended_on__isnull=False, course__included_on=F("citizen__included_on")
    )
    ended = dict(rows.order_by().values("citizen_id").annotate(last=Max("number")).values_list("citizen_id", "last"))
    found = {}
    for citizen in citizens:
        assert citizen.included_on is not None, "who is included has a date"
        found[citizen.pk] = max(round_on(citizen.included_on, day), ended.get(citizen.pk, -1) + 1)
    return found


def rounds_to_plan(course: Course, day: date) -> Iterable[tuple[int, date]]:
    """(number, due date) of every round from the one that is asked for on `day` to the last within 13 months."""
    for number in count(max(course.first_round, round_on(course.included_on, day))):
        due = due_on(course.included_on, number)
        if due > add_months(day, AHEAD):
            return
        yield number, due


def ends(citizens: Collection[Citizen], day: date) -> dict[UUID, tuple[date, CourseEnd]]:
    """Citizen → the day the rounds stopped and why, for citizens who are not followed up any more. Two queries, and
    one for each who was entered by mistake or referred anew (their dates stand in history)."""
    closed: dict[UUID, date] = {}
    plans = Plan.objects.filter(citizen__in=citizens).order_by("created_at", "id")
    standing = set()
    for plan in plans:
        if plan.closed_on is None:
            standing.add(plan.citizen_id)
        else:
            closed[plan.citizen_id] = max(plan.closed_on, closed.get(plan.citizen_id, plan.closed_on))
    consents: dict[UUID, list[Any]] = defaultdict(list)
    for row in Consent.objects.filter(citizen__in=citizens, kind=ConsentKind.PARTICIPATION).order_by("given_on", "id"):
        consents[row.citizen_id].append(row)
    found = {}
    for citizen in citizens:
        reasons = _own(citizen, day)
        if citizen.pk in closed and citizen.pk not in standing:
            reasons.append((closed[citizen.pk], CourseEnd.PLAN_CLOSED))
        if not any(row.valid_on(day) for row in consents[citizen.pk]):
            withdrawn = [row.withdrawn_on for row in consents[citizen.pk] if row.withdrawn_on]
            reasons.append((max(withdrawn, default=day), CourseEnd.WITHDRAWN))
        found[citizen.pk] = min(reasons, key=lambda reason: reason[0], default=(day, CourseEnd.PLAN_CLOSED))
    return found


def _own(citizen: Citizen, day: date) -> list[tuple[date, CourseEnd]]:
    """What the citizen's own row says: entered by mistake, or left (and perhaps referred anew)."""
    if citizen.voided:
        since = day
        for was in citizen.history.order_by("-history_date", "-history_id"):
            if not was.voided:
                break
            since = danish_date(was.history_date)
        return [(since, CourseEnd.VOIDED)]
    if citizen.stage == Stage.LEFT and citizen.left_on:
        return [(citizen.left_on, CourseEnd.LEFT)]
    if citizen.stage != Stage.INCLUDED:
        left = citizen.history.filter(stage=Stage.LEFT).order_by("-history_date", "-history_id").first()
        return [(left.left_on if left else day, CourseEnd.LEFT)]
    return []
