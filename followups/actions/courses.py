"""Courses are begun, ended, re-planned and carried on by themselves, a minute after their cause.

`citizens` and `plans` stand to the right and call nothing here: each step looks up what is due in the database, so it
may run as often as it likes, in as many processes. All that changes rounds holds the lock of their course.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from citizens import actions as citizens
from citizens.models import Citizen
from core.attribution import SYSTEM, attributed_to
from core.dates import danish_date, today
from core.heartbeat import beat, ended_at
from core.models import Refused
from followups.enums import NotRelevant
from followups.models import Course, FollowUp, closes_on, due_on, round_on
from followups.queries import courses as queries
from followups.queries.live import live

BATCH = 500
KEPT = "followups.courses"  # the heartbeat of `keep_up`
OVERLAP = timedelta(minutes=10)  # what was written that long before may have been committed after; none takes as long


def keep_courses(now: datetime, *, since: datetime | None = None) -> int:
    """Do what is due for courses; returns how many were touched. By the system, in transactions of 500.

    With `since`, when everything was done up to then on the same Danish day: courses begin, stop and move for citizens
    about whom something was written after it, and nobody else is looked at.
    """
    day, among = danish_date(now), queries.touched(since) if since else None
    steps: list[Callable[[date], int]] = [_extend_some, _move_heads]
    if among is None or among:
        steps = [partial(step, among=among) for step in (_end_some, _begin_some, _replan_some)] + steps
    return sum(_all_of(step, day) for step in steps)


def keep_up(now: datetime) -> int:
    """The same as often as one likes: all citizens once a Danish day, in between those something was written about."""
    began, last = timezone.now(), ended_at(KEPT)
    same_day = last is not None and danish_date(last) == danish_date(now)
    done = keep_courses(now, since=last - OVERLAP if last and same_day else None)
    beat(KEPT, done, at=min(began, now))
    return done


def _all_of(step: Callable[[date], int], day: date) -> int:
    done = 0
    while True:
        with transaction.atomic():
            number = step(day)
        done += number
        if number < BATCH:
            return done


@transaction.atomic
def ensure_course(citizen: Citizen, *, by: Any) -> Course:
    """The citizen's running course, begun now if it is wanting. Raises Refused for one who is not followed up."""
    # Whoever begins it at the same moment waits here; other acts only refer to the row.
    citizen = Citizen.objects.select_for_update(no_key=True, of=("self",)).get(pk=citizen.pk)
    course = Course.objects.filter(citizen=citizen, ended_on__isnull=True).first()
    if course is not None:
        return course
    if not Citizen.objects.filter(live(today()), pk=citizen.pk).exists():
        raise Refused(_("The citizen is not followed up now."))
    return _begin([citizen], today(), by)[0]


@transaction.atomic
def correct_inclusion(citizen: Citizen, *, by: Any, included_on: date, reason: str) -> Citizen:
    """The true day of the inclusion; the rounds to come are counted from it at once. Raises Refused by the field."""
    citizen = citizens.correct_inclusion(citizen, by=by, included_on=included_on, reason=reason)
    rows = Course.objects.select_for_update(of=("self",)).filter(citizen=citizen, ended_on__isnull=True)
    _replan(list(rows.select_related("citizen").exclude(included_on=included_on)), today(), by)
    return citizen


def keep_heads(of: Collection[UUID], day: date) -> None:
    """Write the day of the next round into the heads of these citizens. Call it in the transaction of the cause."""
    coming = queries.next_days(of, day)
    citizens.signposts("next_follow_up_on", {pk: coming.get(pk) for pk in of})


def _taken(rows: Any) -> list[Course]:
    """Up to a batch of courses, locked; what another process has in hand is its own."""
    locked = rows.select_for_update(skip_locked=True, of=("self",)).select_related("citizen")
    return list(locked.order_by("id")[:BATCH])


def _end_some(day: date, among: queries.Among = None) -> int:
    courses = _taken(queries.over(day, among))
    ended = queries.ends([course.citizen for course in courses], day)
    for course in courses:
        course.ended_on, course.ended_because = ended[course.citizen_id]
    with attributed_to(SYSTEM):
        Course.objects.change_rows(courses, ["ended_on", "ended_because"])
    keep_heads({course.citizen_id for course in courses}, day)
    return len(courses)


def _begin_some(day: date, among: queries.Among = None) -> int:
    rows = queries.without_course(day, among).select_for_update(skip_locked=True, no_key=True, of=("self",))
    included = list(rows.order_by("id")[:BATCH])
    # Looked up before the lock was had: another process may have begun some meanwhile.
    begun = set(Course.objects.filter(citizen__in=included, ended_on__isnull=True).values_list("citizen_id", flat=True))
    _begin([citizen for citizen in included if citizen.pk not in begun], day, SYSTEM)
    return len(included)


def _begin(included: list[Citizen], day: date, by: Any) -> list[Course]:
    first = queries.first_rounds(included, day)
    courses = [_new(citizen, first[citizen.pk]) for citizen in included]
    rounds = [row for course in courses for row in _planned(course, day, frozenset())]
    with attributed_to(by):
        Course.objects.import_rows(courses)
        FollowUp.objects.import_rows(rounds)
    keep_heads({citizen.pk for citizen in included}, day)
    return courses


def _new(citizen: Citizen, first_round: int) -> Course:
    assert citizen.included_on is not None, "who is included has a date"
    return Course(
        citizen=citizen,
        programme_id=citizen.programme_id,
        included_on=citizen.included_on,
        first_round=first_round,
    )


def _extend_some(day: date) -> int:
    courses = _taken(queries.to_extend(day))
    existing = _numbers(courses)
    rounds = [row for course in courses for row in _planned(course, day, existing[course.pk])]
    with attributed_to(SYSTEM):
        Course.objects.change_rows(courses, ["planned_to"])
        FollowUp.objects.import_rows(rounds)
    keep_heads({course.citizen_id for course in courses}, day)
    return len(courses)


def _replan_some(day: date, among: queries.Among = None) -> int:
    courses = _taken(queries.miscounted(among))
    _replan(courses, day, SYSTEM)
    return len(courses)


def _replan(courses: list[Course], day: date, by: Any) -> None:
    """Count from the corrected date. What is answered or missed stays as it was; each round to come moves once."""
    for course in courses:
        assert course.citizen.included_on is not None, "who is included has a date"
        course.included_on = course.citizen.included_on
        course.first_round = min(course.first_round, round_on(course.included_on, day))
    counted = {course.pk: course.included_on for course in courses}
    rows = FollowUp.objects.select_for_update().filter(course__in=courses, ended_on__isnull=True).order_by("id")
    moved = [row for row in rows if _moves(row, counted[row.course_id], day)]
    existing = _numbers(courses)
    rounds = [row for course in courses for row in _planned(course, day, existing[course.pk])]
    with attributed_to(by, reason=_("The inclusion date was corrected")):
        FollowUp.objects.change_rows(moved, ["due_on", "closes_on", "not_relevant", "ended_on"])
        FollowUp.objects.import_rows(rounds)
        Course.objects.change_rows(courses, ["included_on", "first_round", "planned_to"])
    keep_heads({course.citizen_id for course in courses}, day)


def _moves(row: FollowUp, included_on: date, day: date) -> bool:
    """Give a round that waits its new dates. One that would lie wholly in the past is not relevant any more."""
    new = closes_on(included_on, row.number)
    if row.closes_on <= day and new <= day:
        return False  # missed then and gone now: it stays as it was
    row.due_on, row.closes_on = due_on(included_on, row.number), new
    if new <= day:
        row.not_relevant, row.ended_on = NotRelevant.REPLANNED, day
    return True


def _move_heads(day: date) -> int:
    """A round that nobody answered has closed: the head names the next one."""
    courses = _taken(queries.behind(day))
    keep_heads({course.citizen_id for course in courses}, day)
    return len(courses)


def _numbers(courses: Iterable[Course]) -> dict[UUID, set[int]]:
    found: dict[UUID, set[int]] = defaultdict(set)
    for course_id, number in FollowUp.objects.filter(course__in=courses).order_by().values_list("course_id", "number"):
        found[course_id].add(number)
    return found


def _planned(course: Course, day: date, existing: Collection[int]) -> list[FollowUp]:
    """The rounds that are wanting up to 13 months ahead, not stored yet; marks the course as planned so far."""
    rounds = []
    for number, due in queries.rounds_to_plan(course, day):
        course.planned_to = due
        if number not in existing:
            rounds.append(
                FollowUp(
                    course=course,
                    citizen_id=course.citizen_id,
                    programme_id=course.programme_id,
                    number=number,
                    due_on=due,
                    closes_on=closes_on(course.included_on, number),
                )
            )
    return rounds
