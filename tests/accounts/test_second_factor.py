"""A lost second step is reset by another; changes to a log-in are told; whoever was tried for learns it."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import actions
from accounts.login import recovery
from accounts.models import FactorReset, User
from accounts.queries import addressees
from accounts.views.security import key_of
from core.models import Notice, Refused
from core.outbox.sweep import sweep
from somv.wiring import KINDS
from tests.accounts.test_views_own import NEW, code_for
from tests.factories.accounts import PASSWORD
from tests.overview.traces import events

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def _fresh_limits(db):
    cache.clear()


@pytest.fixture
def with_factor(cast):
    TOTP.activate(cast.jobcenter, SECRET)
    recovery.make(cast.jobcenter)
    cast.jobcenter.email = "jytte@eksempel.invalid"
    cast.jobcenter.save()
    return cast.jobcenter


def told():
    """What is to be told of somebody's log-in: (person, what)."""
    return [
        (row.about, row.occasion.partition("-")[0]) for row in Notice.objects.filter(kind="own-log-in").order_by("id")
    ]


def url(person):
    return reverse("accounts:reset_second_factor", args=[person.pk])


def test_a_lost_second_step_is_reset_with_a_reason(cast, client_of, with_factor, settings):
    person, session = with_factor, client_of(with_factor)
    assert session.get("/").status_code == 200
    admin = client_of(cast.admin)
    assert "Nulstil det ekstra trin" in admin.get(reverse("accounts:person", args=[person.pk])).content.decode()
    page = admin.get(url(person)).content.decode()
    assert "får besked på mail" in page
    assert admin.post(url(person), {"reason": ""}).status_code == 422
    assert Authenticator.objects.filter(user=person).count() == 2
    assert admin.post(url(person), {"reason": "Telefonen er væk; mødt op med id-kort"}).status_code == 302
    assert Authenticator.objects.filter(user=person).count() == 0
    row = FactorReset.objects.get()
    assert (row.user, row.reason, row.history.get().history_user) == (person, row.history.get().reason, cast.admin)
    assert session.get("/").status_code == 302  # logged out everywhere
    assert told() == [(person.pk, "reset")]
    assert events()[-1][0] == "change"
    settings.SECOND_FACTOR_REQUIRED = True
    again = Client()
    assert again.post("/log-ind/", {"login": person.username, "password": PASSWORD}).status_code == 302
    assert again.get("/").url == reverse("mfa_index")  # set up anew


def test_nobody_resets_their_own_or_what_is_not_there(cast, client_of, with_factor):
    TOTP.activate(cast.admin, SECRET)
    with pytest.raises(Refused):
        actions.reset_second_factor(cast.admin, by=cast.admin, reason="væk")
    with pytest.raises(Refused):
        actions.reset_second_factor(cast.frivillig, by=cast.admin, reason="væk")
    assert Authenticator.objects.filter(user=cast.admin).count() == 1
    assert FactorReset.objects.count() == 0 and told() == []
    for name in ("koordinator", "projektleder", "logkontrol", "analytiker"):
        assert client_of(cast.user(name)).post(url(with_factor), {"reason": "væk"}).status_code == 404
    Authenticator.objects.filter(user=cast.admin).delete()
    stale = client_of(cast.admin, fresh=False).post(url(with_factor), {"reason": "væk"})
    assert stale.status_code == 422 and FactorReset.objects.count() == 0
    assert Authenticator.objects.filter(user=with_factor).count() == 2


def test_the_mail_names_nobody(cast, with_factor):
    actions.reset_second_factor(with_factor, by=cast.admin, reason="væk")
    sweep(KINDS, addressees, timezone.now())
    sent = [letter for letter in mail.outbox if letter.to == ["jytte@eksempel.invalid"]]
    assert len(sent) == 1
    text = sent[0].subject + sent[0].body
    assert "nulstillet det ekstra trin" in text
    for word in ("Jytte", "Jernvig", "jobcenter", cast.admin.name, "væk"):
        assert word not in text


def test_a_new_address_is_told_to_both(cast, client_of, with_factor):
    client, path = client_of(with_factor), reverse("accounts:own_email")
    Authenticator.objects.all().delete()
    assert client.post(path, {"email": "ikke en adresse"}).status_code == 422
    assert client.post(path, {"email": "ny@eksempel.invalid"}).status_code == 302
    assert User.objects.get(pk=with_factor.pk).email == "ny@eksempel.invalid"
    sweep(KINDS, addressees, timezone.now())
    assert sorted(letter.to[0] for letter in mail.outbox) == ["jytte@eksempel.invalid", "ny@eksempel.invalid"]


def test_the_account_page_no_longer_changes_the_address(cast, client_of, with_factor):
    client = client_of(with_factor, fresh=False)
    data = {"name": "Jytte Jernvig", "function": "", "phone": "", "language": "da", "email": "x@eksempel.invalid"}
    assert client.post(reverse("accounts:account"), data).status_code == 302
    assert User.objects.get(pk=with_factor.pk).email == "jytte@eksempel.invalid"
    assert client.get(reverse("accounts:own_email")).status_code == 302


def test_changes_to_ones_own_log_in_are_told(cast, client_of, django_capture_on_commit_callbacks):
    client, person = client_of(cast.koordinator), cast.koordinator
    with django_capture_on_commit_callbacks(execute=True):
        secret = client.get("/min-konto/to-trin/app/").context["form"].secret
        assert client.post("/min-konto/to-trin/app/", {"code": code_for(secret)}).status_code == 200
    session = client.session  # in life the session is stored after the commit, and holds that the app was just used
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time(), "reauthenticated": True}]
    session.save()
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/min-konto/noedkoder/nye/")
        client.post("/min-konto/to-trin/app/fjern/")
        changed = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
        assert client.post("/min-konto/adgangskode/", changed).status_code == 302
    assert sorted(what for _who, what in told()) == ["added", "codes", "password", "removed"]
    assert {who for who, _what in told()} == {person.pk}


@pytest.mark.parametrize(("failed", "is_told"), [(2, False), (3, True)])
def test_whoever_was_tried_for_learns_it_once(cast, failed, is_told):
    for _number in range(failed):
        Client().post("/log-ind/", {"login": "koordinator", "password": "forkert"})
    client = Client()
    client.post("/log-ind/", {"login": "koordinator", "password": PASSWORD})
    assert (f"Der har været {failed} mislykkede forsøg" in client.get("/").content.decode()) == is_told
    assert User.objects.get(pk=cast.koordinator.pk).failed_logins == 0
    client.post("/log-ud/")
    client.post("/log-ind/", {"login": "koordinator", "password": PASSWORD})
    assert "mislykkede forsøg" not in client.get("/").content.decode()


def test_a_passkey_of_somebody_else_does_not_exist(cast, client_of):
    row = Authenticator.objects.create(user=cast.jobcenter, type="webauthn", data={"name": "Min", "credential": {}})
    for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        path = reverse(name, args=[key_of(row)])
        assert client_of(cast.koordinator).post(path, {"name": "Din"}).status_code == 404
    assert Authenticator.objects.get().data["name"] == "Min"
