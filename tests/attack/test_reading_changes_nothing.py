"""Reading changes nothing by any reading method, and nothing is changed by a request from another site."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.attack.state import checksum
from tests.guards.pages import addresses
from tests.guards.routes import address, all_routes

pytestmark = pytest.mark.django_db
READING = ("head", "options")  # a GET under a wrapper that lets nothing but SELECT pass: tests/guards/test_requests.py


@pytest.mark.parametrize("name", ["koordinator", "admin"])
def test_reading_changes_nothing(cast, client_of, name):
    """All tables compared, whatever statement would have written: triggers and functions of the database, too."""
    client = client_of(cast.user(name))
    client.raise_request_exception = False
    paths = {route.name: address(route, cast) for route in all_routes()} | addresses(cast, name)
    before = checksum()
    for route, path in paths.items():
        for method in READING:
            status = getattr(client, method)(path).status_code
            assert status < 500 or route == "overview:health", (route, method, status)
            # OPTIONS is answered as every method is that no page knows: alike for everybody.
            assert method != "options" or status == 405, (route, status)
    assert client.session.get("_auth_user_id") == str(cast.user(name).pk)
    assert checksum() == before


# A way to a provider and back is gone once: asking for its headers must not use it up.
NO_HEAD = {"accounts:provider_back"}


def test_a_head_is_a_get_without_its_page(cast, client_of):
    client = client_of(cast.koordinator)
    client.raise_request_exception = False
    for route in all_routes():
        path = address(route, cast)
        read, asked = client.get(path), client.head(path)
        if route.name in NO_HEAD:
            assert (asked.status_code, asked.content) == (405, b""), route.name
            continue
        assert (asked.status_code, asked.content) == (read.status_code, b""), route.name
        assert asked.headers.get("Content-Type") == read.headers.get("Content-Type"), route.name


TOKENS = ["none", "wrong", "of another visitor", "only in the cookie", "from another site"]


@pytest.mark.parametrize(
    ("name", "token"), [("anonymous", "none"), ("admin", "none"), *(("koordinator", token) for token in TOKENS)]
)
def test_without_the_token_of_ones_own_page_nothing_is_done(cast, name, token):
    """Every route, allauth's and the public ones too: 403 before any view, and the database as it was."""
    client = Client(enforce_csrf_checks=True)
    client.raise_request_exception = False
    if cast.everybody[name]:
        client.force_login(cast.everybody[name], backend="accounts.login.Backend")
    mine, others = "a" * 32, "b" * 32
    sent, headers = {}, {}
    if token != "none":
        client.cookies[settings.CSRF_COOKIE_NAME] = mine
    if token in ("wrong", "of another visitor"):
        sent = {"csrfmiddlewaretoken": "x" if token == "wrong" else others}
    if token == "from another site":  # the token is right, and the page it was sent from is not ours
        sent, headers = {"csrfmiddlewaretoken": mine}, {"HTTP_ORIGIN": "https://evil.test"}
    before = checksum()
    answered = {route.name: client.post(address(route, cast), sent, **headers).status_code for route in all_routes()}
    assert {route: status for route, status in answered.items() if status != 403} == {}
    assert checksum() == before


def test_with_the_token_the_same_request_is_heard(cast):
    """The proof of the proof: what was refused above was refused for want of the token."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.koordinator, backend="accounts.login.Backend")
    client.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32
    path = reverse("tracks:comment_on_track", args=[cast.tracks["social"].pk])
    assert client.post(path, {"csrfmiddlewaretoken": "a" * 32, "text": "Hej"}).status_code == 302
