"""Every constraint of meetings: a row that passes and one that fails, read from the models."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from core.dates import today
from meetings.models import MeetingParticipant
from tests.cast import Cast
from tests.factories import meetings
from tests.factories.accounts import saved

Make = Callable[..., Any]


def meeting(cast: Cast, **values: Any) -> Any:
    return meetings.meeting(cast.plan, **values)


def participant(cast: Cast, *who: str) -> Any:
    row = MeetingParticipant(meeting=cast.meeting)
    people = {"member": cast.places["laege"], "again": cast.places["rusmiddel"], "relative": cast.relative}
    for name in who:
        setattr(row, "relative" if name == "relative" else "member", people[name])
    return saved(row)


def relative(cast: Cast, times: int) -> Any:
    for _ in range(times):
        row = participant(cast, "relative")
    return row


# name → (how to make the row, what passes, what fails)
TABLE: dict[str, tuple[Make, Any, Any]] = {
    "meeting_held_has_date": (meeting, {"state": "held", "held_on": today()}, {"state": "held"}),
    "meeting_cancelled_says_why": (
        meeting,
        {"state": "cancelled", "cancelled_reason": "Syg"},
        {"cancelled_reason": "Syg"},
    ),
    "meeting_in_person_has_place": (meeting, {"kind": "video", "place": ""}, {"place": ""}),
    "meeting_participant_is_one": (participant, ("member",), ("member", "relative")),
    "meeting_member_once": (participant, ("member",), ("again",)),
    "meeting_relative_once": (relative, (1,), (2,)),
}


def make(how: Make, cast: Cast, given: Any) -> Any:
    return how(cast, **given) if isinstance(given, dict) else how(cast, *given)


def test_the_table_is_whole() -> None:
    models = apps.get_app_config("meetings").get_models()
    assert {constraint.name for model in models for constraint in model._meta.constraints} == set(TABLE)


@pytest.mark.parametrize("name", TABLE)
def test_a_good_row_passes(cast: Cast, name: str) -> None:
    how, good, _bad = TABLE[name]
    row = make(how, cast, good)
    assert type(row).objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("name", TABLE)
def test_a_bad_row_is_refused_by_this_constraint(cast: Cast, name: str) -> None:
    how, _good, bad = TABLE[name]
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        make(how, cast, bad)
