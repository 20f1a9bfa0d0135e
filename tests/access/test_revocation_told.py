"""Who lost access finds on the front page which case it is and whom to call, and no name of the citizen
(domain.md § 4: "Adgangen til sag 4711 er ophørt – ring til koordinatoren")."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from tests.access.causes import CAUSES
from tests.access.conftest import change
from tests.access.story import Story
from tests.access.ways import Way
from tests.factories.accounts import saved

PHONE = "54 67 00 01"
ENDED = f"Adgangen til sag 4711 er ophørt – ring til koordinatoren: Kirsten Kjeldgaard, telefon {PHONE}."
SECRETS = ("Peter", "Pilegaard", "QADDIQ", "QFRONQ")
OPEN = ("nothing", "one part withdrawn", "participation withdrawn", "organisation ended")

# The case is told of where somebody had it as a participant, and something took it from them.
TOLD = {
    "consent withdrawn", "the organisation's cells withdrawn", "consent expired at midnight", "place ended",
    "the place's date", "substitute's period over", "citizen left",
}  # fmt: skip
# Where it is not told: nothing ended, some of it is still open, or there is no front page of a participant any more.
SILENT = {
    "nothing": "nothing ended",
    "one part withdrawn": "the other part is open: the case stands in the list",
    "participation withdrawn": "the consent to exchange stands",
    "another workplace": "the case stayed with the workplace of before, and so did what is told of it",
    "deactivated": "no log-in, no page",
    "role taken": "the role has another front page, and is told of no case",
    "the role's date": "no role, no page",
    "organisation ended": "nothing ended",
}


def _front_page(story: Any, _kept: Any) -> str:
    answer = story.client.get(reverse("overview:home"))
    text = " ".join(answer.content.decode().split())
    named = [secret for secret in SECRETS if secret in text]
    assert "Adgangen til sag 4712" not in text  # Thomas is still there
    return f"{'told' if ENDED in text else 'not told'}{', named' if named else ''}"


LOOK = {"front page": Way(lambda story: None, _front_page)}


@pytest.mark.parametrize("cause", CAUSES["rusmiddel"])
def test_the_participant_is_told_the_case_and_whom_to_call(cast, client_of, clock, cause):
    change(cast.places["koordinator"], phone=PHONE)
    told = Story(cast, client_of, clock, "rusmiddel").told_of(CAUSES["rusmiddel"][cause], LOOK)
    assert (cause in TOLD) != (cause in SILENT)
    assert told["front page"] == ("told" if cause in TOLD else "not told" + (", named" if cause in OPEN else ""))


@pytest.mark.parametrize("cause", ["handed over", "place's date", "withdrawn 30 days ago", "withdrawn and closed"])
def test_a_coordinator_is_told_of_no_case_and_of_no_name(cast, client_of, clock, cause):
    """The rule is about participants: who coordinated knows why. Their own to-do stays, in their own words."""
    cast.todo.text = "Ring til ham"
    saved(cast.todo)
    told = Story(cast, client_of, clock, "koordinator").told_of(CAUSES["koordinator"][cause], LOOK)
    assert told["front page"] == "not told"
