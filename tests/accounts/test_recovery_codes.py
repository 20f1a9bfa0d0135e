"""Recovery codes: shown in the answer that makes them and never again, kept as hashes, each good for one log-in."""

from __future__ import annotations

from importlib import import_module
from unittest import mock
from urllib.parse import unquote

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.apps import apps
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.test import Client

from accounts.login import SecondFactorAdapter, recovery
from accounts.models import FailedTry
from core.models import Notice
from tests.accounts.test_views_own import code_for, codes_on, set_up
from tests.factories.accounts import PASSWORD
from tests.overview.traces import events
from tests.roles import as_owner

pytestmark = pytest.mark.django_db
NEW, MINE, STEP = "/min-konto/noedkoder/nye/", "/min-konto/to-trin/", "/log-ind/to-trin/"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def _no_code_was_used(db):
    cache.clear()


@pytest.fixture
def logged_in(cast):
    client = Client()
    client.post("/log-ind/", {"login": "koordinator", "password": PASSWORD})
    return client


def row_of(person):
    return Authenticator.objects.get(user=person, type="recovery_codes")


def enter(code, name="koordinator"):
    """Log in with a code in the second step; whether one is in."""
    client = Client()
    assert client.post("/log-ind/", {"login": name, "password": PASSWORD}).url == STEP
    return client.post(STEP, {"code": code}).status_code == 302


def test_codes_without_a_second_step_are_refused_in_our_words(cast, logged_in):
    logged_in.post("/min-konto/bekraeft/", {"password": PASSWORD})
    answer = logged_in.post(NEW)
    assert "Sæt først en app eller en adgangsnøgle op" in answer.text and "gendannelseskoder" not in answer.text
    assert not Authenticator.objects.exists()


def test_the_first_factor_brings_ten_codes_in_the_same_answer(cast, logged_in):
    logged_in.post("/min-konto/bekraeft/", {"password": PASSWORD})
    secret = logged_in.get(MINE + "app/").context["form"].secret
    answer = logged_in.post(MINE + "app/", {"code": code_for(secret)})
    codes = codes_on(answer)
    assert len(set(codes)) == 10 and "Koderne vises kun denne ene gang" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    index = logged_in.get(MINE).text
    assert "10 ubrugte koder er tilbage." in index and not [code for code in codes if code in index]
    for path in ("/min-konto/noedkoder/", "/min-konto/noedkoder/download/"):
        assert logged_in.get(path).status_code == 404


def test_they_can_be_downloaded_from_that_answer_without_being_asked_for_again(cast, logged_in):
    set_up(logged_in)
    answer = logged_in.post(NEW)
    text = unquote(answer.context["file"].partition(",")[2])
    assert text.splitlines() == ["Nødkoder til SOMV", "", *codes_on(answer)]
    assert 'href="data:text/plain;charset=utf-8,' in answer.text and 'download="somv-noedkoder.txt"' in answer.text
    logged_in.post("/sprog/", {"language": "en"})
    english = logged_in.post(NEW)
    assert unquote(english.context["file"].partition(",")[2]).startswith("Recovery codes for SOMV\r\n")
    assert "nobody can find them again" in english.text and 'download="somv-recovery-codes.txt"' in english.text


def test_each_lets_one_in_once_with_or_without_the_space_one_wrote(cast, logged_in):
    set_up(logged_in)
    codes = codes_on(logged_in.post(NEW))
    typed = f"{codes[0][:4]} {codes[0][4:]}"
    assert [enter(typed), enter(typed), enter(codes[0]), enter(codes[1])] == [True, False, False, True]
    assert recovery.left(cast.koordinator) == 8
    assert row_of(cast.koordinator).last_used_at is not None


def test_new_ones_end_the_old_ones_and_are_told(cast, logged_in):
    set_up(logged_in)
    old = codes_on(logged_in.post(NEW))
    assert "De koder, du har nu, virker ikke længere." in logged_in.get(NEW).text
    new = codes_on(logged_in.post(NEW))
    assert len(new) == 10 and not set(old) & set(new)
    assert events()[-1][0] == "change"
    told = Notice.objects.filter(kind="own-log-in", about=cast.koordinator.pk, occasion__startswith="codes-")
    assert told.count() == 2
    assert [enter(old[0]), enter(new[0])] == [False, True]


def test_without_a_second_factor_there_are_none_to_make(cast, logged_in):
    logged_in.post("/min-konto/bekraeft/", {"password": PASSWORD})
    answer = logged_in.post(NEW)
    assert answer.status_code == 200 and codes_on(answer) == []
    assert not Authenticator.objects.filter(type="recovery_codes").exists()


def test_when_the_last_is_used_the_page_says_that_there_are_none(cast, client_of):
    TOTP.activate(cast.koordinator, SECRET)
    codes = recovery.make(cast.koordinator)
    for code in codes:
        assert recovery.use(cast.koordinator, code) is not None
    assert recovery.left(cast.koordinator) == 0 and recovery.use(cast.koordinator, codes[0]) is None
    assert "Du har ingen nødkoder." in client_of(cast.koordinator).get(MINE).text


def test_a_second_factor_more_leaves_the_codes_one_has(cast, logged_in):
    recovery.make(cast.koordinator)
    before = row_of(cast.koordinator).pk
    logged_in.post("/min-konto/bekraeft/", {"password": PASSWORD})
    secret = logged_in.get(MINE + "app/").context["form"].secret
    answer = logged_in.post(MINE + "app/", {"code": code_for(secret)})
    assert (answer.status_code, answer.url) == (302, MINE)
    assert row_of(cast.koordinator).pk == before


def test_a_guess_costs_one_hash_however_many_codes_there_are(cast):
    """Ten would let whoever knows the password keep a core busy."""
    codes = recovery.make(cast.koordinator)
    real = PBKDF2PasswordHasher.encode
    for typed, hashes in ((codes[9], 1), ("00000000", 1), ("x" * 5000, 0), ("123456", 0), ("٣٣٣٣٣٣٣٣", 0)):
        with mock.patch.object(PBKDF2PasswordHasher, "encode", autospec=True, side_effect=real) as encode:
            recovery.use(cast.koordinator, typed)
        assert encode.call_count == hashes, typed


def test_five_wrong_ones_shut_the_step_for_a_right_one(cast, logged_in):
    set_up(logged_in)
    code = codes_on(logged_in.post(NEW))[0]
    assert [enter(f"{number:08}") for number in range(5)] == [False] * 5
    assert FailedTry.objects.filter(kind="factor").count() == 5
    assert not enter(code)
    assert recovery.left(cast.koordinator) == 10


def test_a_code_confirms_that_it_is_oneself_once(cast, logged_in):
    set_up(logged_in)
    code = codes_on(logged_in.post(NEW))[0]
    confirm = "/min-konto/bekraeft/to-trin/"
    assert [logged_in.post(confirm, {"code": code}).status_code for _time in range(2)] == [302, 200]


def test_somebody_elses_codes_open_nothing(cast, logged_in):
    set_up(logged_in)
    theirs = recovery.make(cast.jobcenter)
    assert not enter(theirs[0])
    assert recovery.left(cast.jobcenter) == 10


# What was kept before, and could be read back.


def as_before(person):
    """A set of codes as allauth keeps it, three of them used; what is left of it."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("alter table mfa_authenticator drop constraint recovery_codes_are_hashed")
    data = {"seed": SecondFactorAdapter().encrypt("ab" * 40), "used_mask": 0b1101, "viewed_at": 1.0}
    row = Authenticator.objects.create(user=person, type="recovery_codes", data=data)
    return RecoveryCodes(row).get_unused_codes()


def test_codes_on_paper_go_on_working_and_are_read_no_more(cast):
    TOTP.activate(cast.koordinator, SECRET)
    on_paper = as_before(cast.koordinator)
    already = recovery.make(cast.jobcenter)
    assert len(on_paper) == 7
    migration = import_module("accounts.migrations.0018_hash_recovery_codes")
    migration.hash_codes(apps, None)
    assert list(row_of(cast.koordinator).data) == ["hashes"]
    assert recovery.left(cast.koordinator) == 7
    assert [enter(on_paper[3]), enter(on_paper[3])] == [True, False]
    assert recovery.use(cast.jobcenter, already[0]) is not None  # what was hashed already is left as it is
    migration.hash_codes(apps, None)
    assert recovery.left(cast.koordinator) == 6


def test_the_database_refuses_codes_that_can_be_read_back(cast):
    for data in ({"seed": "x", "used_mask": 0}, {"migrated_codes": []}, {}, {"hashes": "x", "seed": "x"}):
        with pytest.raises(IntegrityError, match="recovery_codes_are_hashed"), transaction.atomic():
            Authenticator.objects.create(user=cast.koordinator, type="recovery_codes", data=data)
    assert Authenticator.objects.create(user=cast.koordinator, type="totp", data={"secret": "x"}).pk
