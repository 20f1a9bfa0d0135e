"""The timeline's page: who may open it, what the filter keeps in the address, what htmx gets."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from citizens.enums import Part
from tests.cast import PARTNERS_OF_PETER, mark
from tests.factories import tracks

pytestmark = pytest.mark.django_db


def url(cast: Any) -> str:
    return reverse("overview:timeline", args=[cast.peter.pk])


@pytest.mark.parametrize("name", ["koordinator", "projektleder", *sorted(PARTNERS_OF_PETER)])
def test_it_opens_for_those_who_see_peter(cast: Any, client_of: Any, name: str) -> None:
    answer = client_of(cast.user(name)).get(url(cast))
    assert answer.status_code == 200
    assert "overview/_timeline.html" in [template.name for template in answer.templates]


@pytest.mark.parametrize("name", ["koordinator2", "psykiatri", "frivillig", "analytiker", "logkontrol", "admin"])
def test_for_others_it_does_not_exist(cast: Any, client_of: Any, name: str) -> None:
    assert client_of(cast.user(name)).get(url(cast)).status_code == 404


def test_a_participants_page_names_no_other_track_or_topic(cast: Any, client_of: Any) -> None:
    text = client_of(cast.jobcenter).get(url(cast)).content.decode()
    assert {part for part in Part if mark(part) in text} == {Part.SOCIAL}
    closed = ("addiction", "somatic", "psychiatry", "consent", "network", "print", "master")
    assert [value for value in closed if f'value="{value}"' in text] == []


def test_a_filter_that_is_not_the_readers_own_narrows_nothing(cast: Any, client_of: Any) -> None:
    client = client_of(cast.jobcenter)
    plain = client.get(url(cast)).context["timeline"].days
    assert client.get(url(cast), {"spor": "addiction", "slags": "consent"}).context["timeline"].days == plain


def test_older_lines_keep_the_filter(cast: Any, client_of: Any) -> None:
    for number in range(60):
        tracks.goal(cast.tracks[Part.SOCIAL], f"Nummer {number}")
    client = client_of(cast.koordinator)
    first = client.get(url(cast), {"spor": "social", "slags": "goal"})
    text = first.content.decode()
    assert "spor=social&amp;slags=goal" in text
    older = client.get(url(cast), {"spor": "social", "slags": "goal", "efter": first.context["timeline"].older})
    assert "Nummer 0<" in older.content.decode()


def test_htmx_gets_the_part(cast: Any, client_of: Any) -> None:
    answer = client_of(cast.koordinator).get(url(cast), headers={"HX-Request": "true"})
    assert answer.content.decode().lstrip().startswith('<div id="timeline">')
