"""The demo's year of follow-ups: every state is there, and each head says what the rounds say."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

import pytest
from django.utils import timezone

from citizens.models import Signpost
from core.dates import today
from followups.actions import courses
from followups.enums import RoundState
from followups.models import Course, FollowUp, FollowUpAnswer, Pause
from followups.queries.courses import next_days
from followups.queries.rounds import state_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


def states() -> Counter[RoundState]:
    pauses = defaultdict(list)
    for pause in Pause.objects.all():
        pauses[pause.course_id].append(pause)
    rows: Any = FollowUp.objects.select_related("course").order_by("id")
    return Counter(state_of(row, today(), pauses[row.course_id], stopped_on=row.course.ended_on) for row in rows)


def test_every_state_is_there() -> None:
    found = states()
    assert {state for state in RoundState if not found[state]} == set()
    assert found[RoundState.DONE] > found[RoundState.LATE] + found[RoundState.MISSED] > 5
    assert found[RoundState.OPEN] >= 3 and found[RoundState.OVERDUE] >= 3


def test_some_decline_and_some_are_answered_for() -> None:
    rows = FollowUpAnswer.objects.all()
    assert rows.exclude(declined=[]).exists()
    assert rows.filter(answered_by="proxy").exclude(proxy="").exists()
    assert {row.mode for row in rows} == {"visit", "phone", "form"}
    assert not rows.filter(answered_on__gt=today()).exists()


def test_the_heads_are_what_the_rounds_say() -> None:
    told = dict(Signpost.objects.values_list("citizen_id", "next_follow_up_on"))
    coming = next_days(list(told), today())
    assert told == {pk: coming.get(pk) for pk in told}


def test_the_sweep_finds_nothing_left_to_do() -> None:
    assert courses.keep_courses(timezone.now()) == 0


def test_who_has_left_or_withdrawn_has_stopped_with_the_true_day() -> None:
    rows = Course.objects.filter(ended_on__isnull=False)
    assert {row.ended_because for row in rows} >= {"plan-closed", "withdrawn"} or {"left"} <= {
        row.ended_because for row in rows
    }
    assert not FollowUpAnswer.objects.filter(follow_up__course__in=rows, answered_on__gt=today()).exists()
    for row in rows:
        assert not FollowUpAnswer.objects.filter(follow_up__course=row, answered_on__gt=row.ended_on).exists()
