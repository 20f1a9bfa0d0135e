"""No page is left out of the walks: axe goes over each address that answers with a page, and so do both languages.

Danish is looked for on the English pages and English on the Danish ones: a text that was translated when the process
started, or never, stands out. What the cast has typed is Danish everywhere and is taken away first.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import polib
import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

from tests.cast import Cast
from tests.factories.accounts import saved
from tests.guards import matrix
from tests.guards.pages import NOT_WALKED, OF_DAGNY, OF_RITA, WALKERS, walk_of
from tests.guards.routes import all_routes
from tests.roles import as_owner

APPS: tuple[str, ...] = ("core", "accounts", "citizens", "plans", "tracks", "meetings", "followups")
SAID = ("title", "alt", "placeholder", "aria-label", "aria-description", "data-confirm")
MARKED = re.compile(r"[æøåÆØÅ]")
# What says something else to each role; of the rest a page is read once.
BY_ROLE = frozenset({"overview:home", "overview:citizens", "overview:plan", "overview:week", "overview:help"}) | {
    "overview:timeline", "tracks:log", "meetings:list", "meetings:meetings",
}  # fmt: skip
# In both languages: names of languages and products, and addresses that are Danish by rule.
SAME = ("Sammen om min vej", "Vælg sprog", "Dansk")


class _Said(HTMLParser):
    """What a page says, text by text; scripts, styles and the choice of another language are not what it says."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._quiet = 0

    def handle_starttag(self, tag: str, pairs: Any) -> None:
        told = dict(pairs)
        if tag in ("script", "style", "template") or self._quiet:
            self._quiet += tag not in ("meta", "link", "img", "br", "hr", "input", "wbr", "use", "path")
        elif told.get("lang") and tag != "html":
            self._quiet = 1
        if not self._quiet:
            self.found += [told[name] for name in SAID if told.get(name)]
            if tag == "input" and told.get("type") == "submit":
                self.found.append(told.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        self._quiet = max(0, self._quiet - 1)

    def handle_data(self, data: str) -> None:
        if not self._quiet and data.strip():
            self.found.append(" ".join(data.split()))


def said(page: str) -> list[str]:
    reader = _Said()
    reader.feed(page)
    return reader.found


def data_of_the_cast() -> list[str]:
    """Every text the cast has in the database, the longest first."""
    kinds = (models.CharField, models.TextField, models.JSONField)
    found: set[str] = set()
    with as_owner():
        for model in (model for app in APPS for model in apps.get_app_config(app).get_models()):
            names = [column.attname for column in model._meta.concrete_fields if isinstance(column, kinds)]
            for row in model._default_manager.all():
                found |= {line for name in names for line in str(getattr(row, name)).splitlines()}
    return sorted((text.strip() for text in found if MARKED.search(text)), key=len, reverse=True)


def catalogue() -> list[tuple[str, str]]:
    """English and Danish of every text of three words or more that are not the same."""
    path = settings.BASE_DIR / "locale" / "da" / "LC_MESSAGES" / "django.po"
    pairs = [(entry.msgid, entry.msgstr) for entry in polib.pofile(str(path)) if not entry.obsolete]
    return [(one, other) for one, other in pairs if one != other and "%" not in one and len(one.split()) > 2]


def pages(cast: Cast, client_of: Any, who: str, language: str) -> dict[str, str]:
    user = cast.user(who)
    user.language = language
    with as_owner():
        saved(user)
    client = client_of(user)
    found, table = {}, matrix.read()
    for route, path in walk_of(cast, who).items():
        if who != WALKERS[0] and route not in BY_ROLE and table[route]["GET"][WALKERS[0]] == 200:
            continue
        answer = client.get(path)
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            assert answer["Content-Language"] == language, route
            assert f'<html lang="{language}"' in answer.content.decode(), route
            found[route] = answer.content.decode()
    return found


def test_every_address_is_walked_or_says_why_not(cast: Cast, client_of: Any) -> None:
    table = matrix.read()
    walked = {name for name, row in table.items() if any(row["GET"][who] == 200 for who in WALKERS)}
    client = client_of(cast.koordinator)
    for route, path in walk_of(cast, "koordinator").items():
        name = route.split(" (")[0]
        if name in OF_RITA | OF_DAGNY and client.get(path).status_code == 200:
            walked.add(name)
    assert {route.name for route in all_routes()} - walked == set(NOT_WALKED)


@pytest.mark.parametrize("who", WALKERS)
def test_no_danish_on_the_english_pages(cast: Cast, client_of: Any, who: str) -> None:
    typed, danish, wrong = data_of_the_cast(), {other for _one, other in catalogue() if len(other.split()) > 2}, {}
    found = pages(cast, client_of, who, "en")
    assert len(found) > 5
    for route, page in found.items():
        for text in said(page):
            left = text
            for word in (*SAME, *typed):
                left = left.replace(word, "")
            if MARKED.search(left) or text in danish:
                wrong.setdefault(text, route)
    assert wrong == {}


@pytest.mark.parametrize("who", WALKERS)
def test_no_english_on_the_danish_pages(cast: Cast, client_of: Any, who: str) -> None:
    english, wrong = {one for one, _other in catalogue()}, {}
    for route, page in pages(cast, client_of, who, "da").items():
        for text in said(page):
            if text in english:
                wrong.setdefault(text, route)
    assert wrong == {}
