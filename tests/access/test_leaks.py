"""What consent keeps closed turns up nowhere: on no page or partial, in no search, comment, history or paper.

Each part of Peter has a word of its own (tests/factories/peter.py); the other organisations and the people of the
network are told by name. Everything a person can reach about Peter is fetched and read.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse
from pypdf import PdfReader

from citizens.enums import CONSENTABLE, TRACKS, Part
from tests.cast import PARTNERS_OF_PETER, Cast, mark
from tests.factories.citizens import SCANNED
from tests.factories.people import WORKPLACES
from tests.guards.routes import BY_TRACK, address, all_routes

OWN_WORKPLACE = {
    "rusmiddel": "addiction_centre",
    "sygehus": "hospital",
    "jobcenter": "job_centre",
    "laege": "practice",
}
# What somebody has open by emergency access (tests/cast.py) stands on its page, and on no other.
BY_EMERGENCY = {"laege": {f"part {part}" for part in (*TRACKS, Part.CRISIS)}}
# Said in one track only: what Peter suffers from must not be guessed from a word on the way.
TELLING = {Part.ADDICTION: "alkohol", Part.SOMATIC: "KOL"}


def everything(cast: Cast, client: Any, *, partials: bool = True) -> Iterator[tuple[str, str]]:
    """(where, text) of all this client is given about Peter: pages, partials, each track's objects, search, paper."""
    asked: tuple[dict[str, str], ...] = ({}, {"HX-Request": "true"}) if partials else ({},)
    for route in all_routes():
        if route.rule is None:
            continue
        for part in TRACKS if BY_TRACK & set(route.keys) else (Part.SOCIAL,):
            path = address(route, cast, part)
            for headers in asked:
                answer = client.get(path, headers=headers, follow=True)
                if answer.status_code != 200:
                    break
                yield f"{route.name} {part} {headers}", _text(answer)
    for typed in ("Peter", "Pilegaard", "4711", cast.peter.cpr):
        # What was typed stands in the search box of its own answer.
        text = client.post(reverse("overview:search"), {"q": typed}).content.decode()
        yield f"search {typed}", text.replace(f'value="{typed}"', "")
    yield (
        "timeline",
        client.get(reverse("overview:timeline", args=[cast.peter.pk]), {"spor": "addiction"}).content.decode(),
    )
    for plan in (cast.plan, cast.closed_plan):
        yield from paper(cast, client, plan)


def _text(answer: Any) -> str:
    if answer.content == SCANNED:  # a picture of a signed form: there is no text to read
        return ""
    if answer["Content-Type"] == "application/pdf":
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    return answer.content.decode()


def paper(cast: Cast, client: Any, plan: Any) -> Iterator[tuple[str, str]]:
    chosen = client.get(reverse("overview:print", args=[plan.pk]))
    if chosen.status_code != 200:
        return
    form = chosen.context["form"]
    for variant, _ in form.fields["variant"].choices:
        for organisation, _ in form.fields["organisation"].choices:
            told = {"variant": variant, "organisation": organisation}
            answer = client.post(reverse("overview:pdf", args=[plan.pk]), told)
            if answer.headers["Content-Type"] == "application/pdf":
                pages = [page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages]
                yield f"pdf {told}", re.sub(r"-\n|\s+", " ", " ".join(pages))
            shown = client.get(reverse("overview:preview", args=[plan.pk]), told)
            if shown.status_code == 200:
                yield f"preview {told}", shown.content.decode()


def forbidden_to(cast: Cast, name: str) -> dict[str, str]:
    """Text → whose it is: what must not turn up for this partner of Peter."""
    open_parts = PARTNERS_OF_PETER[name]
    words = {mark(part): f"part {part}" for part in Part if part not in open_parts}
    words |= {word: f"part {part}" for part, word in TELLING.items() if part not in open_parts}
    words |= {told: f"workplace {key}" for key, (told, _) in WORKPLACES.items() if key != OWN_WORKPLACE[name]}
    others = {"koordinator", name}
    words |= {user.name: who for who, user in cast.everybody.items() if user is not None and who not in others}
    words |= {cast.peter.cpr: "CPR", cast.peter.phone: "phone", "Hjalte": "network", "Ruth": "relatives"}
    return words


@pytest.mark.parametrize("name", PARTNERS_OF_PETER)
def test_a_partner_is_given_only_what_consent_opens(cast, client_of, name):
    client = client_of(cast.user(name))
    forbidden, seen, leaks, pdfs = forbidden_to(cast, name), "", set(), 0
    for where, text in everything(cast, client):
        seen += text
        pdfs += where.startswith("pdf")
        for word, whose in forbidden.items():
            if where.startswith("overview:emergency ") and whose in BY_EMERGENCY.get(name, ()):
                continue
            if re.search(rf"(?<!\w){re.escape(word)}" if word in TELLING.values() else re.escape(word), text):
                leaks.add((where, whose, word))
    assert leaks == set()
    assert pdfs >= 1
    # The walk has truly read something: each open part's own word came by.
    assert {part for part in PARTNERS_OF_PETER[name] if mark(part) not in seen} == set()


def test_the_coordinator_is_given_every_part(cast, client_of):
    """The same walk, so that an empty answer cannot pass for a closed one."""
    seen = "".join(text for _, text in everything(cast, client_of(cast.koordinator), partials=False))
    assert {part for part in (*CONSENTABLE, Part.MASTER, Part.NETWORK, Part.CONSENT) if mark(part) not in seen} == set()


@pytest.mark.parametrize("name", ["koordinator2", "psykiatri", "frivillig", "analytiker", "logkontrol", "admin"])
def test_whoever_does_not_see_peter_is_told_nothing(cast, client_of, name):
    words = {mark(part) for part in Part} | {"Pilegaard", "4711", cast.peter.cpr, str(cast.plan.pk)[:8]}
    if name == "logkontrol":
        words -= {"4711"}  # who checks the log knows a case by its number, and by nothing else (ADR 0022)
    found = {
        (where, word)
        for where, text in everything(cast, client_of(cast.user(name)), partials=False)
        for word in words
        if word in text
    }
    assert found == set()


def test_one_who_lost_access_is_told_the_case_and_no_name(cast, client_of):
    """Adgangen til sag 4712 er ophørt – ring til koordinatoren (domain.md § 4)."""
    text = client_of(cast.frivillig).get(reverse("overview:home")).content.decode()
    assert "4712" in text
    assert "Thomas" not in text
    assert "Thorsager" not in text
