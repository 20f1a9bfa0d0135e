"""The second step, the questions within a session, and one-time links: each has a limit of its own."""

import re
import uuid
from unittest import mock

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from accounts import actions
from accounts.login import recovery
from accounts.models import FailedTry, User
from audit.models import AccessEvent
from tests.accounts.guesser import WRONG, a_known, guess, hours_pass, is_in, log_in, shut
from tests.accounts.test_views_own import code_for
from tests.factories.accounts import PASSWORD
from tests.roles import as_owner

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
STEP = "/log-ind/to-trin/"
CONFIRM = "/min-konto/bekraeft/"


@pytest.fixture(autouse=True)
def _no_code_was_used(db):
    cache.clear()


@pytest.fixture
def person(cast):
    TOTP.activate(cast.jobcenter, SECRET)
    return cast.jobcenter


def at_the_step(client=None):
    client = client or Client()
    assert log_in("jobcenter", client=client).url == STEP
    return client


def words(answer):
    return [str(error) for error in answer.context["form"].errors.get("code", [])]


def test_five_wrong_codes_shut_the_second_step_and_a_right_one_is_not_told_apart(person):
    codes = recovery.make(person)
    answers = [at_the_step().post(STEP, {"code": f"00000{number}"}) for number in range(5)]
    for code in (code_for(SECRET), codes[0], "000000"):
        client = at_the_step()
        answers.append(client.post(STEP, {"code": code}))
        assert not is_in(client)
    assert {(answer.status_code, *words(answer)) for answer in answers} == {(200, *words(answers[0]))}
    assert words(answers[0])[0].startswith("Forkert kode. Efter flere forkerte koder")
    assert recovery.left(person) == 10  # not used up by a refusal
    assert FailedTry.objects.filter(kind="factor").count() == 5


def test_recovery_codes_count_like_others_and_a_log_in_forgets_them(person):
    client, codes = at_the_step(), recovery.make(person)
    for code in ("000000", "deadbeef", "11111111", "x"):
        client.post(STEP, {"code": code})
    assert client.post(STEP, {"code": codes[0]}).url == "/"
    assert is_in(client)
    assert FailedTry.objects.filter(kind="factor").count() == 0


def test_the_right_password_alone_forgets_nothing(person):
    guess("jobcenter", 4)
    at_the_step()
    assert FailedTry.objects.filter(kind="password").count() == 4


def test_a_known_browser_has_codes_of_its_own(person, cast):
    own = at_the_step()
    own.post(STEP, {"code": code_for(SECRET)})
    own.post("/log-ud/")
    cache.clear()
    for _guess in range(6):
        at_the_step().post(STEP, {"code": "000000"})
    assert at_the_step(own).post(STEP, {"code": code_for(SECRET)}).url == "/"


def test_whoever_is_in_stays_in_while_somebody_guesses_codes(person):
    client = at_the_step()
    client.post(STEP, {"code": code_for(SECRET)})
    for _guess in range(6):
        at_the_step().post(STEP, {"code": "000000"})
    assert is_in(client)
    cache.clear()
    assert client.post(CONFIRM + "to-trin/", {"code": code_for(SECRET)}).status_code == 302


def test_it_opens_after_a_day(person):
    shut("jobcenter", "factor")
    client = at_the_step()
    assert client.post(STEP, {"code": code_for(SECRET)}).status_code == 200
    hours_pass(24.1)
    assert client.post(STEP, {"code": code_for(SECRET)}).url == "/"


def test_a_passkey_is_refused_too_while_it_is_shut_and_counts_nothing(person):
    client = at_the_step()
    for _guess in range(6):
        assert client.post(STEP, {"credential": "{}"}).status_code == 200
    assert FailedTry.objects.filter(kind="factor").count() == 0
    shut("jobcenter", "factor")
    with mock.patch("allauth.mfa.webauthn.internal.auth.complete_authentication") as complete:
        client.post(STEP, {"credential": "{}"})
    assert not complete.called


def test_the_code_too_many_stands_in_the_log_with_whose_it_was(person):
    client = at_the_step()
    for _guess in range(6):
        client.post(STEP, {"code": "000000"})
    with as_owner():
        rows = AccessEvent.objects.filter(kind__startswith="login").order_by("at")
        told = [(row.kind, row.user_name, row.outcome) for row in rows]
    name = person.name
    assert told == [*[("login-failed", name, "denied")] * 4, ("login-shut", name, "denied"), told[0]]


def test_a_code_serves_once(person):
    first = at_the_step()
    code = code_for(SECRET)
    assert first.post(STEP, {"code": code}).url == "/"
    second = at_the_step()
    assert second.post(STEP, {"code": code}).status_code == 200
    assert second.post(STEP, {"code": f"{code[:3]} {code[3:]}"}).status_code == 200
    assert not is_in(second)
    assert first.post(CONFIRM + "to-trin/", {"code": code}).status_code == 200  # nor at another question


# Within a session.


def log_in_whole(name):
    client = Client()
    log_in(name, client=client)
    return client


def wrong_password(client):
    return client.post(CONFIRM, {"password": WRONG})


def wrong_old_password(client):
    return client.post("/min-konto/adgangskode/", {"oldpassword": WRONG, "password1": "x" * 20, "password2": "x" * 20})


@pytest.mark.parametrize("question", [wrong_password, wrong_old_password])
def test_five_wrong_answers_within_a_session_end_it_and_no_other(cast, question):
    here, there = log_in_whole("koordinator"), log_in_whole("koordinator")
    answers = [question(here) for _guess in range(5)]
    assert [answer.status_code for answer in answers] == [200] * 4 + [302]
    assert answers[4].url.startswith("/log-ind/?next=/min-konto/")
    assert "efter flere forkerte forsøg" in here.get(answers[4].url).text
    assert [is_in(here), is_in(there)] == [False, True]
    assert FailedTry.objects.exclude(kind="step-up").count() == 0
    assert log_in("koordinator", client=here).status_code == 302  # in again with the right password


def test_answers_to_both_questions_count_together_and_a_right_one_forgets_them(cast):
    client = log_in_whole("koordinator")
    for question in (wrong_password, wrong_old_password, wrong_password, wrong_old_password):
        assert question(client).status_code == 200
    assert client.post(CONFIRM, {"password": PASSWORD}).status_code == 302
    for _guess in range(4):
        assert wrong_password(client).status_code == 200
    assert is_in(client)


def test_wrong_codes_within_a_session_end_it(person):
    client = at_the_step()
    client.post(STEP, {"code": code_for(SECRET)})
    answers = [client.post(CONFIRM + "to-trin/", {"code": "000000"}) for _guess in range(5)]
    assert [answer.status_code for answer in answers] == [200] * 4 + [302]
    assert not is_in(client)


def test_the_name_that_is_shut_does_not_hinder_whoever_is_in(cast):
    client = log_in_whole("koordinator")
    guess("koordinator", 7)
    assert client.post(CONFIRM, {"password": PASSWORD}).status_code == 302
    assert is_in(client)


# Links, and ways to a password.


def test_nobody_can_ask_for_a_password_by_e_mail(cast):
    """The administrator hands links over, so no page could tell whether an address is known."""
    names = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    assert not {name for name in names if "reset" in name or "signup" in name}
    for path in ("/password/reset/", "/adgangskode/nulstil/", "/signup/", "/konto/opret/"):
        assert Client().get(path, follow=True).status_code == 404


def bare(answer):
    """The page without the address that was asked for and the token of its form."""
    return re.sub(r'(value|content)="[^"]*"', "", answer.text)


def test_many_wrong_links_shut_their_network_and_answer_alike(cast, settings):
    settings.SOURCE_TRIES = 3
    link = actions.give_link(cast.koordinator, by=cast.admin)
    good = reverse("accounts:welcome", args=[link.token])
    elsewhere = {"REMOTE_ADDR": "198.51.100.9"}
    assert Client().get(good).status_code == 200
    bad = [Client().get(reverse("accounts:welcome", args=[uuid.uuid4().hex])) for _guess in range(3)]
    shut_out = Client().get(good)
    assert [answer.status_code for answer in (*bad, shut_out)] == [404] * 4
    assert len({bare(answer) for answer in (*bad, shut_out)}) == 1
    assert Client().get(good, **elsewhere).status_code == 200
    assert log_in("jobcenter").status_code == 302  # links are counted apart from log-ins
    hours_pass(0.3)
    assert Client().get(good).status_code == 200
    assert FailedTry.objects.filter(kind="link").count() == 3


def test_used_withdrawn_and_invented_links_answer_alike(cast):
    used, withdrawn = actions.give_link(cast.koordinator, by=cast.admin), actions.give_link(cast.laege, by=cast.admin)
    actions.use_link(used.token, password="helt-anden-sætning-7")
    actions.give_link(cast.laege, by=cast.admin)
    paths = [reverse("accounts:welcome", args=[token]) for token in (used.token, withdrawn.token, uuid.uuid4().hex)]
    answers = [Client().get(path) for path in paths]
    assert {answer.status_code for answer in answers} == {404}
    assert len({bare(answer) for answer in answers}) == 1


def test_the_time_of_the_last_log_in_is_not_touched_by_guesses(cast):
    a_known("koordinator")
    before = User.objects.get(pk=cast.koordinator.pk).last_login
    guess("koordinator", 6)
    assert User.objects.get(pk=cast.koordinator.pk).last_login == before <= timezone.now()
