"""One's own log-in: language, password, second factor."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from tests.factories.accounts import PASSWORD
from tests.overview.traces import events

NEW = "en-helt-ny-adgangskode-27"


@pytest.fixture(autouse=True)
def _fresh_limits(db):
    cache.clear()


@pytest.fixture
def logged_in(cast):
    client = Client()
    client.post("/log-ind/", {"login": "koordinator", "password": PASSWORD})
    return client


def code_for(secret):
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def set_up(client):
    """Set up the app, after confirming that it is oneself; returns its secret."""
    assert client.post("/min-konto/bekraeft/", {"password": PASSWORD}).status_code == 302
    secret = client.get("/min-konto/to-trin/app/").context["form"].secret
    response = client.post("/min-konto/to-trin/app/", {"code": code_for(secret)})
    assert response.status_code == 200 and len(codes_on(response)) == 10
    return secret


def codes_on(response):
    """The recovery codes a page shows."""
    return re.findall(r"<li>([0-9]{8})</li>", response.text)


@pytest.mark.parametrize("back", ["/borgere/?status=active", "/min-konto/adgangskode/"])
def test_language_is_kept_with_the_person_and_leads_back(cast, logged_in, back):
    response = logged_in.post("/sprog/", {"language": "en", "next": back})
    assert response.url == back
    assert User.objects.get(pk=cast.koordinator.pk).language == "en"
    assert "My overview" in logged_in.get("/").content.decode()


@pytest.mark.parametrize("back", ["https://evil.test/", "//evil.test/", "/\\evil.test", "javascript:alert(1)", ""])
def test_language_never_leads_elsewhere(cast, logged_in, back):
    assert logged_in.post("/sprog/", {"language": "en", "next": back}).url == "/"


def test_language_before_log_in_and_a_language_we_do_not_have(cast):
    client = Client()
    client.post("/sprog/", {"language": "en", "next": "/log-ind/"})
    assert "Log in" in client.get("/log-ind/").content.decode()
    client.post("/sprog/", {"language": "xx", "next": "/log-ind/"})
    assert "Log in" in client.get("/log-ind/").content.decode()
    assert client.get("/sprog/").status_code == 405


def test_password_is_changed_by_who_knows_the_old_one(cast, logged_in):
    wrong = logged_in.post("/min-konto/adgangskode/", {"oldpassword": "x", "password1": NEW, "password2": NEW})
    assert "Indtast din nuværende adgangskode." in wrong.content.decode()
    assert User.objects.get(pk=cast.koordinator.pk).check_password(PASSWORD)
    done = logged_in.post(
        "/min-konto/adgangskode/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}, follow=True
    )
    assert "Din adgangskode er skiftet." in done.content.decode()
    assert User.objects.get(pk=cast.koordinator.pk).check_password(NEW)
    assert ("change", "account_change_password", [], "given") in events()


@pytest.mark.parametrize("weak", ["kort", "password1234", "kirstenkjeldgaard"])
def test_weak_passwords_are_refused(cast, logged_in, weak):
    logged_in.post("/min-konto/adgangskode/", {"oldpassword": PASSWORD, "password1": weak, "password2": weak})
    assert User.objects.get(pk=cast.koordinator.pk).check_password(PASSWORD)


def test_with_mfa_nothing_opens_before_the_app_is_set_up(cast, logged_in, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    for url in ("/", "/borgere/", f"/borgere/{cast.peter.pk}/", "/min-konto/adgangskode/"):
        response = logged_in.get(url)
        assert (response.status_code, response.url) == (302, "/min-konto/to-trin/")
    set_up(logged_in)
    assert logged_in.get("/").status_code == 200


def test_the_next_log_in_asks_for_the_code_and_a_wrong_one_is_logged(cast, logged_in, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    secret = set_up(logged_in)
    cache.clear()  # a code serves once
    client = Client()
    response = client.post("/log-ind/", {"login": "koordinator", "password": PASSWORD})
    assert response.url == "/log-ind/to-trin/"
    assert client.get("/").status_code == 302
    page = client.get("/log-ind/to-trin/").content.decode()
    assert "Skriv de seks cifre" in page
    assert "Forkert kode. Efter flere" in client.post("/log-ind/to-trin/", {"code": "000000"}).content.decode()
    assert events()[-1][0] == "login-failed"
    assert client.post("/log-ind/to-trin/", {"code": code_for(secret)}).url == "/"
    assert client.get("/").status_code == 200
    assert [event[0] for event in events()].count("login") == 2


def test_removing_the_app_asks_for_a_new_one_in_the_same_session(cast, logged_in, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    set_up(logged_in)
    assert logged_in.get("/").status_code == 200
    assert logged_in.post("/min-konto/to-trin/app/fjern/").status_code == 302
    assert not Authenticator.objects.filter(user=cast.koordinator).exists()
    assert logged_in.get("/").url == "/min-konto/to-trin/"


def test_secrets_are_sealed_in_the_database(cast, logged_in):
    secret = set_up(logged_in)
    stored = Authenticator.objects.get(user=cast.koordinator, type="totp").data["secret"]
    assert secret not in stored and stored.startswith("v1:")


def test_before_the_app_is_touched_one_confirms_that_it_is_oneself(cast, client_of):
    client = client_of(cast.koordinator, fresh=False)
    response = client.get("/min-konto/to-trin/app/")
    assert response.url.startswith("/min-konto/bekraeft/")
    page = client.get(response.url).content.decode()
    assert "Bekræft, at det er dig" in page
    assert "Forkert adgangskode." in client.post(response.url, {"password": "x"}).content.decode()
    assert client.post(response.url, {"password": PASSWORD}).url == "/min-konto/to-trin/app/"


ENGLISH = re.compile(r"\b(the|your|you|sign in|password|authenticator|recovery|code|codes|activate|account)\b", re.I)


@pytest.mark.parametrize(
    "url",
    [
        "/log-ind/", "/log-ud/", "/inaktiv/", "/min-konto/adgangskode/", "/min-konto/bekraeft/", "/min-konto/to-trin/",
        "/min-konto/bekraeft/to-trin/", "/min-konto/to-trin/app/", "/min-konto/to-trin/app/fjern/",
        "/min-konto/noedkoder/nye/",
    ],
)  # fmt: skip
@pytest.mark.parametrize("has_app", [False, True])
def test_every_page_is_danish_and_in_our_look(cast, logged_in, url, has_app):
    if has_app:
        set_up(logged_in)
    elif url.endswith("/app/"):
        logged_in.post("/min-konto/bekraeft/", {"password": PASSWORD})
    client = Client() if url == "/log-ind/" else logged_in
    response = client.get(url, follow=True)
    assert response.status_code in (200, 404)
    page = response.content.decode()
    assert 'class="portal-info"' in page
    seen = re.sub(
        r"<(script|style)\b.*?</\1>|<[^>]+>", " ", page[page.index("<main") : page.index("</main>")], flags=re.S
    )
    assert ENGLISH.findall(seen) == []
