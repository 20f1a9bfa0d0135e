"""What ends by a date ends at midnight in Denmark, not at UTC's: to the second, also on nights that are no 24 hours.

One second before, the page is given; at midnight it does not exist, and the list has one citizen less. Nothing is
written in between. At every one of these moments it is still yesterday in UTC.
"""

from __future__ import annotations

from calendar import SUNDAY, Calendar
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from citizens.enums import Part, Place
from core.dates import midnight, today
from tests.access.conftest import afresh, change
from tests.factories import citizens
from tests.factories.peter import mark
from tests.roles import as_app

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


def _last_sunday(month: int) -> date:
    """The next one after tomorrow: clocks change in the night to it, at 2 or 3 o'clock."""
    for year in (today().year, today().year + 1):
        sunday = [
            day for day in Calendar().itermonthdates(year, month) if day.weekday() == SUNDAY and day.month == month
        ]
        if sunday[-1] > today() + DAY:
            return sunday[-1]
    raise AssertionError(month)


NIGHTS: dict[str, Callable[[], date]] = {
    "ordinary": lambda: today() + DAY,
    "before the clock goes forward": lambda: _last_sunday(3),
    "after 23 hours": lambda: _last_sunday(3) + DAY,
    "before the clock goes back": lambda: _last_sunday(10),
    "after 25 hours": lambda: _last_sunday(10) + DAY,
    "a new year": lambda: date(today().year + 1, 1, 1),
}


def _exchange(cast: Any, day: date) -> None:
    change(cast.exchange, given_on=day - 100 * DAY, expires_on=day)


def _participation(cast: Any, day: date) -> None:
    """30 days since participation was withdrawn; until then the team reads."""
    change(cast.participation, given_on=day - 90 * DAY, withdrawn_on=day - 30 * DAY, withdrawn_by="Peter",
           withdrawn_how="phone")  # fmt: skip


def _stand_in(cast: Any, day: date) -> None:
    citizens.place(cast.peter, cast.koordinator2, Place.CO_COORDINATOR, ends_on=day)


# Who it is, what ends, and whether the second wall (the database, which knows no consent) shuts, too.
ENDS: dict[str, tuple[str, Callable[[Any, date], Any], bool]] = {
    "consent": ("laege", _exchange, False),
    "place": ("jobcenter", lambda cast, day: change(cast.places["jobcenter"], ends_on=day), True),
    "substitute": ("jobcenter", lambda cast, day: change(
        cast.places["jobcenter"], place=Place.SUBSTITUTE, ends_on=day), True),
    "role": ("jobcenter", lambda cast, day: change(cast.jobcenter.affiliation, ends_on=day), True),
    "coordinator's substitute": ("koordinator2", _stand_in, True),
    "lead": ("projektleder", lambda cast, day: change(cast.lead, ends_on=day), True),
    "30 days since participation": ("koordinator", _participation, False),
}  # fmt: skip


@pytest.mark.parametrize("night", NIGHTS)
@pytest.mark.parametrize("end", ENDS)
def test_the_second_before_midnight_and_midnight(cast, client_of, clock, end, night):
    who, sets, in_the_database = ENDS[end]
    day = NIGHTS[night]()
    clock(midnight(day) - SECOND)
    access = cast.emergency  # the doctor's own, of today: it is another way in
    change(access, ends_at=access.opened_at + SECOND)
    change(cast.exchange, given_on=day - 100 * DAY, expires_on=day + 100 * DAY)
    sets(cast, day)
    client = client_of(cast.user(who))
    assert _looks(cast, client, who) == (200, True, True)
    assert today() == day - DAY
    clock(midnight(day))
    assert (today(), midnight(day).astimezone(UTC).date()) == (day, day - DAY)
    assert _looks(cast, client, who) == (404, False, not in_the_database)


@pytest.mark.parametrize("night", NIGHTS)
def test_of_two_consents_one_ends_and_takes_its_part_along(cast, client_of, clock, night):
    """The other still opens the case: the page stays, without a word of the track."""
    day = NIGHTS[night]()
    clock(midnight(day) - SECOND)
    _exchange(cast, day)
    centre = cast.workplaces["addiction_centre"]
    citizens.exchange(cast.peter, cast.koordinator, {centre: {Part.FRONT: "read"}}, given_on=day - 9 * DAY)
    client = client_of(cast.rusmiddel)
    assert _reads(cast, client) == (200, True, 200)
    clock(midnight(day))
    assert _reads(cast, client) == (200, False, 404)


def _reads(cast: Any, client: Any) -> tuple[int, bool, int]:
    """The page, whether it tells of the track, and the track alone."""
    page = client.get(reverse("overview:plan", args=[cast.peter.pk]))
    track = client.get(reverse("tracks:track", args=[cast.tracks[Part.ADDICTION].pk]), headers={"HX-Request": "true"})
    return page.status_code, mark(Part.ADDICTION) in page.content.decode(), track.status_code


def _looks(cast: Any, client: Any, who: str) -> tuple[int, bool, bool]:
    """The page, whether the list has Peter, and whether the database gives the app his row when this person asks."""
    page = client.get(reverse("overview:plan", args=[cast.peter.pk])).status_code
    listed = client.get(reverse("overview:citizens"))
    with as_app(afresh(cast.user(who))), connection.cursor() as cursor:
        cursor.execute("select count(*) from citizens_citizen where id = %s", [cast.peter.pk])
        (rows,) = cursor.fetchone()
    return page, b"Pilegaard" in listed.content, rows == 1


def test_an_hour_that_comes_twice_ends_nothing_a_second_time(cast, client_of, clock):
    """Half past two in the night the clock goes back: the place ended at midnight, before both of them."""
    day = _last_sunday(10)
    clock(midnight(day) - SECOND)
    change(cast.exchange, given_on=day - 100 * DAY, expires_on=day + 100 * DAY)
    change(cast.places["jobcenter"], ends_on=day)
    client = client_of(cast.jobcenter)
    path = reverse("tracks:track", args=[cast.tracks[Part.SOCIAL].pk])
    assert client.get(path, headers={"HX-Request": "true"}).status_code == 200
    for hour in (0, 1):
        clock(datetime(day.year, day.month, day.day, hour, 30, tzinfo=UTC))  # 2.30 twice in Copenhagen
        assert client.get(path, headers={"HX-Request": "true"}).status_code == 404
