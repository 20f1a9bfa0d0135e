"""Courses begin, stop, move and go on by themselves: the sweep finds it in the database."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from citizens.actions import leaving
from citizens.models import Citizen, Signpost
from core.attribution import SYSTEM, attributed_to
from core.dates import add_months, today
from core.models import Refused
from followups.actions import courses
from followups.enums import CourseEnd, NotRelevant
from followups.models import Course, FollowUp, closes_on, due_on
from followups.queries.courses import next_days
from plans.actions import state as plan_acts
from tests.cast import Cast
from tests.factories import citizens, followups, plans
from tests.factories.accounts import saved


def sweep() -> int:
    return courses.keep_courses(timezone.now())


def included(cast: Cast, days_ago: int = 0, **fields) -> Citizen:
    row = citizens.citizen(cast.programme, included_on=today() - timedelta(days=days_ago), **fields)
    citizens.participation(row, cast.koordinator, given_on=row.included_on)
    return row


def course_of(citizen: Citizen) -> Course:
    return Course.objects.get(citizen=citizen, ended_on__isnull=True)


def numbers(course: Course) -> list[int]:
    return list(course.rounds.order_by("number").values_list("number", flat=True))


def head(citizen: Citizen) -> date | None:
    return Signpost.objects.get(citizen=citizen).next_follow_up_on


def test_who_is_included_today_has_round_0_today_and_a_year_of_rounds(cast):
    someone = included(cast)
    sweep()
    course = course_of(someone)
    assert (course.included_on, course.first_round, numbers(course)) == (today(), 0, [0, 1, 2, 3, 4])
    assert [row.due_on for row in course.rounds.order_by("number")] == [due_on(today(), k) for k in range(5)]
    assert [row.closes_on for row in course.rounds.order_by("number")] == [closes_on(today(), k) for k in range(5)]
    assert (course.planned_to, head(someone)) == (due_on(today(), 4), today())
    assert {row.history.get().history_user for row in course.rounds.all()} == {None}


def test_running_it_again_changes_nothing(cast):
    included(cast)
    assert sweep() > 0
    before = (Course.history.count(), FollowUp.history.count())
    assert sweep() == 0
    assert (Course.history.count(), FollowUp.history.count()) == before


def test_a_citizen_entered_late_has_no_forty_missed_rounds(cast):
    someone = included(cast, days_ago=3650)
    sweep()
    course = course_of(someone)
    assert course.first_round in (39, 40)
    assert numbers(course)[0] == course.first_round
    assert all(row.closes_on > today() for row in course.rounds.all())
    assert head(someone) == course.rounds.order_by("number").first().due_on


@pytest.mark.parametrize("how", ["referred", "excluded", "no consent", "closed plan", "voided"])
def test_who_is_not_followed_up_gets_no_course(cast, how):
    if how in ("referred", "excluded"):
        someone = citizens.citizen(cast.programme, stage=how)
        citizens.participation(someone, cast.koordinator)
    elif how == "no consent":
        someone = citizens.citizen(cast.programme)
    else:
        someone = included(cast, days_ago=90)
        if how == "voided":
            leaving.mark_void(someone, by=cast.koordinator, reason="Tastet to gange")
        else:
            plans.plan(someone, "closed")
    sweep()
    assert not Course.objects.filter(citizen=someone).exists()
    assert head(someone) is None


def close(cast: Cast, citizen: Citizen, day: date) -> None:
    plan = plans.plan(citizen, "active", valid_from=day - timedelta(days=60))
    plan_acts.mark_closed(plan, by=cast.koordinator, because="goals-reached", summary="Nået", closed_on=day)


def withdraw(cast: Cast, citizen: Citizen, day: date) -> None:
    consent = citizen.consents.get(kind="participation")
    consent.withdrawn_on, consent.withdrawn_by, consent.withdrawn_how = day, "Borgeren", "phone"
    saved(consent)


def leave(cast: Cast, citizen: Citizen, day: date) -> None:
    leaving.mark_left(citizen, by=cast.koordinator, because="moved", left_on=day, reason="Flyttet")


def void(cast: Cast, citizen: Citizen, day: date) -> None:
    leaving.mark_void(citizen, by=cast.koordinator, reason="Tastet to gange")


@pytest.mark.parametrize(
    ("act", "why", "days"),
    [
        (close, CourseEnd.PLAN_CLOSED, 3),
        (withdraw, CourseEnd.WITHDRAWN, 2),
        (leave, CourseEnd.LEFT, 5),
        (void, CourseEnd.VOIDED, 0),
    ],
)
def test_a_course_ends_with_the_true_day_and_why(cast, act, why, days):
    someone = included(cast, days_ago=80)
    sweep()
    course, day = course_of(someone), today() - timedelta(days=days)
    assert head(someone) is not None
    act(cast, someone, day)
    sweep()
    course.refresh_from_db()
    assert (course.ended_on, course.ended_because) == (day, why)
    assert head(someone) is None
    assert course.rounds.filter(ended_on__isnull=False).count() == 0  # nothing was done to the rounds
    sweep()
    assert Course.objects.filter(citizen=someone).count() == 1


def test_left_and_referred_again_before_the_sweep_came_by(cast):
    someone = included(cast, days_ago=80)
    citizens.referral(someone)
    sweep()
    leave(cast, someone, today() - timedelta(days=1))
    told = {"citizen_agrees": True, "received_on": today(), "referred_by": "Hansen", "reason": "Igen"}
    leaving.refer_again(someone, by=cast.koordinator, referral=told)
    sweep()
    course = Course.objects.get(citizen=someone)
    assert (course.ended_on, course.ended_because) == (today() - timedelta(days=1), CourseEnd.LEFT)


def test_a_new_plan_in_time_and_the_course_runs_on(cast):
    someone = included(cast, days_ago=80)
    sweep()
    close(cast, someone, today())
    plan_acts.create_plan(someone, by=cast.koordinator)
    sweep()
    assert course_of(someone).ended_on is None


def test_who_comes_back_has_a_new_course_with_the_round_of_the_day(cast):
    someone = included(cast, days_ago=400)
    old = followups.course(someone, ended_on=today() - timedelta(days=100), ended_because="plan-closed")
    followups.answer(followups.follow_up(old, 1))
    sweep()
    new = course_of(someone)
    assert new.pk != old.pk
    assert new.included_on == someone.included_on
    assert new.first_round in (4, 5)
    assert all(row.closes_on > today() for row in new.rounds.all())


def test_a_round_that_was_answered_in_the_old_course_is_not_asked_for_again(cast):
    someone = included(cast)
    old = followups.course(someone, ended_on=today(), ended_because="plan-closed")
    followups.answer(followups.follow_up(old, 0))
    sweep()
    assert course_of(someone).first_round == 1


def test_rounds_go_on_for_ever(cast):
    someone = included(cast)
    sweep()
    course = course_of(someone)
    late = timezone.now() + timedelta(days=100)
    courses.keep_courses(late)
    assert numbers(course_of(someone)) == [0, 1, 2, 3, 4, 5]
    course.refresh_from_db()
    assert course.planned_to == due_on(someone.included_on, 5)


def test_the_head_names_the_next_one_when_a_round_has_closed(cast):
    someone = included(cast)
    sweep()
    course = course_of(someone)
    for days in (70, 80, 95):
        courses.keep_courses(timezone.now() + timedelta(days=days))
        expected = course.rounds.filter(closes_on__gt=today() + timedelta(days=days)).order_by("number").first()
        assert head(someone) == expected.due_on


def correct(citizen: Citizen, day: date) -> None:
    citizen.refresh_from_db()
    citizen.included_on = day
    saved(citizen)


def test_a_corrected_inclusion_date_moves_what_is_to_come_once(cast):
    someone = included(cast, days_ago=100)
    followed = followups.course(someone)
    done = followups.answer(followups.follow_up(followed, 0))
    before = {row.number: row.due_on for row in followed.rounds.all()}
    day = someone.included_on - timedelta(days=5)
    correct(someone, day)
    sweep()
    rounds = {row.number: row for row in followed.rounds.all()}
    assert rounds[0].due_on == before[0]  # answered: it stays as it was
    assert done.follow_up_id == rounds[0].pk
    assert {number: row.due_on for number, row in rounds.items() if number} == {
        number: due_on(day, number) for number in rounds if number
    }
    assert {row.history.count() for number, row in rounds.items() if number} == {2}
    assert rounds[2].history.order_by("history_id").first().due_on == before[2]
    sweep()
    assert {row.history.count() for number, row in rounds.items() if number} == {2}
    assert head(someone) == due_on(day, 1)


def test_corrected_by_a_year_back_the_rounds_that_have_passed_are_not_relevant(cast):
    someone = included(cast, days_ago=10)
    sweep()
    course = course_of(someone)
    day = add_months(someone.included_on, -12)
    correct(someone, day)
    sweep()
    rounds = list(course.rounds.order_by("number"))
    assert [row.number for row in rounds] == list(range(9))
    assert {row.number for row in rounds if row.not_relevant == NotRelevant.REPLANNED} == {0, 1, 2, 3}
    assert [row.due_on for row in rounds] == [due_on(day, k) for k in range(9)]
    assert head(someone) == due_on(day, 4)


def test_corrected_by_a_year_forth_the_first_rounds_are_asked_for_after_all(cast):
    someone = included(cast, days_ago=375)
    sweep()
    course = course_of(someone)
    assert course.first_round == 4
    day = add_months(someone.included_on, 12)
    correct(someone, day)
    sweep()
    course.refresh_from_db()
    assert course.first_round == 0
    assert {row.number: row.due_on for row in course.rounds.filter(number__lt=5)} == {
        k: due_on(day, k) for k in range(5)
    }
    assert head(someone) == day


def test_a_coordinator_need_not_wait_for_the_sweep(cast):
    someone = included(cast)
    course = courses.ensure_course(someone, by=cast.koordinator)
    assert numbers(course)[0] == 0
    assert course.history.get().history_user == cast.koordinator
    assert courses.ensure_course(someone, by=cast.koordinator) == course
    assert sweep() >= 0
    assert Course.objects.filter(citizen=someone).count() == 1


def test_nobody_begins_a_course_for_one_who_is_not_followed_up(cast):
    with pytest.raises(Refused):
        courses.ensure_course(cast.rita, by=cast.koordinator)


def test_every_head_is_what_the_rounds_say(cast):
    """The guard of the signposts: recomputed from the rounds, whoever wrote them."""
    included(cast, days_ago=30)
    sweep()
    with attributed_to(SYSTEM):
        told = dict(Signpost.objects.values_list("citizen_id", "next_follow_up_on"))
    coming = next_days(list(told), today())
    assert told == {pk: coming.get(pk) for pk in told}
    assert sum(day is not None for day in told.values()) >= 5
