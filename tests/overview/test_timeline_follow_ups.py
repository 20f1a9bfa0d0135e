"""What was answered, corrected and set aside is told to those who may read the answers, and to nobody else."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from citizens.enums import Part
from core.dates import today
from followups.actions import answers, rounds
from tests.cast import Cast, mark
from tests.factories.accounts import saved
from tests.factories.followups import answer


def told(cast: Cast, client) -> str:
    page = client.get(reverse("overview:timeline", args=[cast.peter.pk]), {"slags": "follow-up"}).content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@pytest.fixture
def corrected(cast):
    row = answer(cast.follow_up, today(), who5=[1, 2, None, 4, 5], declined=["knows"])
    values = {"mode": "visit", "answered_by": "citizen", "answered_on": today(), "health": 2, "satisfaction": 6}
    answers.correct_answer(
        row, by=cast.koordinator, revision=1, reason=f"Hørte forkert {mark(Part.NETWORK)}",
        **values, knows="", declined=["knows"], who5=[1, 2, 3, 4, 5], together="", differently="", note="",
    )  # fmt: skip
    rounds.pause_course(cast.course, by=cast.koordinator, reason=f"Rehabilitering {mark(Part.NETWORK)}")


def test_the_coordinator_reads_all_of_it(cast, client_of, corrected):
    text = told(cast, client_of(cast.koordinator))
    assert "Selvvurderet helbred ændret fra Nogenlunde til Dårligt" in text
    assert "WHO-5 ændret fra 1, 2, –, 4, 5 til 1, 2, 3, 4, 5" in text
    assert "Hørte forkert" in text and "Pause tilføjet" in text


def test_a_participant_with_the_part_reads_it_without_reasons(cast, client_of, corrected):
    text = told(cast, client_of(cast.laege))
    assert "Selvvurderet helbred ændret fra Nogenlunde til Dårligt" in text
    assert mark(Part.NETWORK) not in text


def test_without_the_part_there_is_nothing(cast, client_of, corrected):
    for name in ("rusmiddel", "jobcenter", "sygehus"):
        text = told(cast, client_of(cast.user(name)))
        assert "Selvvurderet helbred" not in text and "Pause" not in text


def test_a_round_that_was_planned_is_no_line(cast, client_of):
    rows = cast.course.rounds.filter(number__gt=3)
    saved(rows.first())
    assert "Opfølgning tilføjet" not in told(cast, client_of(cast.koordinator))
