"""How long a session lasts, which ones a person has, and that each can be ended from elsewhere."""

import re
import time
from datetime import timedelta

import pytest
from allauth.account.signals import password_changed
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from accounts import actions, queries
from accounts.models import User
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.django_db
PAGE = "/min-konto/sessioner/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"


def inside(client):
    return client.get("/").status_code == 200


def moved_back(client, **seconds):
    """As if the session had begun, or been used last, that long ago."""
    session = client.session
    for name, many in seconds.items():
        session[name] -= many
    session.save()


def log_in(username="koordinator", **headers):
    client = Client(**headers)
    response = client.post("/log-ind/", {"login": username, "password": PASSWORD})
    assert response.status_code == 302
    return client


def test_half_an_hour_without_use_ends_it_on_the_server(cast, client_of):
    client = client_of(cast.koordinator)
    moved_back(client, seen=29 * 60)
    assert inside(client)
    moved_back(client, seen=31 * 60)
    answer = client.get("/borgere/")
    assert (answer.status_code, answer.url) == (302, "/log-ind/?next=/borgere/")
    assert "fordi tiden var gået" in client.get(answer.url).content.decode()
    assert Session.objects.count() == 0 and UserSession.objects.count() == 0


def test_ten_hours_end_it_however_much_it_is_used(cast, client_of):
    client = client_of(cast.koordinator)
    moved_back(client, began=10 * 3600 - 60)
    assert inside(client)
    moved_back(client, began=61)
    assert not inside(client)


def test_the_old_cookie_opens_nothing_when_the_time_is_up(cast, client_of, settings):
    client = client_of(cast.koordinator)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    moved_back(client, seen=31 * 60)
    client.get("/")
    other = Client()
    other.cookies[settings.SESSION_COOKIE_NAME] = cookie
    assert not inside(other)


def test_a_session_without_times_is_over(cast, client_of):
    client = client_of(cast.koordinator)
    session = client.session
    del session["began"]
    session.save()
    assert not inside(client)


@pytest.mark.parametrize(
    ("ask", "counts"),
    [
        (lambda c: c.get("/"), True),
        (lambda c: c.get("/borgere/", HTTP_HX_REQUEST="true"), True),
        (lambda c: c.post("/min-konto/bliv/"), True),
        (lambda c: c.get("/findes-ikke/"), True),
        (lambda c: c.get("/min-konto/bliv/", HTTP_X_SOMV_BACKGROUND="1"), False),
        (lambda c: c.get("/", HTTP_X_SOMV_BACKGROUND="1"), False),
        (lambda c: b"".join(c.get("/static/somv/somv.css").streaming_content), False),
    ],
    ids=["page", "part", "stay", "missing page", "asked by itself", "polling", "file"],
)
def test_what_counts_as_use(cast, client_of, ask, counts):
    client = client_of(cast.koordinator)
    moved_back(client, seen=1000)
    ask(client)
    assert (time.time() - client.session["seen"] < 60) == counts


def test_a_draft_kept_while_typing_is_use(cast, client_of):
    client = client_of(cast.koordinator)
    moved_back(client, seen=1000)
    headers = {"HTTP_X_SOMV_DRAFT": "keep", "HTTP_X_SOMV_PERSON": str(cast.koordinator.pk)}
    assert client.post(reverse("plans:voice", args=[cast.plan.pk]), {"matters": "ord"}, **headers).status_code == 200
    assert time.time() - client.session["seen"] < 60


def test_every_answer_says_how_much_is_left(cast, client_of):
    client = client_of(cast.koordinator)
    moved_back(client, seen=600, began=3600)
    idle, whole = map(int, client.get("/min-konto/bliv/", HTTP_X_SOMV_BACKGROUND="1")["X-SOMV-Session"].split(","))
    assert 1195 <= idle <= 1200 and 32395 <= whole <= 32400
    assert int(client.get("/")["X-SOMV-Session"].split(",")[0]) >= 1795
    assert "X-SOMV-Session" not in Client().get("/log-ind/")


def test_use_is_written_once_a_minute_at_most(cast, client_of, django_assert_num_queries):
    client = client_of(cast.koordinator)
    seen = client.session["seen"]
    client.get("/")
    assert client.session["seen"] == seen


def test_a_log_in_begins_the_time_anew_even_in_an_old_session(cast, client_of):
    client = log_in()
    moved_back(client, began=9 * 3600)
    key = client.session.session_key
    client.post("/min-konto/log-ind-igen/")
    client.post("/log-ind/", {"login": "koordinator", "password": PASSWORD})
    assert client.session.session_key != key
    assert time.time() - client.session["began"] < 60


def test_who_confirms_gets_a_new_key_and_the_old_one_opens_nothing(cast):
    """ASVS 7.2.4: a key that somebody has read before must not become one that leads far."""
    client = log_in()
    old, began = client.session.session_key, client.session["began"]
    assert client.post("/min-konto/bekraeft/", {"password": "forkert"}).status_code == 200
    assert client.session.session_key == old
    assert client.post("/min-konto/bekraeft/", {"password": PASSWORD}).status_code == 302
    assert client.session.session_key != old and client.session["began"] == began
    assert [row.session_key for row in UserSession.objects.all()] == [client.session.session_key]
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = old
    assert inside(client) and not inside(thief)


def test_a_key_is_of_more_than_128_random_bits(cast):
    keys = {log_in().session.session_key for _ in range(3)}
    assert len(keys) == 3
    assert all(re.fullmatch(r"[a-z0-9]{32}", key) for key in keys)  # 36 ** 32: 165 bits
    assert (
        settings.SESSION_ENGINE == "django.contrib.sessions.backends.db"
    )  # a reference; what it says is at the server


def test_the_list_says_where_one_is_logged_in_and_no_more(cast):
    here = log_in(HTTP_USER_AGENT=FIREFOX, REMOTE_ADDR="203.0.113.77")
    log_in(HTTP_USER_AGENT="curl/8 <script>", REMOTE_ADDR="2001:db8:1:2::3")
    log_in("koordinator2", HTTP_USER_AGENT="Mozilla Chrome/1 Safari/1 Edg/1")
    page = here.get(PAGE).content.decode()
    assert "Firefox, Windows" in page and "En anden browser" in page and "Edge" not in page
    assert "203.0.x.x" in page and "2001:db8:…" in page
    for hidden in ("203.0.113", "curl", "db8:1", here.session.session_key):
        assert hidden not in page
    assert page.count(">Her<") == 1


def test_one_session_can_be_ended_and_all_others(cast):
    here, there, third = log_in(), log_in(), log_in()
    row = UserSession.objects.get(session_key=there.session.session_key)
    here.post(PAGE, {"end": queries.handle_of(row)})
    assert [inside(client) for client in (here, there, third)] == [True, False, True]
    here.post(PAGE, {"end": "others"})
    assert [inside(client) for client in (here, third)] == [True, False]


def test_nobody_ends_a_session_of_somebody_else(cast):
    mine, theirs = log_in(), log_in("koordinator2")
    row = UserSession.objects.get(session_key=theirs.session.session_key)
    for end in (queries.handle_of(row), str(row.pk), row.session_key, "others", "", "\x00"):
        mine.post(PAGE, {"end": end})
    assert inside(theirs) and inside(mine)


def test_a_new_password_ends_all_others_and_keeps_this_one(cast):
    here, there = log_in(), log_in()
    new = "helt-anden-sætning-7"
    answer = here.post(
        "/min-konto/adgangskode/", {"oldpassword": PASSWORD, "password1": new, "password2": new}, follow=True
    )
    assert answer.status_code == 200 and cast.koordinator.pk
    assert User.objects.get(pk=cast.koordinator.pk).check_password(new)
    assert [inside(client) for client in (here, there)] == [True, False]
    assert [row.session_key for row in UserSession.objects.all()] == [here.session.session_key]


AUTHENTICATOR = Authenticator(type=Authenticator.Type.RECOVERY_CODES)


@pytest.mark.parametrize("signal", [authenticator_added, authenticator_removed, password_changed])
def test_a_changed_factor_ends_all_others(cast, signal):
    here, there = log_in(), log_in()
    request = RequestFactory().get("/")
    request.session, request.user, request.access_note = here.session, cast.koordinator, None
    signal.send(sender=Authenticator, request=request, user=cast.koordinator, authenticator=AUTHENTICATOR)
    assert [inside(client) for client in (here, there)] == [True, False]


def test_a_password_chosen_by_link_ends_every_session(cast):
    here = log_in()
    link = actions.give_link(cast.koordinator, by=cast.admin)
    assert inside(here)
    actions.use_link(link.token, password="helt-anden-sætning-7")
    assert not inside(here) and UserSession.objects.count() == 0


def test_deactivation_ends_every_session_for_good(cast):
    here = log_in("jobcenter")
    actions.close_login(cast.jobcenter, by=cast.admin, reason="rejst")
    assert not inside(here)
    assert UserSession.objects.count() == 0


def test_the_administrator_ends_all_of_a_persons_sessions(cast, client_of):
    here, there, other = log_in("jobcenter"), log_in("jobcenter"), log_in()
    admin = client_of(cast.admin)
    path = reverse("accounts:end_sessions", args=[cast.jobcenter.pk])
    assert "Logget ind i 2 browsere nu." in admin.get(reverse("accounts:person", args=[cast.jobcenter.pk])).text
    assert admin.get(path).status_code == 200 and inside(here)
    assert admin.post(path, {"sure": "1"}).status_code == 302
    assert [inside(client) for client in (here, there, other, admin)] == [False, False, True, True]
    assert other.post(path, {"sure": "1"}).status_code == 404
    assert log_in("jobcenter").session["began"]


def test_dead_sessions_are_not_listed(cast):
    here, dead = log_in(), log_in()
    Session.objects.filter(session_key=dead.session.session_key).delete()
    long_ago = log_in()
    rows = UserSession.objects.filter(session_key=long_ago.session.session_key)
    rows.update(last_seen_at=timezone.now() - timedelta(minutes=31))
    listed = queries.own_sessions(cast.koordinator, here.session.session_key)
    assert [row.is_this for row in listed] == [True]


def test_log_out_asks_the_browser_to_forget(cast):
    client = log_in()
    answer = client.post("/log-ud/")
    assert answer["Clear-Site-Data"] == '"cache", "storage"'  # not "cookies": ADR 0026
    assert UserSession.objects.count() == 0
    assert "Clear-Site-Data" not in client.get("/log-ind/")
