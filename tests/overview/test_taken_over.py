"""Who takes citizens over is told on the front page: from whom, why, and whom it is about."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from tests.cast import Cast
from tracks.actions import hand_over

NOTE = "Barsel; ring til mig i denne uge"


def test_the_new_coordinator_reads_the_note_on_the_front_page(cast: Cast, client_of: Any) -> None:
    home = reverse("overview:home")
    assert client_of(cast.koordinator2).get(home).context["taken_over"] == []
    hand_over([cast.peter.pk, cast.thomas.pk], by=cast.koordinator, to=cast.koordinator2, note=NOTE)
    page = client_of(cast.koordinator2).get(home)
    (told,) = page.context["taken_over"]
    assert (told.giver, told.note) == (cast.koordinator.name, NOTE)
    assert [row.given_name for row in told.citizens] == ["Peter", "Thomas"]
    assert NOTE in page.content.decode() and "Overtaget" in page.content.decode()
    assert client_of(cast.koordinator).get(home).context["taken_over"] == []


def test_a_citizen_of_ones_own_is_not_taken_over(cast: Cast, client_of: Any) -> None:
    """Handed on again the same day: told to the last one only, and of the one who gave it."""
    hand_over([cast.peter.pk], by=cast.koordinator, to=cast.koordinator2, note=NOTE)
    hand_over([cast.peter.pk], by=cast.koordinator2, to=cast.koordinator, note="Tilbage igen")
    told = client_of(cast.koordinator).get(reverse("overview:home")).context["taken_over"]
    assert [row.giver for row in told] in ([], [cast.koordinator2.name])
