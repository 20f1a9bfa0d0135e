"""A round is answered: on its own days, whole, once; a correction keeps the original."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from citizens.models import Signpost
from core.dates import add_months, today
from core.models import Refused, Stale
from followups.actions import answers, courses, rounds
from followups.enums import RoundState
from followups.models import FollowUp, FollowUpAnswer
from followups.queries.rounds import state_of
from plans.actions import state as plan_acts
from tests.cast import Cast
from tests.factories import citizens, followups

TOLD: dict[str, Any] = {
    "mode": "visit", "answered_by": "citizen", "proxy": "", "health": 3, "satisfaction": 7, "knows": "yes",
    "who5": [], "together": "", "differently": "", "declined": [], "note": "",
}  # fmt: skip


def told(**fields: Any) -> dict[str, Any]:
    return {**TOLD, "answered_on": today(), **fields}


def refused(act: Any, **fields: Any) -> tuple[str | None, str]:
    with pytest.raises(Refused) as caught:
        act(**fields)
    return caught.value.field, str(caught.value.message)


def give(cast: Cast, **fields: Any) -> FollowUpAnswer:
    return answers.answer_round(cast.follow_up, by=cast.koordinator, **told(**fields))


def test_an_answer_ends_the_round_and_the_head_names_the_next(cast):
    answer = give(cast, note="  Ved køkkenbordet ")
    cast.follow_up.refresh_from_db()
    assert (answer.health, answer.satisfaction, answer.knows, answer.note) == (3, 7, "yes", "Ved køkkenbordet")
    assert cast.follow_up.ended_on == today()
    assert answer.history.get().history_user == cast.koordinator
    following = FollowUp.objects.get(course=cast.course, number=4)
    assert Signpost.objects.get(citizen=cast.peter).next_follow_up_on == following.due_on


def test_the_story_of_a_late_answer(cast):
    """Included on the 31st of July: 31 October, 31 January, 30 April. Round 1 is answered late, satisfaction declined:
    it is round 1 with its true date, and the next due date is unchanged."""
    year = today().year - 2
    someone = citizens.citizen(cast.programme, included_on=date(year, 7, 31))
    course = followups.course(someone)
    dues = list(course.rounds.order_by("number").values_list("due_on", flat=True)[:4])
    assert dues == [date(year, 7, 31), date(year, 10, 31), date(year + 1, 1, 31), date(year + 1, 4, 30)]
    citizens.participation(someone, cast.koordinator, given_on=someone.included_on)
    late = date(year, 12, 3)
    row = course.rounds.get(number=1)
    values = told(answered_on=late, satisfaction=None, declined=["satisfaction"])
    answer = answers.answer_round(row, by=cast.koordinator, **values)
    row.refresh_from_db()
    assert (row.number, answer.answered_on, row.ended_on) == (1, late, late)
    assert state_of(row, today()) == RoundState.LATE
    assert (answer.satisfaction, answer.declined) == (None, ["satisfaction"])
    assert list(course.rounds.order_by("number").values_list("due_on", flat=True)[:4]) == dues


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"health": None}, "health"),
        ({"satisfaction": None}, "satisfaction"),
        ({"knows": ""}, "knows"),
        ({"health": None, "satisfaction": None, "knows": ""}, "health"),
        ({"declined": ["health"]}, "health"),
        ({"declined": ["knows", "satisfaction"]}, "satisfaction"),
        ({"answered_by": "proxy"}, "proxy"),
        ({"answered_by": "proxy", "proxy": "   "}, "proxy"),
        ({"mode": "pigeon"}, "mode"),
        ({"mode": ""}, "mode"),
        ({"health": 6}, "health"),
        ({"satisfaction": 11}, "satisfaction"),
        ({"who5": [1, 2, 3, 4, 6]}, "who5"),
        ({"who5": [1, 2, 3, 4, 5], "declined": ["who5"]}, "who5"),
        ({"satisfied_then": True}, "satisfaction"),
    ],
)
def test_what_does_not_hold_is_refused_by_its_field(cast, fields, field):
    assert refused(give, cast=cast, **fields)[0] == field
    assert not FollowUpAnswer.objects.filter(follow_up=cast.follow_up).exists()
    cast.follow_up.refresh_from_db()
    assert cast.follow_up.ended_on is None


def test_declining_everything_is_an_answer(cast):
    answer = give(cast, health=None, satisfaction=None, knows="", declined=["knows", "health", "satisfaction"])
    assert answer.declined == ["health", "satisfaction", "knows"]


def test_each_day_is_answered_in_its_own_round(cast):
    row = cast.follow_up
    field, text = refused(give, cast=cast, answered_on=today() + timedelta(days=1))
    assert (field, "fremtiden" in text) == ("answered_on", True)
    field, text = refused(give, cast=cast, answered_on=row.opens_on - timedelta(days=1))
    assert field == "answered_on"
    assert "runde 2" in text and "runde 3" in text
    missed = FollowUp.objects.get(course=cast.course, number=2)
    rounds.ask_again(missed, by=cast.koordinator)
    field, text = refused(
        lambda **values: answers.answer_round(missed, by=cast.koordinator, **values),
        **told(answered_on=missed.closes_on),
    )
    assert (field, "runde 3" in text) == ("answered_on", True)
    answers.answer_round(
        missed, by=cast.koordinator, **told(answered_on=missed.closes_on - timedelta(days=1), mode="form")
    )
    missed.refresh_from_db()
    assert state_of(missed, today()) == RoundState.LATE


def test_nothing_from_before_the_inclusion(cast):
    course = followups.course(cast.thomas)
    row = course.rounds.get(number=0)
    day = cast.thomas.included_on - timedelta(days=15)
    field, text = refused(
        lambda **values: answers.answer_round(row, by=cast.koordinator, **values), **told(answered_on=day)
    )
    assert (field, "inkluderet" in text) == ("answered_on", True)


def test_pressed_twice_it_is_one_and_by_two_the_second_is_told(cast):
    first = give(cast)
    assert give(cast) == first
    field, text = refused(give, cast=cast, health=5)
    assert (field, "mellemtiden" in text) == (None, True)
    stored = FollowUpAnswer.objects.get(follow_up=cast.follow_up)
    assert (stored.health, stored.revision) == (3, 1)


def test_a_correction_keeps_the_original_and_says_why(cast):
    answer = give(cast)
    day = today() - timedelta(days=2)
    values = told(health=2, answered_on=day)
    corrected = answers.correct_answer(
        answer, by=cast.koordinator, revision=answer.revision, reason="Hørte forkert", **values
    )
    cast.follow_up.refresh_from_db()
    assert (corrected.health, cast.follow_up.ended_on) == (2, day)
    rows = corrected.history.order_by("history_id")
    assert [row.health for row in rows] == [3, 2]
    assert rows.last().history_change_reason == "Hørte forkert"
    again = answers.correct_answer(answer, by=cast.koordinator, revision=1, reason="Hørte forkert", **values)
    assert (again.revision, again.history.count()) == (2, 2)


def test_a_correction_is_refused_without_a_reason_or_a_change_and_when_stale(cast):
    answer = give(cast)
    correct = lambda **values: answers.correct_answer(answer, by=cast.koordinator, **values)  # noqa: E731
    assert refused(correct, revision=1, reason=" ", **told(health=2))[0] == "reason"
    assert refused(correct, revision=1, reason="Intet", **told())[0] is None
    correct(revision=1, reason="Først", **told(health=2))
    with pytest.raises(Stale):
        correct(revision=1, reason="Også", **told(health=4))
    answer.refresh_from_db()
    assert answer.health == 2


def test_set_as_not_relevant_and_back(cast):
    row = rounds.set_not_relevant(cast.follow_up, by=cast.koordinator, reason="declined", note=" Ikke nu ")
    assert (row.not_relevant, row.not_relevant_note, row.ended_on) == ("declined", "Ikke nu", today())
    assert Signpost.objects.get(citizen=cast.peter).next_follow_up_on > cast.follow_up.due_on
    assert rounds.set_not_relevant(row, by=cast.koordinator, reason="declined", note="Ikke nu").revision == row.revision
    assert "ikke relevant" in refused(give, cast=cast)[1]
    back = rounds.ask_again(row, by=cast.koordinator)
    assert (back.not_relevant, back.not_relevant_note, back.ended_on) == ("", "", None)
    assert Signpost.objects.get(citizen=cast.peter).next_follow_up_on == cast.follow_up.due_on
    assert give(cast).pk


@pytest.mark.parametrize("reason", ["", "replanned", "bored"])
def test_only_reasons_one_can_choose(cast, reason):
    act = lambda **values: rounds.set_not_relevant(cast.follow_up, by=cast.koordinator, **values)  # noqa: E731
    assert refused(act, reason=reason)[0] == "reason"


def test_not_relevant_is_not_for_what_is_to_come_or_answered(cast):
    act = lambda **values: rounds.set_not_relevant(by=cast.koordinator, reason="hospital", **values)  # noqa: E731
    coming = FollowUp.objects.get(course=cast.course, number=4)
    assert "pause" in refused(act, follow_up=coming)[1]
    assert refused(act, follow_up=cast.answer.follow_up)


def test_what_follows_from_a_corrected_date_is_not_undone(cast):
    row = followups.follow_up(cast.course, 3, not_relevant="replanned", ended_on=today())
    assert refused(rounds.ask_again, follow_up=row, by=cast.koordinator)


def test_a_pause_silences_what_is_due_in_it(cast):
    pause = rounds.pause_course(cast.course, by=cast.koordinator, reason="Rehabilitering")
    cast.follow_up.refresh_from_db()
    assert state_of(cast.follow_up, today(), [pause]) == RoundState.PAUSED
    assert Signpost.objects.get(citizen=cast.peter).next_follow_up_on is None
    assert rounds.pause_course(cast.course, by=cast.koordinator, reason="Rehabilitering") == pause
    act = lambda **values: rounds.pause_course(cast.course, by=cast.koordinator, **values)  # noqa: E731
    assert refused(act, reason="Igen")[0] == "starts_on"
    rounds.resume_course(cast.course, by=cast.koordinator)
    assert Signpost.objects.get(citizen=cast.peter).next_follow_up_on == cast.follow_up.due_on
    assert refused(rounds.resume_course, course=cast.course, by=cast.koordinator)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"reason": "x", "starts_on": add_months(today(), 4)}, "starts_on"),
        ({"reason": "x", "starts_on": today() - timedelta(days=2000)}, "starts_on"),
        ({"reason": "x", "ends_on": today()}, "ends_on"),
    ],
)
def test_a_pause_that_does_not_hold(cast, fields, field):
    act = lambda **values: rounds.pause_course(cast.course, by=cast.koordinator, **values)  # noqa: E731
    assert refused(act, **fields)[0] == field


def test_a_plan_closed_in_the_middle(cast):
    """The sweep has not come by yet: answers from until then are stored, later ones are refused and say why."""
    day = today() - timedelta(days=3)
    plan_acts.mark_closed(cast.plan, by=cast.koordinator, because="goals-reached", summary="Nået", closed_on=day)
    field, text = refused(give, cast=cast)
    assert (field, "stoppede" in text) == ("answered_on", True)
    assert give(cast, answered_on=day).pk
    courses.keep_courses(timezone.now())
    cast.course.refresh_from_db()
    assert (cast.course.ended_on, cast.course.ended_because) == (day, "plan-closed")


def entered_late(cast: Cast) -> Any:
    someone = citizens.citizen(cast.programme, included_on=add_months(today(), -10))
    citizens.participation(someone, cast.koordinator, given_on=someone.included_on)
    return courses.ensure_course(someone, by=cast.koordinator)


def test_an_earlier_round_needs_one_answer_only(cast):
    course = entered_late(cast)
    assert course.first_round == 3
    act = lambda **values: answers.enter_earlier(course, by=cast.koordinator, **values)  # noqa: E731
    nothing = told(answered_on=course.included_on, health=None, satisfaction=None, knows="")
    assert refused(act, number=0, **nothing)
    answer = act(number=0, **{**nothing, "health": 2})
    assert (answer.follow_up.number, answer.health, answer.satisfaction) == (0, 2, None)
    assert act(number=0, **{**nothing, "health": 2}) == answer
    assert refused(act, number=0, **{**nothing, "health": 4})[0] == "number"
    assert refused(act, number=3, **{**nothing, "health": 4})[0] == "number"
    assert refused(act, number=-1, **{**nothing, "health": 4})[0] == "number"
    then = act(number=1, **{**nothing, "answered_on": add_months(course.included_on, 3), "satisfied_then": False})
    assert (then.satisfied_then, then.satisfaction) == (False, None)
    assert course.rounds.filter(number=2).count() == 0  # nothing is said of it: it is not missed
