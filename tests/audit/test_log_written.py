"""One event for each look, however the request ends; and no page when it cannot be written."""

import re
import uuid
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, connection
from django.test import RequestFactory

from audit import actions
from audit.middleware import source_address
from audit.models import AccessEvent
from audit.queries import readers_of
from citizens.models import Citizen
from tests.roles import as_owner, as_user

pytestmark = pytest.mark.urls("tests.audit.urls")


def events() -> list[AccessEvent]:
    with as_owner():
        return list(AccessEvent.objects.exclude(kind="login").order_by("at", "id"))


@pytest.fixture
def login(client_of: Any) -> Any:
    def make(user: Any) -> Any:
        client = client_of(user)
        client.raise_request_exception = False
        return client

    return make


def test_a_look_is_noted_with_everything_that_explains_it(cast, login):
    assert login(cast.jobcenter).get(f"/t/look/{cast.peter.pk}/").content == b"Peter Pilegaard"
    (event,) = events()
    told = {name: getattr(event, name) for name in ("user_id", "user_name", "organisation", "role", "kind", "outcome")}
    assert told == {
        "user_id": cast.jobcenter.pk,
        "user_name": "Jytte Jernvig",
        "organisation": "Jobcenter Guldborgsund",
        "role": "partner",
        "kind": "read",
        "outcome": "given",
    }
    assert (event.status, event.route, event.source) == (200, "look", "127.0.0.1")
    assert (event.citizens, event.parts, event.object_id) == ([cast.peter.pk], ["social"], cast.peter.pk)
    assert event.programme_id == cast.programme.pk
    assert event.basis == f"place:{cast.places['jobcenter'].pk} consent:{cast.exchange.pk}"


@pytest.mark.parametrize(("name", "status"), [("jobcenter", 403), ("psykiatri", 404), ("admin", 404)])
def test_a_refusal_is_noted_and_names_what_was_asked_for(cast, login, name, status):
    path = f"/t/rename/{cast.peter.pk}/"
    assert login(cast.user(name)).post(path, {"then": "200"}).status_code == status
    (event,) = events()
    assert (event.status, event.outcome, event.kind) == (status, "denied", "change")
    assert event.object_id == cast.peter.pk
    assert event.citizens == ([cast.peter.pk] if status == 403 else [])


def test_an_unknown_citizen_and_a_hidden_one_leave_the_same_answer(cast, login):
    client, unknown = login(cast.psykiatri), uuid.uuid4()
    hidden, absent = (client.get(f"/t/look/{pk}/") for pk in (cast.peter.pk, unknown))
    assert (hidden.status_code, absent.status_code) == (404, 404)
    token = rb'"[A-Za-z0-9]{64}"'  # the form token is another in each answer
    told = [
        re.sub(token, b"", answer.content.replace(str(pk).encode(), b""))
        for answer, pk in ((hidden, cast.peter.pk), (absent, unknown))
    ]
    assert told[0] == told[1]


@pytest.mark.parametrize(
    ("then", "outcome", "kept"),
    [("200", "given", True), ("422", "given", False), ("404", "given", False), ("500", "failed", False)],
)
def test_what_goes_wrong_is_undone_and_still_noted(cast, login, then, outcome, kept):
    answer = login(cast.koordinator).post(f"/t/rename/{cast.peter.pk}/", {"then": then})
    assert answer.status_code == int(then)
    assert Citizen.objects.get(pk=cast.peter.pk).given_name == ("Paul" if kept else "Peter")
    assert Citizen.history.filter(id=cast.peter.pk, given_name="Paul").exists() == kept
    (event,) = events()
    assert (event.status, event.outcome, event.citizens) == (int(then), outcome, [cast.peter.pk])


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_request_leaves_its_row_outside_of_tests_transactions(cast, login):
    assert login(cast.koordinator).post(f"/t/rename/{cast.peter.pk}/", {"then": "500"}).status_code == 500
    assert Citizen.objects.get(pk=cast.peter.pk).given_name == "Peter"
    # Committed rows: a late request of a browser that a test before has closed may stand there, too.
    assert [event.status for event in events() if event.kind == "change"] == [500]


def test_a_list_names_everyone_on_it(cast, login):
    login(cast.sygehus).get("/t/list/")
    (event,) = events()
    assert (event.kind, set(event.citizens)) == ("list", {cast.peter.pk, cast.thomas.pk})


def test_what_is_not_personal_leaves_no_event(cast, login):
    assert login(cast.jobcenter).get("/t/plain/").status_code == 200
    assert events() == []


def test_no_page_when_the_log_cannot_be_written(cast, login, monkeypatch, caplog):
    client = login(cast.jobcenter)

    def broken(*args: Any, **kwargs: Any) -> None:
        raise DatabaseError("on purpose")

    monkeypatch.setattr(AccessEvent.objects, "create", broken)
    answer = client.get(f"/t/look/{cast.peter.pk}/")
    assert answer.status_code == 503
    assert b"Pilegaard" not in answer.content
    assert "access log could not be written" in caplog.text
    assert client.get("/t/plain/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_no_page_when_the_database_refuses_the_log(cast, login, caplog):
    client = login(cast.jobcenter)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("revoke insert on audit_accessevent from somv_app")
    try:
        answer = client.get(f"/t/look/{cast.peter.pk}/")
    finally:
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("grant insert on audit_accessevent to somv_app")
    assert (answer.status_code, b"Pilegaard" in answer.content) == (503, False)
    assert events() == []


def test_readers_of_a_citizen(cast, login):
    for name in ("jobcenter", "jobcenter", "laege", "psykiatri"):
        login(cast.user(name)).get(f"/t/look/{cast.peter.pk}/")
    with as_user(cast.koordinator):
        readers = readers_of(cast.peter.pk)
        assert [(row.user_name, row.times) for row in readers] == [("Lars Lægaard", 1), ("Jytte Jernvig", 2)]
        assert readers_of(cast.thomas.pk) == []


def test_the_database_knows_the_user_only_within_the_request(cast, login):
    login(cast.jobcenter).get("/t/plain/")
    actions.write(actions.Note(kind="read"), request_id=uuid.uuid4(), status=200, route="", user=None, source=None)
    assert events()[-1].user_id is None


@pytest.mark.parametrize(
    ("remote", "forwarded", "seen"),
    [
        ("10.0.0.1", "203.0.113.5", "10.0.0.1"),
        ("10.9.9.9", "198.51.100.7, 203.0.113.5", "203.0.113.5"),
        ("10.9.9.9", "", "10.9.9.9"),
    ],
)
def test_a_forwarded_address_counts_from_a_trusted_proxy_only(settings, remote, forwarded, seen):
    settings.TRUSTED_PROXIES = ["10.9.9.9"]
    request = RequestFactory().get("/", REMOTE_ADDR=remote, HTTP_X_FORWARDED_FOR=forwarded)
    request.user = AnonymousUser()
    assert source_address(request) == seen
