"""The day, the lists and the search cost the same for three citizens and for three hundred, and no more than said."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from citizens.access import visible_citizens
from core.dates import today
from tests.cast import Cast
from tests.factories.copies import copies
from tests.overview.traces import own_queries

DAY, LIST, SEARCH = 11, 3, 3  # queries beyond the request's frame
LISTS = ("overview:citizens", "overview:work", "meetings:list", "overview:week")


def pages() -> dict[str, tuple[str, str, dict[str, Any], int]]:
    """Name → method, address, what is sent, the most it may ask."""
    found: dict[str, tuple[str, str, dict[str, Any], int]] = {
        "day": ("get", reverse("overview:home"), {}, DAY),
        "search by name": ("post", reverse("overview:search"), {"q": "pilegaard"}, SEARCH),
        "search by a name misspelt": ("post", reverse("overview:search"), {"q": "pilegrd"}, SEARCH),
        "search by number": ("post", reverse("overview:search"), {"q": "4711"}, SEARCH),
    }
    found |= {name: ("get", reverse(name), {}, LIST) for name in LISTS}
    found["the week by hand"] = ("get", reverse("overview:week"), {"hvornaar": "valgt"}, LIST)
    found["the second page"] = ("get", reverse("overview:citizens"), {"page": "2"}, LIST)
    found["quiet ones"] = ("get", reverse("overview:citizens"), {"stille": "1"}, LIST)
    return found


def asked(client: Any) -> dict[str, list[str]]:
    """What each page that is open to this person asks of the database."""
    told = {}
    for name, (method, path, data, _most) in pages().items():
        with own_queries() as queries:
            answer = getattr(client, method)(path, data)
        if answer.status_code == 200:
            told[name] = list(queries)
    return told


@pytest.mark.parametrize("who", ["koordinator", "projektleder", "jobcenter"])
def test_as_many_queries_for_three_hundred_as_for_three(cast: Cast, client_of: Any, who: str) -> None:
    user, client = cast.user(who), client_of(cast.user(who))
    copies(cast.peter, 2)
    asked(client)  # what is asked once per process is asked here
    few = asked(client)
    copies(cast.peter, 297, first=3)
    assert visible_citizens(user).count() >= 300
    many = asked(client)
    numbers = [{name: len(rows) for name, rows in told.items()} for told in (many, few)]
    if who == "jobcenter":  # a page that is not there yet costs two more: how many there are, and the last of them
        assert (numbers[0].pop("the second page"), numbers[1].pop("the second page")) == (1, 3)
    assert numbers[0] == numbers[1]
    too_many = {name: rows for name, rows in many.items() if len(rows) > pages()[name][3]}
    assert too_many == {}
    assert len(many) >= (9 if who != "jobcenter" else 6)


@pytest.mark.parametrize("who", ["koordinator", "projektleder", "jobcenter"])
def test_nothing_hangs_before_the_server_has_counted_its_rows(cast: Cast, client_of: Any, who: str) -> None:
    """Open interventions and the week once took minutes then: a plan must not need statistics to end."""
    client = client_of(cast.user(who))
    copies(cast.peter, 299, counted=False)
    with connection.cursor() as cursor:
        cursor.execute("set local statement_timeout = '15s'")
    for name, (method, path, data, _most) in pages().items():
        answer = getattr(client, method)(path, data)
        assert answer.status_code in (200, 403), name


def test_three_hundred_are_truly_there(cast: Cast, client_of: Any) -> None:
    """The copies are whole: they stand in the boxes, in the list, in the plan and in the search."""
    copies(cast.peter, 299)
    client = client_of(cast.koordinator)
    day = client.get(reverse("overview:home")).context
    assert len([row for row in day["citizens"] if row.family_name == "Pilegaard"]) == 300
    assert len(day["stuck"]) > 300
    copied = visible_citizens(cast.koordinator).get(case_number=cast.peter.case_number + 100_000 + 7)
    sheet = client.get(reverse("overview:plan", args=[copied.pk])).context["sheet"]
    assert [len(track.open_work) for track in sheet.tracks] == [
        len(track.open_work)
        for track in client.get(reverse("overview:plan", args=[cast.peter.pk])).context["sheet"].tracks
    ]
    hits = client.post(reverse("overview:search"), {"q": "pilegaard"}).context["hits"]
    assert (len(hits.rows), hits.more) == (50, True)
    assert sheet.plan.valid_from <= today()
