"""A person's calendar: what it holds, for whom it stops, and that nobody is named in it."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from urllib.parse import urlsplit

import pytest
from icalendar import Calendar

from accounts.models import CalendarKey
from citizens.enums import Part
from core.dates import COPENHAGEN, today
from meetings.enums import MeetingState
from tests.factories import citizens, followups, meetings
from tests.factories.accounts import saved
from tests.factories.peter import mark
from tests.overview.traces import events, own_queries
from tests.roles import as_owner

DAY = timedelta(days=1)
PAGE = "/min-konto/kalender/"


def made(client) -> str:
    """Press the button, and read the address on the page: its path."""
    page = client.post(PAGE, {"do": "make"})
    assert page.status_code == 200
    found = re.search(r"<textarea[^>]*>\s*(\S+)\s*</textarea>", page.content.decode())
    return urlsplit(found[1]).path


def fetched(client, path: str) -> dict[str, list]:
    """The calendar's entries by summary, as a program reads them."""
    answer = client.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert answer["Cache-Control"] == "no-store"
    found: dict[str, list] = {}
    for entry in Calendar.from_ical(answer.content).walk("VEVENT"):
        found.setdefault(str(entry["summary"]), []).append(entry)
    return found


@pytest.fixture
def case(cast):
    """Peter with a meeting at two o'clock, and an open round due in a week."""
    with as_owner():
        cast.coming = meetings.meeting(cast.plan, meets_on=today() + 5 * DAY, starts_at=time(14, 0))
        cast.follow_up.due_on, cast.follow_up.closes_on = today() + 7 * DAY, today() + 80 * DAY
        saved(cast.follow_up)
        cast.sag = cast.peter.case_number
    return cast


def test_the_address_is_shown_once_and_stored_as_a_hash(case, client_of):
    client = client_of(case.koordinator)
    assert "Du har ingen adresse" in client.get(PAGE).content.decode()
    path = made(client)
    key = path.removeprefix("/kalender/").removesuffix(".ics")
    row = CalendarKey.objects.get()
    assert len(key) >= 32 and key not in row.key_hash
    again = client.get(PAGE).content.decode()
    assert key not in again and "Du har en adresse" in again
    assert row.history.get().history_user == case.koordinator


def test_a_meeting_and_a_follow_up_as_a_program_reads_them(case, client_of):
    path = made(client_of(case.koordinator))
    found = fetched(client_of(None), path)
    (meeting,) = [row for row in found[f"Netværksmøde, sag {case.sag}"] if str(case.coming.pk) in row["uid"]]
    starts = datetime.combine(today() + 5 * DAY, time(14), COPENHAGEN)
    assert meeting["dtstart"].dt == starts and meeting["dtend"].dt == starts + timedelta(hours=1)
    assert str(meeting["dtstart"].dt.tzinfo) == "Europe/Copenhagen"
    assert str(meeting["location"]) == case.coming.get_kind_display()
    (round_,) = [row for row in found[f"Opfølgning, sag {case.sag}"] if str(case.follow_up.pk) in row["uid"]]
    assert (round_["dtstart"].dt, round_["dtend"].dt) == (today() + 7 * DAY, today() + 8 * DAY)
    assert type(round_["dtstart"].dt) is date
    client = client_of(case.koordinator)
    for entry in (meeting, round_):
        assert entry["dtstamp"] and client.get(urlsplit(str(entry["url"])).path).status_code == 200


def test_fetched_again_it_is_the_same_and_a_cancelled_meeting_has_gone(case, client_of):
    path, program = made(client_of(case.koordinator)), client_of(None)
    first = program.get(path).content
    assert program.get(path).content == first
    with as_owner():
        case.coming.state, case.coming.cancelled_reason = MeetingState.CANCELLED, "Sygdom"
        saved(case.coming)
        followups.answer(case.follow_up, today())
    later = program.get(path).content.decode()
    assert str(case.coming.pk) not in later and str(case.follow_up.pk) not in later


def test_nobody_is_named_in_it(case, client_of):
    """Canary: no name, number, place, purpose or answer of anybody, whoever fetches it."""
    for name in ("koordinator", "projektleder", "laege", "rusmiddel"):
        text = client_of(None).get(made(client_of(case.user(name)))).content.decode().replace("\r\n ", "")
        for secret in ("Peter", case.peter.family_name, case.peter.cpr, case.coming.place, "CANARY", "Ruth"):
            assert not secret or secret not in text, (name, secret)
        for part in Part:
            assert mark(part) not in text


@pytest.mark.parametrize(
    ("name", "meeting", "follow_up"),
    [
        ("koordinator", True, True),
        ("projektleder", True, True),
        ("laege", True, True),
        ("rusmiddel", True, False),
        ("jobcenter", False, False),
        ("koordinator2", False, False),
    ],
)
def test_it_holds_what_is_open_to_its_owner_today(case, client_of, name, meeting, follow_up):
    text = client_of(None).get(made(client_of(case.user(name)))).content.decode().replace("\r\n ", "")
    assert (str(case.coming.pk) in text, str(case.follow_up.pk) in text) == (meeting, follow_up)


def test_what_is_closed_to_its_owner_disappears(case, client_of):
    path = made(client_of(case.laege))
    assert fetched(client_of(None), path)
    with as_owner():
        row = case.exchange
        row.withdrawn_on, row.withdrawn_by, row.withdrawn_how = today(), "Borgeren", "phone"
        saved(row)
    assert fetched(client_of(None), path) == {}


@pytest.mark.parametrize("how", ["ended", "renewed", "deactivated", "no place to work", "unknown"])
def test_an_address_that_does_not_work_says_nothing(case, client_of, how):
    client = client_of(case.koordinator)
    path = made(client)
    if how == "ended":
        assert client.post(PAGE, {"do": "end"}, follow=True).status_code == 200
    elif how == "renewed":
        assert made(client) != path
    elif how == "unknown":
        path = path.replace(".ics", "x.ics")
    with as_owner():
        if how == "deactivated":
            case.koordinator.is_active = False
            saved(case.koordinator)
        if how == "no place to work":
            for row in case.koordinator.affiliations.all():
                row.ends_on = today()
                saved(row)
    answer = client_of(None).get(path)
    assert answer.status_code == 404 and str(case.sag) not in answer.content.decode()


def test_one_address_works_at_a_time(case, client_of):
    client = client_of(case.koordinator)
    made(client)
    path = made(client)
    assert CalendarKey.objects.filter(ended_at__isnull=True).count() == 1
    assert client_of(None).get(path).status_code == 200


def test_each_fetch_is_logged_as_a_look_of_its_owner_at_these_citizens(case, client_of):
    path = made(client_of(case.koordinator))
    client_of(None).get(path)
    client_of(None).get("/kalender/forkert.ics")
    looks = [row for row in events() if row[1] == "overview:calendar_feed"]
    assert [(row[0], row[3]) for row in looks] == [("list", "given"), ("list", "denied")]
    assert case.peter.pk in looks[0][2] and looks[1][2] == []


def test_it_is_only_fetched_never_written_to(case, client_of):
    path = made(client_of(case.koordinator))
    assert client_of(None).post(path).status_code == 405


def test_it_costs_the_same_for_many(case, client_of):
    path, costs = made(client_of(case.koordinator)), []
    client = client_of(case.koordinator)
    for _time in range(2):
        with own_queries() as asked:
            client.get(path)
        costs.append(len(asked))
        with as_owner():
            for number in range(5):
                row = citizens.citizen(case.programme, f"Nr {number}", included_on=today() - 100 * DAY)
                citizens.place(row, case.koordinator, "coordinator")
                citizens.participation(row, case.koordinator, given_on=today() - 100 * DAY)
                followups.course(row)
    assert costs[0] == costs[1] <= 8


@pytest.mark.parametrize("name", ["admin", "analytiker", "auditor"])
def test_who_sees_no_citizen_has_no_calendar(cast, client_of, name):
    if hasattr(cast, name):
        assert client_of(cast.user(name)).get(PAGE).status_code == 403
