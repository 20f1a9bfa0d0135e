"""Nothing a partner may read says a word of what that partner may not see: not in a text, not in a reason.

The texts are ours, so this is about the data. That the pages hold back the closed rows is tests/access's matter; here
they are opened all the same, because a person who reads them is what it is for.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import Organisation, User
from citizens.access import case_of
from citizens.enums import TRACKS, Part
from citizens.models import Citizen
from plans.models import Agreement, Challenge, CrisisContact, CrisisPlan, OtherPlan, Plan, PromptAnswer, Situation
from tests.demo.loaded import client, words
from tests.demo.test_people import OPEN
from tracks.models import Goal, Intervention, LogEntry, Track

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]

# Words that give a track away. KOL in capitals: "kolonihave" is no illness.
TELLING: dict[Part, str] = {
    Part.ADDICTION: r"(?i:alkohol|antabus|disulfiram|afrus|afhængig|misbrug|drikker|drikkeri|drak|piller|rusmid)",
    Part.PSYCHIATRY: r"(?i:psykiatri|psykisk|angst|mareridt|søvn|sover|sengetid)",
    Part.SOMATIC: r"KOL\b|(?i:lunge|inhalator|indlagt|indlægg|sygehus|røg\b|ryge)",
    Part.SOCIAL: r"(?i:jobcent|jobkonsulent|arbejdsprøv|uddannelse|lejlighed|bostøtte|koloni|førtidspension|ensom)",
}
PAGES = ("overview:plan", "overview:timeline", "tracks:log")
KEYS = [pytest.param(*key, id=f"{key[0]}-{key[1]}") for key in OPEN]


def _fields(row: Any) -> Iterator[str]:
    for field in row._meta.get_fields():
        value = getattr(row, field.name, None) if getattr(field, "column", None) and not field.is_relation else None
        if isinstance(value, str):
            yield value


def _reasons(row: Any) -> Iterator[str]:
    for entry in row.history.all():
        yield entry.history_change_reason or ""
        yield from _fields(entry)


def readable_texts(citizen: Citizen, parts: set[Part]) -> Iterator[str]:
    """Every stored text of the citizen, as it is and as it was, that `parts` open."""
    plan = Plan.objects.get(citizen=citizen)
    rows: list[Any] = []
    for model in (Situation, Challenge, OtherPlan):
        rows += [row for row in model.objects.filter(plan=plan) if set(row.tracks) <= parts]
    answers = PromptAnswer.objects.filter(plan=plan).select_related("prompt")
    rows += [row for row in answers if set(row.prompt.tracks) <= parts]
    rows += [row.prompt for row in answers if set(row.prompt.tracks) <= parts]
    rows += [row for row in LogEntry.objects.filter(citizen=citizen) if set(row.tracks) <= parts]
    tracks = Track.objects.filter(plan=plan, kind__in=parts)
    rows += [*tracks, *Goal.objects.filter(track__in=tracks), *Intervention.objects.filter(track__in=tracks)]
    if Part.FRONT in parts:
        rows += [plan, *Agreement.objects.filter(plan=plan)]
    if Part.CRISIS in parts:
        rows += [*CrisisPlan.objects.filter(plan=plan), *CrisisContact.objects.filter(crisis_plan__plan=plan)]
    for row in rows:
        yield from _fields(row)
        yield from _reasons(row)


def told(text: str, parts: set[Part]) -> list[str]:
    """Words in `text` of tracks that are not among `parts`."""
    return [found for part in TRACKS if part not in parts for found in re.findall(TELLING[part], text)]


@pytest.mark.parametrize(("name", "case_number"), KEYS)
def test_the_texts_keep_to_their_part(name: str, case_number: int) -> None:
    parts = set(OPEN[name, case_number])
    citizen = Citizen.objects.get(case_number=case_number)
    own = User.objects.get(username=name).organisation
    texts = list(readable_texts(citizen, parts))
    assert len(texts) > 100
    said = [text for text in texts if text not in set(Part.values)]  # "addiction" is a key, not a word
    assert [(text, told(text, parts)) for text in said if told(text, parts)] == []
    others = [place.name for place in Organisation.objects.all() if place != own and place.name not in str(own)]
    assert [(text, place) for text in said for place in others if place in text] == []


def test_the_words_are_telling() -> None:
    """Each list finds something in the track it stands for: a list of typing errors would find nothing anywhere."""
    for case_number in (4701, 4711):
        citizen = Citizen.objects.get(case_number=case_number)
        for part in TRACKS:
            text = " ".join(readable_texts(citizen, {part}))
            assert re.findall(TELLING[part], text), (case_number, part)


@pytest.mark.parametrize(("name", "case_number"), KEYS)
@pytest.mark.parametrize("page", PAGES)
def test_the_pages_say_nothing_else(name: str, case_number: int, page: str) -> None:
    parts = set(OPEN[name, case_number])
    citizen = Citizen.objects.get(case_number=case_number)
    user = User.objects.get(username=name)
    case = case_of(user, citizen)
    assert case is not None and case.readable == parts
    answer = client(name).get(reverse(page, args=[citizen.pk]))
    assert answer.status_code == 200
    text = words(answer.content.decode())
    assert told(text.replace(str(user.organisation), ""), parts) == []
    # The product and the first programme bear one name; the team's own name is more than that.
    others = [place.name for place in Organisation.objects.all() if place != user.organisation]
    assert [place for place in others if place in text and place not in str(user.organisation)] == []


@pytest.mark.parametrize(("name", "case_number"), KEYS)
def test_the_paper_says_nothing_else(name: str, case_number: int) -> None:
    from pypdf import PdfReader

    plan = Plan.objects.get(citizen__case_number=case_number)
    user = User.objects.get(username=name)
    data = {"variant": "organisation", "organisation": str(user.organisation.pk)}  # type: ignore[union-attr]
    answer = client(name).post(reverse("overview:pdf", args=[plan.pk]), data)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    pages = [sheet.extract_text() for sheet in PdfReader(io.BytesIO(answer.content)).pages]
    text = " ".join(" ".join(pages).replace("-\n", "-").split())
    assert plan.citizen.name in text
    assert told(text.replace(str(user.organisation), ""), set(OPEN[name, case_number])) == []
    others = [place.name for place in Organisation.objects.all() if place != user.organisation]
    assert [place for place in others if place in text and place not in str(user.organisation)] == []


@pytest.mark.parametrize("name", ["koordinator2", "frivillig", "analytiker", "logkontrol", "admin"])
@pytest.mark.parametrize("page", PAGES)
def test_for_the_others_they_do_not_exist(name: str, page: str) -> None:
    for case_number in (4701, 4711):
        citizen = Citizen.objects.get(case_number=case_number)
        assert client(name).get(reverse(page, args=[citizen.pk])).status_code in (403, 404)
