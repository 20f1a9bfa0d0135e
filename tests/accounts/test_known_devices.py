"""A browser in which somebody has logged in is counted by itself, so that guesses elsewhere do not shut it."""

import base64

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from accounts import actions
from accounts.lockout import devices
from accounts.models import FailedTry
from tests.accounts.guesser import WRONG, a_known, guess, log_in, shut
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.django_db
NAME = "somv_devices"
NEW = "helt-anden-sætning-7"


def with_cookie(value):
    client = Client()
    client.cookies[NAME] = value
    return client


def test_guesses_elsewhere_do_not_shut_the_colleagues_own_browser(cast):
    own = a_known("koordinator")
    guess("koordinator", 8)
    assert log_in("koordinator").status_code == 200  # a strange browser
    assert log_in("koordinator", client=own).status_code == 302


def test_her_log_in_does_not_give_the_guesser_five_more(cast):
    own = a_known("koordinator")
    guess("koordinator")
    log_in("koordinator", client=own)
    assert log_in("koordinator").status_code == 200
    assert FailedTry.objects.filter(kind="password").count() == 5


def test_a_known_browser_has_five_guesses_of_its_own_and_not_ten(cast):
    own = a_known("koordinator")
    guess("koordinator", 5, own)
    assert FailedTry.objects.filter(kind="source").count() == 0  # not held against the workplace's network
    assert log_in("koordinator", client=own).status_code == 200
    assert FailedTry.objects.exclude(device="").count() == 5
    assert log_in("koordinator").status_code == 302  # only that browser is shut


def test_what_the_cookie_is(cast, settings):
    client = Client()
    answer = log_in("koordinator", client=client)
    cookie = answer.cookies[NAME]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["max-age"]) == (
        True,
        "Strict",
        "/",
        180 * 24 * 3600,
    )
    assert not cookie["domain"]
    text = cookie.value + base64.urlsafe_b64decode(cookie.value.lstrip(".").split(":")[0] + "===").decode("latin-1")
    for word in ("koordinator", "Kirsten", str(cast.koordinator.pk), cast.koordinator.password):
        assert word not in text


def test_it_is_set_by_a_whole_log_in_only(cast):
    from allauth.mfa.totp.internal.auth import TOTP

    from tests.accounts.test_views_own import code_for

    TOTP.activate(cast.jobcenter, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    client = Client()
    assert NAME not in log_in("jobcenter", WRONG, client).cookies
    answer = log_in("jobcenter", client=client)
    assert answer.url == "/log-ind/to-trin/" and NAME not in answer.cookies
    assert NAME not in client.post("/log-ind/to-trin/", {"code": "000000"}).cookies
    answer = client.post("/log-ind/to-trin/", {"code": code_for("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")})
    assert NAME in answer.cookies


def test_it_logs_nobody_in_and_spares_no_step(cast):
    own = a_known("koordinator")
    assert own.get("/").status_code == 302
    assert log_in("koordinator", WRONG, own).status_code == 200


def test_another_names_cookie_is_worth_nothing(cast):
    theirs = a_known("jobcenter")
    guess("koordinator")
    assert log_in("koordinator", client=theirs).status_code == 200
    guess("koordinator", 5, theirs)
    assert log_in("jobcenter", client=theirs).status_code == 302  # and is not used up by it


@pytest.mark.parametrize("how", ["turned", "unsigned", "foreign salt", "too old", "other proof", "rubbish", "long"])
def test_a_forged_cookie_is_worth_nothing(cast, how, monkeypatch):
    good = a_known("koordinator").cookies[NAME].value
    rows = signing.loads(good, salt="somv.known-devices")
    if how == "too old":
        monkeypatch.setattr(devices.time, "time", lambda: timezone.now().timestamp() - 181 * 24 * 3600)
        monkeypatch.setattr(signing.time, "time", devices.time.time)
        value = a_known("koordinator").cookies[NAME].value
        monkeypatch.undo()
    else:
        value = {
            "turned": good[:-1] + ("A" if good[-1] != "A" else "B"),
            "unsigned": good.rpartition(":")[0],
            "foreign salt": signing.dumps(rows, salt="else", compress=True),
            "other proof": signing.dumps([[rows[0][0], "x", "0" * 32, rows[0][3]]], salt="somv.known-devices"),
            "rubbish": "\xff;;%00",
            "long": "x" * 3000,
        }[how]
    guess("koordinator")
    assert log_in("koordinator", client=with_cookie(value)).status_code == 200
    assert log_in("koordinator", client=with_cookie(good)).status_code == 302


def test_a_copied_cookie_shares_the_five_guesses_of_its_browser(cast):
    good = a_known("koordinator").cookies[NAME].value
    for _copy in range(7):
        log_in("koordinator", WRONG, with_cookie(good))
    assert FailedTry.objects.exclude(device="").count() == 5
    assert log_in("koordinator", client=with_cookie(good)).status_code == 200


def test_a_new_password_by_link_ends_it(cast):
    own = a_known("koordinator")
    link = actions.give_link(cast.koordinator, by=cast.admin)
    Client().post(f"/velkommen/{link.token}/", {"password": NEW, "again": NEW})
    shut("koordinator")
    assert log_in("koordinator", NEW, own).status_code == 200


def test_a_new_password_of_ones_own_ends_it_elsewhere_and_keeps_it_here(cast):
    elsewhere, here = a_known("koordinator"), Client()
    log_in("koordinator", client=here)
    typed = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert here.post("/min-konto/adgangskode/", typed).status_code == 302
    here.post("/log-ud/")
    shut("koordinator")
    assert log_in("koordinator", NEW, elsewhere).status_code == 200
    assert log_in("koordinator", NEW, here).status_code == 302


def test_deactivation_ends_it(cast):
    own = a_known("jobcenter")
    actions.close_login(cast.jobcenter, by=cast.admin, reason="rejst")
    log_in("jobcenter", client=own)
    assert FailedTry.objects.get(kind="password").device == ""


def test_a_shared_computer_knows_its_last_six_people(cast):
    client, names = Client(), ["koordinator", "jobcenter", "sygehus", "laege", "rusmiddel", "frivillig", "admin"]
    for name in names:
        log_in(name, client=client)
        client.post("/log-ud/")
        shut(name)
    assert [log_in(name, client=with_cookie(client.cookies[NAME].value)).status_code for name in names] == [
        200,
        *[302] * 6,
    ]
    assert len(client.cookies[NAME].value) < 1500
