"""What one person may ask for: requests in a minute, citizens in an hour. Nothing typed is lost (ADR 0037)."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from importlib import import_module
from unittest import mock

import pytest
from django.conf import settings as product
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse
from django.utils import timezone

from audit.models import AccessEvent
from citizens.enums import Part, Place
from core import drafts
from core.dates import COPENHAGEN
from core.pace import Pace
from tests.factories import citizens
from tests.overview.traces import events
from tests.roles import as_owner
from tracks.models import LogEntry

pytestmark = pytest.mark.django_db
STAY = "/min-konto/bliv/"
TYPED = "Han har det bedre, siger han selv.\nVi ses torsdag."


@pytest.fixture(autouse=True)
def _a_minute_of_its_own(monkeypatch):
    monkeypatch.setattr("accounts.middleware.pace", Pace())


@pytest.fixture
def three(settings):
    settings.REQUESTS_A_MINUTE = 3


@pytest.fixture
def comment(cast):
    return reverse("tracks:comment_on_track", args=[cast.tracks[Part.SOCIAL].pk])


def plan_of(citizen):
    return reverse("citizens:master", args=[citizen.pk])


def use_up(client, settings):
    for _request in range(settings.REQUESTS_A_MINUTE):
        assert client.get("/min-konto/").status_code == 200


def fields_of(page):
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page))


# Requests in a minute.


def test_at_the_products_own_number_a_minute_holds_ten_a_second(cast, client_of, settings):
    settings.REQUESTS_A_MINUTE = vars(import_module("somv.settings.base"))["REQUESTS_A_MINUTE"]
    client = client_of(cast.koordinator)
    assert {client.get(STAY).status_code for _request in range(600)} == {204}
    answer = client.get(plan_of(cast.peter))
    assert answer.status_code == 429 and 0 < int(answer.headers["Retry-After"]) <= 60


def test_beyond_it_the_page_says_when_it_goes_on_and_others_go_on(cast, client_of, settings, three):
    client, other = client_of(cast.koordinator), client_of(cast.koordinator2)
    use_up(client, settings)
    answer = client.get("/min-konto/")
    assert answer.status_code == 429
    seconds = int(answer.headers["Retry-After"])
    assert 50 <= seconds <= 60
    text = re.sub(r"\s+", " ", answer.text)
    assert "Du har hentet rigtig mange sider på kort tid." in text
    goes_on = (timezone.now() + timedelta(seconds=seconds + 59)).astimezone(COPENHAGEN)
    said = re.search(r"Det går videre kl\. (\d\d\.\d\d)\.", text)[1]
    assert said in {f"{moment:%H.%M}" for moment in (goes_on, goes_on - timedelta(seconds=2))}
    assert 'href="/min-konto/"' in text and "Prøv igen" in text
    assert other.get("/min-konto/").status_code == 200
    with mock.patch("core.pace.time.monotonic", return_value=10**9):
        assert client.get("/min-konto/").status_code == 200


def test_in_english_for_who_reads_english(cast, client_of, settings, three):
    client = client_of(cast.koordinator)
    client.post("/sprog/", {"language": "en"})
    for _request in range(2):
        client.get("/min-konto/")
    assert "You have asked for very many pages in a short time. It goes on at" in client.get("/min-konto/").text


def test_what_was_typed_is_kept_and_sent_again(cast, client_of, settings, three, comment):
    client = client_of(cast.koordinator)
    use_up(client, settings)
    answer = client.post(comment, {"text": TYPED, "csrfmiddlewaretoken": "x", "confirm-code": "123456"})
    assert answer.status_code == 429 and "det, du skrev, er her stadig" in answer.text
    kept = fields_of(answer.text)
    assert kept["text"] == TYPED and "123456" not in answer.text and kept["csrfmiddlewaretoken"] != "x"
    assert f'action="{comment}"' in answer.text
    assert LogEntry.objects.filter(text=TYPED).count() == 0
    with mock.patch("core.pace.time.monotonic", return_value=10**9):
        assert client.post(comment, kept).status_code == 302
    assert LogEntry.objects.get(text=TYPED).history.get().history_user == cast.koordinator


def test_a_part_of_a_page_stays_as_it_is(cast, client_of, settings, three, comment):
    client = client_of(cast.koordinator)
    use_up(client, settings)
    answer = client.post(comment, {"text": TYPED}, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.content) == (429, b"") and answer.headers["Retry-After"]


def test_a_foreign_page_cannot_have_its_words_sent_by_the_person(cast, client_of, settings, three, comment):
    """The form that sends again holds a valid token: only what came with one may stand in it."""
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.cookies = client_of(cast.koordinator).cookies
    for _request in range(3):
        client.get("/min-konto/")
    answer = client.post(comment, {"text": "Slem tekst"})
    assert answer.status_code == 403 and "Slem tekst" not in answer.text


def test_a_password_is_not_written_into_the_page(cast, client_of, settings, three):
    client = client_of(cast.koordinator)
    use_up(client, settings)
    answer = client.post("/min-konto/adgangskode/", {"oldpassword": "hemmelig-gammel", "password1": "hemmelig-ny"})
    assert answer.status_code == 429 and "hemmelig" not in answer.text and "Intet er gemt." in answer.text


def test_drafts_staying_in_leaving_and_emergency_access_go_on(cast, client_of, settings, three, comment):
    client, doctor = client_of(cast.koordinator), client_of(cast.laege)
    use_up(client, settings)
    use_up(doctor, settings)
    headers = {drafts.HEADER: "keep", drafts.PERSON: str(cast.koordinator.pk)}
    assert client.post(comment, {"text": TYPED}, headers=headers).status_code == 200
    assert client.get(STAY).status_code == 204
    assert doctor.get(reverse("overview:emergency", args=[cast.emergency.pk])).status_code == 200
    tried = doctor.post(reverse("overview:emergency_open"), {"cpr": "", "reason": "unable", "text": "For kort"})
    assert tried.status_code == 422  # judged as ever
    assert doctor.get("/min-konto/").status_code == 429
    assert client.post("/log-ud/").status_code == 302


def test_what_is_never_held_are_addresses_that_exist():
    names = {f"{space}:{name}" if space else name for space, name in _names()}
    assert names >= product.NEVER_HELD


def _names(resolver=None, space=""):
    for one in (resolver or get_resolver()).url_patterns:
        if hasattr(one, "url_patterns"):
            yield from _names(one, one.namespace or space)
        elif one.name:
            yield space, one.name


def test_it_stands_in_the_log_once_a_minute(cast, client_of, settings, three):
    client = client_of(cast.koordinator)
    use_up(client, settings)
    before = len(events())
    for _request in range(5):
        client.get(plan_of(cast.peter))
    assert [(kind, outcome) for kind, _route, _citizens, outcome in events()[before:]] == [("limited", "denied")]


def test_without_the_cache_it_counts_and_pages_work(cast, client_of, settings, three):
    """Nothing of it lies in a cache: one that is away or full neither opens nor shuts anything."""
    settings.CACHES = {"default": {"BACKEND": "tests.accounts.test_limits.Dead"}}
    client = client_of(cast.koordinator)
    use_up(client, settings)
    assert client.get(plan_of(cast.peter)).status_code == 429


class Dead:
    """A cache that is away."""

    def __init__(self, *args, **kwargs):
        pass

    def __getattr__(self, name):
        raise ConnectionError(name)


# Different citizens in an hour.


def has_opened(person, count, *, minutes=10, kind="read", together=False, about=None, outcome="given", basis=""):
    """The log says so: `count` citizens nobody knows, or `about` these."""
    now, keys = timezone.now(), about or [uuid.uuid4() for _citizen in range(count)]
    rows = [
        AccessEvent(
            at=now - timedelta(minutes=minutes), id=uuid.uuid4(), request_id=uuid.uuid4(), user_id=person.pk,
            user_name=person.name, kind=kind, outcome=outcome, status=200, route="x", citizens=some, basis=basis,
        )
        for some in ([keys] if together else [[key] for key in keys])
    ]  # fmt: skip
    with as_owner():
        AccessEvent.objects.bulk_create(rows)


def another(cast):
    row = citizens.citizen(cast.programme, "Ny", "Borger")
    citizens.place(row, cast.koordinator, Place.COORDINATOR)
    citizens.participation(row, cast.koordinator)
    return row


def test_the_hour_holds_five_hundred_and_those_stay_open(cast, client_of, settings):
    assert settings.CITIZENS_AN_HOUR == vars(import_module("somv.settings.base"))["CITIZENS_AN_HOUR"] == 500
    new, client = another(cast), client_of(cast.koordinator)
    has_opened(cast.koordinator, 498)
    assert client.get(plan_of(cast.peter)).status_code == 200  # the 499th
    assert client.get(plan_of(new)).status_code == 200  # the 500th
    answer = client.get(plan_of(cast.dagny))
    assert answer.status_code == 429 and cast.dagny.family_name not in answer.text
    assert "Du har åbnet 500 forskellige borgere på en time." in answer.text
    assert 40 * 60 < int(answer.headers["Retry-After"]) <= 50 * 60  # when the oldest is an hour ago
    assert [client.get(plan_of(row)).status_code for row in (cast.peter, new)] == [200, 200]
    assert client.get("/").status_code == 200 and client.get("/borgere/").status_code == 200
    assert client_of(cast.koordinator2).get("/").status_code == 200
    kind, _route, about, outcome = next(row for row in events() if row[0] == "limited")
    assert (kind, about, outcome) == ("limited", [cast.dagny.pk], "denied")


def test_a_lead_who_goes_through_three_hundred_is_not_stopped(cast, client_of):
    has_opened(cast.projektleder, 300)
    assert client_of(cast.projektleder).get(plan_of(cast.peter)).status_code == 200


@pytest.mark.parametrize(
    "before",
    [
        {"minutes": 61},
        {"kind": "search"},
        {"kind": "list", "together": True},
        {"basis": "emergency:1"},
        {"outcome": "denied"},
    ],
)
def test_what_is_not_an_opening_of_this_hour_does_not_count(cast, client_of, before):
    has_opened(cast.koordinator, 600, **before)
    assert client_of(cast.koordinator).get(plan_of(cast.peter)).status_code == 200


def test_a_log_of_one_citizen_counts_and_the_same_one_counts_once(cast, client_of):
    has_opened(cast.koordinator, 0, about=[cast.dagny.pk] * 900)
    client = client_of(cast.koordinator)
    assert client.get(plan_of(cast.peter)).status_code == 200
    has_opened(cast.koordinator, 500, kind="list")
    has_opened(cast.koordinator2, 500, kind="export", together=True)
    assert client.get(plan_of(another(cast))).status_code == 429
    assert client_of(cast.koordinator2).get(plan_of(cast.peter)).status_code in (404, 429)


def test_what_was_typed_for_a_citizen_opened_long_ago_is_kept(cast, client_of, comment):
    """Opened before lunch, sent after five hundred others."""
    has_opened(cast.koordinator, 500)
    client = client_of(cast.koordinator)
    headers = {drafts.HEADER: "keep", drafts.PERSON: str(cast.koordinator.pk)}
    assert client.post(comment, {"text": TYPED}, headers=headers).status_code == 200
    answer = client.post(comment, {"text": TYPED})
    assert answer.status_code == 429 and fields_of(answer.text)["text"] == TYPED
    assert LogEntry.objects.filter(text=TYPED).count() == 0


def test_what_one_may_not_see_is_no_more_there_than_before(cast, client_of):
    has_opened(cast.frivillig, 500)
    assert client_of(cast.frivillig).get(plan_of(cast.peter)).status_code == 404


def test_emergency_access_has_its_own_limit(cast, client_of):
    has_opened(cast.laege, 500)
    client = client_of(cast.laege)
    path = [cast.emergency.pk]
    assert client.get(reverse("overview:emergency", args=path)).status_code == 200
    assert client.post(reverse("overview:emergency_end", args=path)).status_code == 302


def test_the_weeks_pack_is_refused_in_words_with_the_choice_kept(cast, client_of):
    has_opened(cast.projektleder, 500)
    client = client_of(cast.projektleder)
    path = reverse("overview:week")
    told = {"hvornaar": "dag", "dag": cast.plan.next_meeting_on.isoformat(), "fil": "pdf"}
    told |= {"citizens": [str(cast.peter.pk)], "til": str(cast.workplaces["addiction_centre"].pk)}
    answer = client.post(path, told)
    assert answer.status_code == 422 and "nye må vente. Det går videre kl." in answer.text


def test_it_costs_no_query(cast, client_of):
    """It is asked in the statement that tells the database who asks."""
    client = client_of(cast.koordinator)
    client.get(plan_of(cast.peter))
    with CaptureQueriesContext(connection) as caught:
        client.get(plan_of(cast.peter))
    asked = [row["sql"] for row in caught.captured_queries if "audit_opened" in row["sql"]]
    assert len(asked) == 1 and "set_config('app.user_id'" in asked[0]
    assert len([row for row in caught.captured_queries if "set_config('app.user_id'" in row["sql"]]) == 1


def test_below_the_limit_the_database_tells_nothing(cast):
    has_opened(cast.koordinator, 5)
    with connection.cursor() as cursor:
        cursor.execute("select audit_opened(%s, 6), audit_opened(%s, 5) is null", [cast.koordinator.pk] * 2)
        assert cursor.fetchone() == (None, False)


def test_the_auditor_is_pointed_at_it(cast, client_of, settings, three):
    client = client_of(cast.koordinator)
    use_up(client, settings)
    client.get("/min-konto/")
    has_opened(cast.projektleder, 500)
    other = client_of(cast.projektleder)
    for citizen in (cast.peter, cast.peter):
        assert other.get(plan_of(citizen)).status_code == 429
    page = client_of(cast.logkontrol).get(reverse("overview:log_patterns"))
    told = {(row.user_id, row.times) for row in page.context["signs"] if row.pattern == "limited"}
    assert told == {(cast.koordinator.pk, 1), (cast.projektleder.pk, 2)}
    assert "Nåede en grænse" in page.text and "2 gange" in page.text
