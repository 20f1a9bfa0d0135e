"""Every number on a front page is that of what it stands over or leads to, for each of the demo people."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.test import Client

from somv.demo.people import PEOPLE
from tests.demo.loaded import client

pytestmark = pytest.mark.django_db
LINKED = re.compile(
    # a number in the link, or a link with its number at the end of the row
    r'<a href="(/[^"]+)">\s*(?:<strong>)?(\d+)(?:</strong>)?\s*</a>'
    r'|<li><a href="(/[^"]+)">(?:(?!</li>).)*?<span class="rows__end number">(?:<strong>)?(\d+)',
    re.S,
)
BOX = re.compile(
    r'<section class="box[^"]*"(?: id="([\w-]+)")?>\s*<h2>(?:(?!</h2>).)*?<span class="count">(\d+)</span>', re.S
)
BOXES: dict[str, Any] = {
    "koordinator": {"action", "week", "todos"},
    "jobcenter": {"waiting", "news", "citizens"},
    "projektleder": set(),
}

# Box → what the page is told its rows as, where the two differ.
NAMED_OTHERWISE = {"week-follow-ups": "follow_ups_this_week"}


def main_of(browser: Client) -> tuple[str, Any]:
    answer = browser.get("/")
    assert answer.status_code == 200
    page = answer.content.decode()
    return page[page.index("<main") : page.index("</main>")], answer.context


def rows_at(browser: Client, path: str) -> int:
    answer = browser.get(html.unescape(path))
    assert answer.status_code == 200, path
    return int(answer.context["page"].paginator.count)


def boxes(page: str) -> list[tuple[str, int, str]]:
    """Key, number, and what stands in the box."""
    found = list(BOX.finditer(page))
    ends = [*(match.start() for match in found[1:]), len(page)][: len(found)]
    return [
        (m[1] or "", int(m[2]), page[m.end() : end].split("</section>")[0]) for m, end in zip(found, ends, strict=True)
    ]


@pytest.mark.parametrize("name", [row.username for row in PEOPLE])
def test_each_number_that_leads_to_a_list_is_the_length_of_the_list(demo: None, name: str) -> None:
    browser = client(name)
    page, _context = main_of(browser)
    linked = [(one or other, int(number or at_end)) for one, number, other, at_end in LINKED.findall(page)]
    wrong = {path: (number, rows_at(browser, path)) for path, number in linked if number != rows_at(browser, path)}
    assert wrong == {}
    if name == "projektleder":
        assert len(linked) > 12 and any("gennemgang=1" in path for path, _number in linked)
    assert bool(linked) == ("projektleder" in name)


@pytest.mark.parametrize("name", [row.username for row in PEOPLE])
def test_each_number_over_a_box_is_that_of_its_rows(demo: None, name: str) -> None:
    browser = client(name)
    page, context = main_of(browser)
    told = boxes(page)
    assert BOXES.get(name, set()) <= {key for key, _number, _body in told}
    for key, number, body in told:
        if key == "action":  # its kinds are numbers of their own, with lists of their own (test_home_pages)
            assert number == sum(len(box.rows) for box in context["action"])
        elif key:
            rows = context[NAMED_OTHERWISE.get(key, key)]
            assert len(rows) == number, key
            assert body.count("<li") >= number, key  # they stand there, folded or not
        elif "See them all" in body or "/borgere/?program=" in body or 'href="/borgere/"' in body:
            path = re.search(r'href="(/borgere/(?:\?program=[^"&]+)?)">', body)
            assert path is not None and rows_at(browser, path[1]) == number
        else:
            pytest.fail(f"a number over a box without a key: {body[:200]}")
