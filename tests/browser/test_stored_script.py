"""Markup in every text a user can write: on every page that shows it, a real browser shows letters and runs nothing.

Nothing may happen: no dialog, no global set, no handler, frame or base in the document, no word from the console (a
policy that stops something says so there, and the markup must not get that far), no knock at a collector on loopback.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import get_resolver, reverse
from playwright.sync_api import Error

from tests.attack.payloads import planted, text_fields
from tests.browser.walk import logged_in
from tests.guards.matrix import read
from tests.guards.pages import walk_of

pytestmark = pytest.mark.django_db(transaction=True)

Planted = dict[int, tuple[str, str]]
PEOPLE = ("koordinator", "laege", "projektleder", "admin")
# Texts of forms that are kept under another name, or not at all.
NOT_BY_THAT_NAME: dict[str, str] = {
    "because": "EmergencyAccess.not_told_because",
    "how": "EmergencyAccess.told_how",
    "other_municipality": "Citizen.municipality",
    "municipality_names": "Programme.municipalities",
    "summary": "Plan.closing_summary, CareTeamMember.end_reason",
    "username": "letters and digits only",
    "password": "kept as a hash",
    "again": "kept as a hash",
    "postal_code": "four characters: no markup fits",
    "q": "searched for, not kept",
    "find": "searched for, not kept",
    "code": "of a second step: compared, not kept",
}
# What no page shows, besides the history's columns (the timeline says their lines in words).
NOT_SHOWN = {"citizens.CareTeamMember.end_reason", "plans.PlanVersion.note"}
NOT_SHOWN |= {"accounts.ProviderLink.provider", "accounts.ProviderLink.subject_hash"}

LOOK = """() => ({
    ran: typeof pwned !== "undefined",
    handlers: [...document.querySelectorAll("*")].filter(node => [...node.attributes].some(
        one => /^(on|hx-on|data-hx-on)/.test(one.name))).map(node => node.outerHTML.slice(0, 120)),
    made: [...document.querySelectorAll(
        "iframe, base, meta[http-equiv], [href^='javascript'], img[src='x'], b[hx-get]")
        ].map(node => node.outerHTML.slice(0, 120)),
    text: document.body.innerText + [...document.querySelectorAll("input, textarea, option")].map(
        one => "\\n" + (one.value || "") + "\\n" + (one.text || "")).join("") + "\\n" + document.title
        + [...document.querySelectorAll("details:not([open]), [hidden]")].map(one => "\\n" + one.textContent).join(""),
})"""
# What a click would fetch in place, put into the page by htmx itself.
IN_PLACE = """async () => {
    const paths = [...new Set([...document.querySelectorAll("main [hx-get]")].map(one => one.getAttribute("hx-get")))];
    for (const path of paths) await htmx.ajax("GET", path, {target: "main", swap: "beforeend"});
    return paths.length;
}"""


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text).lower()


class Watched:
    """What one person's window has gone through; `seen` are the numbers of the columns that came by."""

    def __init__(self, page: Any, host: str, stored: Planted) -> None:
        self.page, self.host, self.stored = page, host, stored
        self.where, self.trouble, self.seen = "", list[str](), set[int]()
        page.on("dialog", lambda dialog: (self.trouble.append(f"{self.where}: dialog"), dialog.dismiss()))
        page.on("console", lambda message: self._said(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self._said(str(error)))
        page.on("request", lambda request: self._asked(request.url))

    def _said(self, text: str) -> None:
        if "Failed to load resource: the server responded with a status of" not in text:  # who is asked stands below
            self.trouble.append(f"{self.where}: {text[:200]}")

    def _asked(self, url: str) -> None:
        if self.host in url or url.endswith(("/x", "/frame", "/css", "/hx")):
            self.trouble.append(f"{self.where}: asked for {url}")

    def open(self, route: str, path: str) -> bool:
        self.where = route
        try:
            answer = self.page.goto(path)
        except Error as error:
            if re.search("ERR_ABORTED|Download|ERR_HTTP_RESPONSE_CODE_FAILURE", str(error)):
                return False  # a file, or an answer without a page
            raise
        if answer is None or answer.status != 200:
            return False
        self.look()
        return True

    def look(self) -> None:
        try:
            told = self.page.evaluate(LOOK)
        except Error as error:  # led elsewhere while one looked
            self.trouble.append(f"{self.where}: {error.message[:200]}")
            return
        if told["ran"] or told["handlers"] or told["made"]:
            self.trouble.append(f"{self.where}: {told['ran']} {told['handlers'][:3]} {told['made'][:3]}")
        text = _squeezed(told["text"])
        for number in {int(found) for found in re.findall(r"\[(\d+)\]", text)} & set(self.stored):
            self.seen.add(number)
            wanted = _squeezed(self.stored[number][1])
            if wanted not in text and not _is_cut(text, f"[{number}]", wanted):
                self.trouble.append(f"{self.where}: {self.stored[number][0]} is not shown as it was written")


def _is_cut(text: str, tag: str, wanted: str) -> bool:
    """A list may show the first words of a text only: they are the text's, and the rest is "…"."""
    starts = [found.start() for found in re.finditer(re.escape(tag), text)]
    return any(wanted.startswith(text[at : text.index("…", at)]) for at in starts if "…" in text[at:])


def _given(cast: Any, name: str) -> dict[str, str]:
    """The walk's pages that answer this person; an answer without a page is none to look at."""
    table = read()
    told = {route: table.get(route.partition(" ")[0]) for route in walk_of(cast, name)}
    return {
        route: path
        for route, path in walk_of(cast, name).items()
        if (row := told[route]) is None or " (" in route or row["GET"][name] == 200
    }


def test_every_page_shows_letters_and_runs_nothing(cast, client_of, chromium, live_server, collector):
    """Coordinator and participant open all they are given, lead and administrator what is theirs alone."""
    host, hits = collector
    stored = planted(host)
    seen, trouble, opened, parts = set[int](), list[str](), set[str](), 0
    for name in PEOPLE:
        context = chromium.new_context(base_url=live_server.url, locale="da-DK", reduced_motion="reduce")
        logged_in(context, live_server, client_of(cast.user(name)))
        window = Watched(context.new_page(), host, stored)
        skipped = opened if name in ("projektleder", "admin") else set()
        paths = {route: path for route, path in _given(cast, name).items() if route not in skipped}
        opened |= {route for route, path in paths.items() if window.open(route, path)}
        if name in ("koordinator", "laege"):
            window.open("in place", reverse("overview:plan", args=[cast.peter.pk]))
            parts += window.page.evaluate(IN_PLACE)
            window.look()
        context.close()
        seen |= window.seen
        trouble += [f"{name}, {line}" for line in window.trouble]
    assert (trouble, hits) == ([], [])
    assert len(opened) > 150
    assert parts > 60
    unseen = {stored[number][0] for number in set(stored) - seen}
    assert {column for column in unseen if "Historical" not in column} == NOT_SHOWN


def test_every_text_of_a_form_is_among_them(cast):
    """A form with a new text is met by itself: its column is planted, or it stands above under which name."""
    assert get_resolver().url_patterns  # every app's forms are loaded
    filled = {column.rpartition(".")[2] for column, _text in planted("127.0.0.1:9").values()}
    fields = text_fields()
    missing = {(form, name) for form, name in fields if name not in filled and name not in NOT_BY_THAT_NAME}
    assert missing == set()
    assert len(fields) > 150
