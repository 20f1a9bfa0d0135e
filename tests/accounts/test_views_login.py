"""Logging in and out: what is answered to whom, what is counted, and the trace it leaves."""

import logging

import pytest
from django.core.cache import cache
from django.test import Client

from audit.models import AccessEvent
from core.dates import today
from tests.factories.accounts import PASSWORD, saved
from tests.overview.traces import events
from tests.roles import as_owner


@pytest.fixture(autouse=True)
def _fresh_limits(db):
    cache.clear()


def log_in(username, password=PASSWORD, client=None, **headers):
    return (client or Client()).post("/log-ind/", {"login": username, "password": password}, **headers)


def test_right_password_opens_the_front_page(cast):
    client = Client()
    response = log_in("koordinator", client=client)
    assert (response.status_code, response.url) == (302, "/")
    page = client.get("/").content.decode()
    assert "Kirsten Kjeldgaard" in page and "Sammen om min vej-teamet" in page
    assert events()[0][0] == "login" and events()[0][3] == "given"


@pytest.mark.parametrize("typed", ["Koordinator", "KOORDINATOR", " koordinator "])
def test_a_phone_that_begins_with_a_capital_is_no_failure(cast, typed):
    assert log_in(typed).url == "/"
    assert [row[0] for row in events()] == ["login"]


def test_the_page_one_came_for_follows_and_a_foreign_one_never(cast):
    response = Client().post("/log-ind/?next=/borgere/", {"login": "koordinator", "password": PASSWORD})
    assert response.url == "/borgere/"
    response = Client().post("/log-ind/", {"login": "koordinator", "password": PASSWORD, "next": "https://evil.test/"})
    assert response.url == "/"


def test_deactivation_ends_the_session_at_the_next_request(cast, client_of):
    client = client_of(cast.koordinator)
    assert client.get("/").status_code == 200
    cast.koordinator.is_active = False
    cast.koordinator.save()
    response = client.get("/")
    assert response.status_code == 302 and response.url.startswith("/log-ind/")


def test_names_and_passwords_stand_in_no_ordinary_log(cast, caplog):
    caplog.set_level(logging.DEBUG)
    log_in("koordinator", "hemmelig-gaet")
    log_in("koordinator")
    told = "".join(record.getMessage() for record in caplog.records if not record.name.startswith("django.db"))
    for word in ("koordinator", "hemmelig-gaet", PASSWORD):
        assert word not in told


def test_log_out_is_logged_with_who_it_was(cast):
    client = Client()
    log_in("jobcenter", client=client)
    response = client.post("/log-ud/")
    assert (response.status_code, response.url) == (302, "/log-ind/")
    assert client.get("/").status_code == 302
    with as_owner():
        assert AccessEvent.objects.order_by("at").values_list("kind", "user_name").last() == (
            "logout",
            "Jytte Jernvig",
        )


def test_getting_the_log_out_page_ends_nothing(cast, client_of):
    client = client_of(cast.koordinator)
    assert "Log ud?" in client.get("/log-ud/").content.decode()
    assert client.get("/").status_code == 200


def test_the_page_is_danish_and_offers_no_reset(cast):
    page = Client().get("/log-ind/").content.decode()
    assert "Spørg administratoren på dit arbejdssted." in page
    assert "Brugernavn" in page and "Glemt din" not in page
    assert "Prøv som" not in page


def test_the_demo_lists_whom_it_can_be_tried_as(cast, settings):
    settings.DEMO = True
    page = Client().get("/log-ind/").content.decode()
    assert "somv-demo-2026" in page and "Jytte Jernvig" in page
    assert "deactivated" not in page and "unaffiliated" not in page


def test_who_works_nowhere_today_is_told_whom_to_ask(cast, client_of):
    for user in (cast.unaffiliated, cast.superuser):
        response = client_of(user).get("/")
        assert response.status_code == 403
        assert "Du har intet arbejdssted her i dag" in response.content.decode()
    assert events()[-1][3] == "denied"


def test_an_affiliation_that_ended_today_counts_no_more(cast, client_of):
    client = client_of(cast.jobcenter)
    assert client.get("/").status_code == 200
    with as_owner():
        row = cast.jobcenter.affiliations.get()
        row.ends_on = today()
        saved(row)
    assert client.get("/").status_code == 403


def test_a_role_that_may_not_is_told_so(cast, client_of):
    response = client_of(cast.analytiker).get("/borgere/")
    assert response.status_code == 403
    assert "din rolle giver ikke adgang" in response.content.decode()
