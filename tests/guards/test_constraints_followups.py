"""Every constraint of followups: a row that passes and one that fails, read from the models."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from core.dates import today
from tests.cast import Cast
from tests.factories import followups
from tests.factories.accounts import saved

Make = Callable[..., Any]
DAY = timedelta(days=1)


def settings(cast: Cast, **values: Any) -> Any:
    return followups.settings(cast.programme, **values)


def course(cast: Cast, **values: Any) -> Any:
    return followups.course(cast.thomas, planned=False, **values)


def running(cast: Cast, times: int) -> Any:
    for _ in range(times):
        row = course(cast)
    return row


def pause(cast: Cast, **values: Any) -> Any:
    return followups.pause(cast.course, **values)


def pauses(cast: Cast, times: int) -> Any:
    for _ in range(times):
        row = pause(cast)
    return row


def follow_up(cast: Cast, **values: Any) -> Any:
    return followups.follow_up(cast.course, **{"number": 4, **values})


def numbers(cast: Cast, number: int) -> Any:
    row = followups.follow_up(cast.course, 4)
    row.number = number
    return saved(row)


def answer(cast: Cast, **values: Any) -> Any:
    return followups.answer(cast.follow_up, today(), **values)


def concern(cast: Cast, **values: Any) -> Any:
    kinds = values.pop("kinds", ["who5-low"])
    row = followups.concern(cast.first_answer, *kinds, **values)
    row.kinds = kinds
    return saved(row)


# name → (how to make the row, what passes, what fails)
TABLE: dict[str, tuple[Make, Any, Any]] = {
    "follow_up_satisfied_from": (settings, {"satisfied_from": 10}, {"satisfied_from": 11}),
    "course_one_open": (running, (1,), (2,)),
    "course_end_says_why": (course, {"ended_on": today(), "ended_because": "left"}, {"ended_on": today()}),
    "pause_dates": (pause, {"ends_on": today()}, {"ends_on": today() - DAY}),
    "pause_one_open": (pauses, (1,), (2,)),
    "follow_up_once": (numbers, (40,), (0,)),
    "follow_up_dates": (
        follow_up,
        {"due_on": today(), "closes_on": today() + DAY},
        {"due_on": today(), "closes_on": today()},
    ),
    "follow_up_not_relevant_ends": (
        follow_up,
        {"not_relevant": "hospital", "ended_on": today()},
        {"not_relevant": "hospital"},
    ),
    "answer_health_range": (answer, {"health": 5}, {"health": 6}),
    "answer_satisfaction_range": (answer, {"satisfaction": 0}, {"satisfaction": 11}),
    "answer_satisfied_one_way": (answer, {"satisfied_then": True}, {"satisfied_then": True, "satisfaction": 6}),
    "answer_who5_whole": (answer, {"who5": [1, 2, None, 4, 5]}, {"who5": [1, 2, 3, 4]}),
    "answer_proxy_named": (answer, {"answered_by": "proxy", "proxy": "Mor"}, {"answered_by": "proxy"}),
    "answer_declined_is_empty": (answer, {"declined": ["health"]}, {"declined": ["health"], "health": 3}),
    "concern_says_what": (concern, {}, {"kinds": []}),
    "concern_note_after_talk": (concern, {"talked_on": today(), "talked_note": "Talt"}, {"talked_note": "Talt"}),
}


def make(how: Make, cast: Cast, given: Any) -> Any:
    return how(cast, **given) if isinstance(given, dict) else how(cast, *given)


def test_the_table_is_whole() -> None:
    models = apps.get_app_config("followups").get_models()
    assert {constraint.name for model in models for constraint in model._meta.constraints} == set(TABLE)


@pytest.mark.parametrize("name", TABLE)
def test_one_row_passes_and_one_fails(cast: Cast, name: str) -> None:
    how, passes, fails = TABLE[name]
    with transaction.atomic():
        assert make(how, cast, passes).pk
        transaction.set_rollback(True)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        make(how, cast, fails)
