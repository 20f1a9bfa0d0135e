"""What every answer and every request has to hold, asked of the running product; each is named in docs/asvs.csv."""

from __future__ import annotations

import json
import re
import ssl
from importlib import import_module

import pytest
from django.conf import global_settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core.fields import unseal
from plans.models import Plan
from tests.factories.accounts import PASSWORD
from tests.guards.pages import addresses
from tests.guards.routes import address, all_routes

pytestmark = pytest.mark.django_db

COOKIES = {"somv_session", "somv_csrf", "somv_language", "somv_messages", "somv_devices"}
FOR_SCRIPTS = {"somv_csrf"}  # the page's own script sends it along; it opens nothing
NAME_OF_FILE = re.compile(r'(attachment|inline); filename="[a-z0-9][a-z0-9.-]*\.(pdf|zip|csv|xlsx|jpeg|png|ics)"')


@pytest.fixture
def walk(cast, client_of):
    """Every page of the coordinator, answered; cookies come along."""

    def answers(name="koordinator"):
        client = client_of(cast.user(name))
        client.raise_request_exception = False
        paths = {route.name: address(route, cast) for route in all_routes()} | addresses(cast, name)
        return {route: client.get(path) for route, path in paths.items()}

    return answers


def test_every_page_says_what_it_is_lets_one_out_and_names_its_file(walk):
    """4.1.1, 7.4.4, 5.4.1, 5.4.2: type and charset; a way to log out on every page; a plain name for every file."""
    answered = walk()
    with_body = {name: answer for name, answer in answered.items() if answer.content}
    types = {name: answer.headers.get("Content-Type", "") for name, answer in with_body.items()}
    assert len(types) > 150
    text = re.compile(r"text/|.*(\+|/)xml")
    assert {n: t for n, t in types.items() if text.match(t) and "charset=utf-8" not in t.lower()} == {}
    assert {t.partition(";")[0] for t in types.values()} <= {
        "text/html", "application/pdf", "application/json", "text/calendar",
    }  # fmt: skip
    pages = {
        name: answer.text for name, answer in with_body.items() if answer.status_code == 200 and "html" in types[name]
    }
    out = f'action="{reverse("account_logout")}"'
    assert len(pages) > 80
    assert [name for name, page in pages.items() if "<html" in page and out not in page] == []
    files = {
        name: answer.headers["Content-Disposition"]
        for name, answer in answered.items()
        if "Content-Disposition" in answer
    }
    assert len(files) >= 2  # those that a GET fetches; packs and papers have tests of their own
    assert {name: said for name, said in files.items() if not NAME_OF_FILE.fullmatch(said)} == {}


def test_every_cookie_is_known_and_set_for_what_it_is_for(walk):
    """3.3.2, 3.3.4: SameSite on each, HttpOnly but on what a script of ours reads (`__Host-`: test_http_production)."""
    client = Client()
    given = [client.get("/log-ind/"), client.post("/sprog/", {"language": "en", "next": "/log-ind/"})]
    given.append(client.post("/log-ind/", {"login": "koordinator", "password": PASSWORD}))
    given += [client.post("/min-konto/", {"name": "K"}), client.post("/log-ud/"), *walk().values()]
    morsels = [morsel for answer in given for morsel in answer.cookies.values() if morsel.value]
    assert {"somv_session", "somv_csrf", "somv_language"} <= {morsel.key for morsel in morsels} <= COOKIES
    assert {m.key for m in morsels if m["samesite"] not in ("Lax", "Strict")} == set()
    assert {m.key for m in morsels if not m["httponly"]} <= FOR_SCRIPTS
    assert {m.key for m in morsels if m["domain"] or m["path"] != "/"} == set()


@pytest.mark.parametrize("path", ["/static/", "/static/somv/", "/static/../manage.py", "/static/%2e%2e/manage.py"])
@pytest.mark.parametrize("more", ["", "somv/settings/base.py", ".git/config"])
def test_files_are_served_by_name_and_only_those_meant_for_it(client, path, more):
    """13.4.1, 13.4.3, 5.3.1: no listing, nothing outside of the folder of static files."""
    assert client.get(path + more).status_code in (302, 404)
    assert client.get(f"/{more}").status_code in (302, 404)


@pytest.mark.parametrize(
    ("name", "kind"), [("somv.css", "text/css"), ("somv.js", "text/javascript"), ("icon.svg", "image/svg+xml")]
)
def test_a_static_file_says_its_charset(client, name, kind):
    answer = client.get(f"/static/somv/{name}")
    answer.close()
    assert answer.headers["Content-Type"].lower().replace('"', "") == f"{kind}; charset=utf-8"


def test_a_form_reads_what_was_posted_and_not_the_address(cast, client_of):
    """15.3.7: the query of a POST is no second source of its fields."""
    client, path = client_of(cast.koordinator), reverse("plans:voice", args=[cast.plan.pk])
    before = Plan.objects.get(pk=cast.plan.pk).matters
    answer = client.post(f"{path}?matters=Fra+adressen&revision={cast.plan.revision}", {"wishes": "x"})
    assert answer.status_code == 422 and Plan.objects.get(pk=cast.plan.pk).matters == before
    texts = {name: getattr(cast.plan, name) for name in ("wishes", "resources", "preferences", "view_of_help")}
    told = {**texts, "revision": cast.plan.revision, "matters": ["Den første", "Den sidste"]}
    assert client.post(f"{path}?matters=Fra+adressen", told).status_code == 302
    assert Plan.objects.get(pk=cast.plan.pk).matters == "Den sidste"  # one value of two, and always the same


@pytest.mark.parametrize(
    "text", ["%3Cb%3E 100 %25", "&lt;b&gt; &amp;amp;", r"\u003cb\u003e", "%253Cscript%253E", "{{ 7*7 }}"]
)
def test_a_text_is_decoded_once_and_shown_as_it_was_typed(cast, client_of, text):
    """1.1.1, 1.1.2, 1.3.5, 1.3.7: stored as typed; escaped when it is shown, once."""
    client, path = client_of(cast.koordinator), reverse("plans:voice", args=[cast.plan.pk])
    texts = {name: getattr(cast.plan, name) for name in ("wishes", "resources", "preferences", "view_of_help")}
    assert client.post(path, {**texts, "revision": cast.plan.revision, "matters": text}).status_code == 302
    assert Plan.objects.get(pk=cast.plan.pk).matters == text
    page = client.get(reverse("overview:plan", args=[cast.peter.pk])).text
    assert text.replace("&", "&amp;") in page


def test_an_error_tells_the_caller_nothing_of_the_inside(cast, client_of, monkeypatch, caplog):
    """16.5.1, 16.3.4: no words of the exception, no file, no version; whoever runs it finds them in the log."""

    def broken(*args, **kwargs):
        raise RuntimeError("inside-4711 select * from citizens_citizen")

    client = client_of(cast.koordinator)
    client.raise_request_exception = False
    monkeypatch.setattr("overview.views.home.page", broken)
    answer = client.get("/")
    assert answer.status_code == 500
    assert not re.search(r"inside-4711|Traceback|\.py|Django|RuntimeError", answer.text)
    assert [(row.levelname, row.name) for row in caplog.records] == [("ERROR", "django.request")]
    assert "inside-4711" in str(caplog.records[0].exc_info[1])


@pytest.mark.parametrize(
    "head",
    [
        b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        b"Content-Length: 5\r\nContent-Length: 6\r\n",
        b"Transfer-Encoding: gzip\r\n",
        b"Transfer-Encoding: chunked, chunked\r\n",
        b"Transfer-Encoding : chunked\r\n",
        b"Content-Length: +5\r\n",
    ],
)
def test_a_request_whose_end_is_in_doubt_is_not_read(head):
    """4.2.1: what the proxy and the server could cut in two ways is refused."""
    from gunicorn.config import Config
    from gunicorn.http.errors import ParseException
    from gunicorn.http.parser import RequestParser

    raw = b"POST /log-ind/ HTTP/1.1\r\nHost: plan.example.dk\r\n" + head + b"\r\n0\r\n\r\nGET /admin HTTP/1.1\r\n\r\n"
    with pytest.raises(ParseException):
        next(RequestParser(Config(), iter([raw]), ("127.0.0.1", 1)))


def test_a_line_feed_in_an_address_reaches_no_mail(cast, client_of):
    """1.3.11: neither the form nor the mail takes it."""
    client = client_of(cast.koordinator)
    for bad in ("a@eksempel.invalid\nBcc: b@eksempel.invalid", "a@eksempel.invalid\r\nSubject: x"):
        assert client.post(reverse("accounts:own_email"), {"email": bad}).status_code == 422
        with pytest.raises(ValueError):
            EmailMessage("s", "b", to=[bad]).message()
    assert "\n" not in User.objects.get(pk=cast.koordinator.pk).email


@pytest.mark.parametrize("how", [{"use_tls": True}, {"use_ssl": True}])
def test_the_mail_servers_certificate_is_checked(how):
    """12.3.2: by the name of the host and the system's roots."""
    context = EmailBackend(host="mail.example.dk", **how).ssl_context
    assert context.check_hostname and context.verify_mode is ssl.CERT_REQUIRED


def test_nobody_is_there_before_somebody_is_invited():
    """6.3.2: no account comes with the product."""
    assert User.objects.count() == 0


def test_passwords_are_hashed_slowly_outside_of_tests():
    """11.4.2: Django's PBKDF2 with SHA-256, 600,000 rounds at least, 128 bits of salt; only tests take a quick one."""
    parts = [vars(import_module(f"somv.settings.{name}")) for name in ("base", "http", "identity", "jobs")]
    assert [part["__name__"] for part in parts if "PASSWORD_HASHERS" in part] == []
    assert global_settings.PASSWORD_HASHERS[0].endswith(".PBKDF2PasswordHasher")
    assert PBKDF2PasswordHasher.iterations >= 600_000 and PBKDF2PasswordHasher.salt_entropy >= 128


def test_recovery_codes_are_hashed_as_slowly(cast, settings):
    """6.5.2: the hash of passwords, with 600,000 rounds and 128 bits of salt; a new salt for each set."""
    from accounts.login import recovery

    settings.RECOVERY_CODE_ROUNDS = vars(import_module("somv.settings.identity"))["RECOVERY_CODE_ROUNDS"]
    assert settings.RECOVERY_CODE_ROUNDS >= 600_000
    sets = [json.loads(unseal(recovery.kept_of(["12345678"])["hashes"], "mfa_authenticator.data")) for _set in range(2)]
    for (kept,) in sets:
        algorithm, rounds, salt, _digest = kept.split("$")
        assert (algorithm, int(rounds)) == ("pbkdf2_sha256", settings.RECOVERY_CODE_ROUNDS) and len(salt) >= 22
        assert PBKDF2PasswordHasher().verify("12345678", kept)
    assert sets[0] != sets[1]


def test_a_code_of_the_app_lives_for_half_a_minute(settings):
    """6.5.4, 6.5.5: six digits, thirty seconds, and none of the time before or after."""
    from allauth.mfa import app_settings
    from allauth.mfa.totp.internal.auth import yield_hotp_counters_from_time

    assert (app_settings.TOTP_PERIOD, app_settings.TOTP_DIGITS, app_settings.TOTP_TOLERANCE) == (30, 6, 0)
    assert len(list(yield_hotp_counters_from_time())) == 1


def test_secrets_of_second_factors_come_from_the_operating_system(cast, monkeypatch):
    """6.5.3, 11.5.1: 160 bits of an app's secret; each recovery code is one of a hundred million, drawn by itself."""
    import secrets

    from allauth.mfa.totp.internal.auth import generate_totp_secret

    from accounts.login import recovery

    asked = []
    for name in ("token_bytes", "randbelow"):
        real = getattr(secrets, name)
        monkeypatch.setattr(secrets, name, lambda n, real=real: asked.append(n) or real(n))
    assert generate_totp_secret() != generate_totp_secret()
    assert asked == [20, 20]  # bytes
    del asked[:]
    codes = recovery.make(cast.koordinator)
    assert asked.count(10**8) == 10  # the salt may ask for more, of its own
    assert {len(code) for code in codes} == {8} and len(set(codes)) > 8


def test_the_demo_stays_on_this_machine(settings):
    """15.2.3: neither its known passwords nor its invented numbers are served to others."""
    from core.checks import playground_stays_at_home

    settings.PLAYGROUND, settings.ALLOWED_HOSTS = True, ["plan.example.dk"]
    assert [row.id for row in playground_stays_at_home()] == ["core.E004"]
    settings.PLAYGROUND = False
    assert playground_stays_at_home() == []
