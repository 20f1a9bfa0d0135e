"""Five wrong guesses at a name in a day shut it for strangers; known and invented names cannot be told apart."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import get_hasher
from django.test import Client
from django.utils import timezone

from accounts import actions
from accounts.models import FailedTry, User
from accounts.views.own import LoginView
from audit.models import AccessEvent
from tests.accounts.guesser import WRONG, a_known, guess, hashes, hours_pass, is_in, log_in, said, shut
from tests.factories.accounts import PASSWORD
from tests.overview.traces import events
from tests.roles import as_owner

pytestmark = pytest.mark.django_db

TEXT = [
    "Du blev ikke logget ind. Tjek dit brugernavn og din adgangskode. Efter flere mislykkede forsøg lukkes der for "
    "login i op til et døgn; administratoren på dit arbejdssted kan lukke op."
]


def test_five_wrong_guesses_shut_a_name_and_the_right_password_does_not_open_it(cast):
    guess("koordinator")
    assert said(log_in("koordinator")) == (200, TEXT)
    assert FailedTry.objects.filter(kind="password").count() == 5  # what was refused is not counted


def test_four_do_not_and_a_log_in_forgets_them(cast):
    for _round in range(3):
        guess("koordinator", 4)
        assert log_in("koordinator").status_code == 302
    assert FailedTry.objects.filter(kind="password").count() == 0


def test_a_name_opens_by_itself_after_a_day_and_trying_does_not_put_it_off(cast):
    guess("koordinator")
    hours_pass(23.9)
    guess("koordinator", 9)
    assert log_in("koordinator").status_code == 200
    hours_pass(0.2)
    assert log_in("koordinator").status_code == 302


def test_never_more_than_five_guesses_in_any_24_hours(cast):
    with hashes() as done:
        for _hour in range(8):
            guess("koordinator", 3)
            hours_pass(5)
    checked = FailedTry.objects.filter(kind="password").count()
    assert checked == 10 and len(done) == 24  # 40 hours: two days' worth, and each answer cost one hash


@pytest.mark.parametrize(
    "name",
    ["koordinator", "KOORDINATOR", "Koordinator", " koordinator", "koordinator ", "koordi nator",
     "\uff4b\uff4f\uff4f\uff52dinator", "\ufb01ndes-ikke", "findes-ikke"],
)  # fmt: skip
def test_another_spelling_is_no_new_set_of_guesses(cast, name):
    spellings = [name, name.upper(), name.lower(), f"  {name}", f"{name}\u00a0", name.title()]
    with hashes() as done:
        answers = [log_in(one, WRONG, REMOTE_ADDR=f"203.0.113.{n}") for n, one in enumerate(spellings * 2)]
    assert {str(said(answer)) for answer in answers} == {str((200, TEXT))}
    assert FailedTry.objects.filter(kind="password").count() == 5
    assert len(done) == len(answers)


WHO = {
    "unknown": "findes-ikke",
    "wrong password": "koordinator",
    "deactivated": "deactivated",
    "no password": "uden",
    "shut, wrong password": "jobcenter",
    "shut, right password": "sygehus",
    "invented and shut": "opfundet",
}


@pytest.mark.parametrize("case", WHO)
def test_the_same_answer_the_same_work_and_the_same_trace(cast, case):
    User.objects.create_user("uden", None, name="Uden Kode")
    for name in ("jobcenter", "sygehus", "opfundet"):
        shut(name)
    password = PASSWORD if case in ("deactivated", "shut, right password") else WRONG
    client = Client()
    with hashes() as done:
        answer = log_in(WHO[case], password, client)
    assert said(answer) == (200, TEXT)
    assert len(done) == 1
    assert client.cookies.keys() == {"somv_csrf"} or not client.cookies
    assert events()[-1][0::3] == ("login-failed", "denied")
    typed = re.compile(r'(value|content)="[^"]*"')  # the name itself, and the token of the form
    assert typed.sub("", answer.text) == typed.sub("", log_in("en-anden", WRONG).text)


@pytest.mark.parametrize("case", ["unknown", "wrong password", "deactivated"])
def test_known_and_unknown_cost_the_same_queries(cast, case, django_assert_max_num_queries):
    """As many statements, and the fifth guess, which shuts, as many for a name that nobody has."""
    counted = []
    for _guess in range(5):
        with django_assert_max_num_queries(60) as asked:
            log_in(WHO[case], WRONG)
        counted.append([re.sub(r"\W.*", "", row["sql"]) for row in asked.captured_queries])
    invented = []
    for _guess in range(5):
        with django_assert_max_num_queries(60) as asked:
            log_in("slet-ingen", WRONG)
        invented.append([re.sub(r"\W.*", "", row["sql"]) for row in asked.captured_queries])
    assert counted[:4] == invented[:4]
    assert abs(len(counted[4]) - len(invented[4])) == 0


def test_a_hash_costs_as_much_for_whom_nobody_is(cast, settings):
    """The clock is not asked; the hasher and its work are the same because it is the same preferred one."""
    assert get_hasher("default").algorithm == User.objects.get(username="koordinator").password.partition("$")[0]


def test_the_session_of_a_colleague_stays_and_goes_on(cast):
    client = Client()
    log_in("koordinator", client=client)
    guess("koordinator", 20)
    assert is_in(client)
    new = "helt-anden-sætning-7"
    typed = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert client.post("/min-konto/adgangskode/", typed).status_code == 302
    assert client.post("/min-konto/bekraeft/", {"password": new}).status_code == 302
    assert is_in(client)


def test_the_one_that_shuts_stands_in_the_log_with_whose_log_in_it_is(cast):
    guess("jobcenter", 4)
    guess("Jobcenter", 3, source="203.0.113.{n}")
    guess("opfundet", 6)
    with as_owner():
        rows = AccessEvent.objects.filter(kind__startswith="login").order_by("at")
        told = [(row.kind, row.user_name, row.organisation, row.outcome, row.source) for row in rows]
    shut = ("login-shut", "Jytte Jernvig", "Jobcenter Guldborgsund", "denied", "203.0.113.1")
    assert told[4] == shut
    assert {row[:3] for row in told if row != shut} == {("login-failed", "", "")}


def test_a_password_chosen_by_link_opens(cast):
    guess("koordinator")
    link = actions.give_link(cast.koordinator, by=cast.admin)
    assert log_in("koordinator").status_code == 200
    new = "helt-anden-sætning-7"
    assert Client().post(f"/velkommen/{link.token}/", {"password": new, "again": new}).status_code == 302
    assert log_in("koordinator", new).status_code == 302


def test_ten_thousand_invented_names_name_nobody_and_are_gone_after_a_day(cast):
    FailedTry.objects.bulk_create(
        FailedTry(kind="password", who=f"{number:064x}", at=timezone.now() - timedelta(hours=number % 48))
        for number in range(10_000)
    )
    guess("koordinator", 1)
    assert actions.forget_old_tries() == sum(number % 48 >= 24 for number in range(10_000))
    stored = "".join(f"{row.who}{row.device}" for row in FailedTry.objects.order_by("id"))
    assert re.fullmatch(r"[0-9a-f]*", stored)
    assert "koordinator" not in stored and "198.51" not in stored


def test_what_is_typed_is_kept_nowhere(cast):
    """Neither the name nor the password, of whoever mistakes one field for the other."""
    log_in("min hemmelige adgangskode", "koordinator")
    assert {(row.kind, len(row.who), row.device) for row in FailedTry.objects.order_by("id")} == {
        ("password", 64, ""),
        ("source", 64, ""),
    }


def test_guesses_are_counted_however_the_answer_is_asked_for(cast):
    """allauth answers wrong passwords with 400 to scripts, and what a 400 did is rolled back: the count, too."""
    for _guess in range(5):
        log_in("koordinator", WRONG, HTTP_X_REQUESTED_WITH="XMLHttpRequest", HTTP_ACCEPT="application/json")
    assert said(log_in("koordinator")) == (200, TEXT)


def test_nothing_counts_in_the_cache_that_forgets(cast, settings):
    from django.core.cache import cache

    guess("koordinator", 3)
    cache.clear()
    guess("koordinator", 2)
    assert said(log_in("koordinator")) == (200, TEXT)
    assert settings.CACHES["default"]["OPTIONS"]["MAX_ENTRIES"] >= 100_000


# Per network.


def test_so_many_failures_shut_a_network_for_a_quarter_of_an_hour(cast, settings):
    assert (settings.SOURCE_TRIES, settings.SOURCE_TRIES_A_DAY) == (30, 100)
    settings.SOURCE_TRIES = 8
    known = a_known("laege")
    for number in range(8):
        log_in(f"navn{number}", WRONG)
    with hashes() as done:
        assert said(log_in("koordinator")) == (200, TEXT)
        assert said(log_in("findes-ikke", WRONG)) == (200, TEXT)
    assert done == []  # the same for every name: nothing is computed for whoever floods
    assert log_in("koordinator", REMOTE_ADDR="198.51.100.7").status_code == 302
    assert log_in("laege", client=known).status_code == 302  # a known browser is not held back by its neighbours
    hours_pass(0.3)
    assert log_in("koordinator").status_code == 302


def test_hammering_at_a_shut_name_shuts_the_network(cast, settings):
    settings.SOURCE_TRIES = 8
    with hashes() as done:
        for _guess in range(12):
            log_in("koordinator", WRONG)
    assert len(done) == 8
    assert User.objects.get(pk=cast.koordinator.pk).failed_logins == 8  # of a shut network nothing is looked at


def test_so_many_in_a_day_shut_it_for_the_day(cast, settings):
    settings.SOURCE_TRIES, settings.SOURCE_TRIES_A_DAY = 5, 12
    for number in range(12):
        if number % 4 == 0:
            hours_pass(0.3)
        log_in(f"navn{number}", WRONG)
    hours_pass(1)
    assert said(log_in("koordinator")) == (200, TEXT)
    hours_pass(24)
    assert log_in("koordinator").status_code == 302


@pytest.mark.parametrize(
    ("addresses", "is_one"),
    [
        (["2001:db8:1:2::1", "2001:db8:1:2:ffff::9"], True),
        (["2001:db8:1:2::1", "2001:db8:1:3::1"], False),
        (["192.0.2.1", "::ffff:192.0.2.1"], True),
        (["192.0.2.1", "192.0.2.2"], False),
    ],
)
def test_what_one_network_is(cast, addresses, is_one):
    for address in addresses:
        log_in("findes-ikke", WRONG, REMOTE_ADDR=address)
    assert FailedTry.objects.filter(kind="source").values("who").distinct().count() == 1 + (not is_one)


def test_a_forwarded_address_counts_only_from_our_own_proxy(cast, settings):
    for number in range(3):
        log_in("a", WRONG, REMOTE_ADDR="192.0.2.9", HTTP_X_FORWARDED_FOR=f"10.0.0.{number}")
    assert FailedTry.objects.filter(kind="source").values("who").distinct().count() == 1
    settings.TRUSTED_PROXIES = ["192.0.2.9"]
    for number in range(3):
        log_in("b", WRONG, REMOTE_ADDR="192.0.2.9", HTTP_X_FORWARDED_FOR=f"10.9.9.9, 10.0.0.{number}")
    assert FailedTry.objects.filter(kind="source").values("who").distinct().count() == 4


def test_the_limits_are_settings(cast, settings):
    settings.LOCKOUT_TRIES = 2
    guess("koordinator", 2)
    assert log_in("koordinator").status_code == 200
    settings.SOURCE_TRIES = 1
    log_in("x", WRONG)
    assert log_in("jobcenter").status_code == 200


def test_allauths_own_limits_are_off_and_its_words_are_not_used(settings):
    """Its "too many" is said for one name and not for another."""
    from allauth.account import app_settings

    assert app_settings.RATE_LIMITS == {}
    assert LoginView.form_class.__module__ == "allauth.account.forms"
