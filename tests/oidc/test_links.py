"""Who a provider's subject is: tied by a one-time link or by oneself, listed, and taken away again."""

import time

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import actions
from accounts.models import Invitation, ProviderLink, User
from accounts.queries import addressees, linked
from core.models import Refused
from core.outbox.sweep import sweep
from somv.wiring import KINDS
from tests.accounts.test_second_factor import SECRET, told
from tests.factories.accounts import provider_link
from tests.oidc.hand import answered, at, sent, through, tied, who
from tests.oidc.provider import LOA
from tests.overview.traces import events

SURE = {"sure": "1"}
SECURITY = reverse("mfa_index")
ADD, CONFIRM = reverse("accounts:add_provider"), reverse("accounts:confirm_by_provider")


@pytest.fixture(autouse=True)
def _fresh_limits(db):
    cache.clear()


@pytest.fixture
def link(cast, region):
    """A one-time link to somebody who has no password yet."""
    cast.jobcenter.set_unusable_password()
    cast.jobcenter.save()
    return actions.give_link(cast.jobcenter, by=cast.admin, purpose="invitation")


def accepting(link):
    return reverse("accounts:accept_by_provider", args=[link.token])


def open_links(person):
    return ProviderLink.objects.filter(user=person, ended_at__isnull=True)


def test_an_invited_person_comes_in_by_the_provider_alone(cast, link, settings):
    client = Client()
    page = client.get(reverse("accounts:welcome", args=[link.token])).content.decode()
    assert "Eller log ind gennem din organisation" in page and accepting(link) in page
    answer = through(client, accepting(link))
    assert (answer.status_code, answer.headers["Location"], who(client)) == (302, "/", "jobcenter")
    assert client.get("/").status_code == 200
    row = open_links(cast.jobcenter).get()
    assert row.history.get().history_user == cast.jobcenter and "subject-1" not in str(row.__dict__)
    assert Invitation.objects.get(user=cast.jobcenter).used_at is not None
    assert not User.objects.get(pk=cast.jobcenter.pk).has_usable_password()
    assert told() == [(cast.jobcenter.pk, "tied")] and events()[-2][0] == "login"
    later = Client()
    assert through(later).status_code == 302 and who(later) == "jobcenter"


def test_the_link_works_once_and_a_dead_one_does_not_exist(cast, link, region):
    through(Client(), accepting(link))
    region.answers = {"sub": "somebody-else"}
    client = Client()
    assert client.post(accepting(link), {"provider": "region"}).status_code == 404
    nobody = reverse("accounts:accept_by_provider", args=["x" * 43])
    assert client.post(nobody, {"provider": "region"}).status_code == 404
    assert open_links(cast.jobcenter).count() == 1 and who(client) is None


def test_a_link_that_is_withdrawn_on_the_way_ties_nobody(cast, link):
    client = Client()
    back = answered(sent(client, accepting(link)))
    actions.give_link(cast.jobcenter, by=cast.admin)
    answer = at(client, back)
    assert answer.status_code == 403 and "Linket virker ikke længere" in answer.content.decode()
    assert not open_links(cast.jobcenter) and who(client) is None


def test_the_link_must_be_proved_now_and_securely(cast, link, region):
    """On a shared computer a colleague may still be logged in at the provider."""
    assert "prompt=login" in sent(Client(), accepting(link))
    for lie in ({"auth_time": int(time.time()) - 900}, {"auth_time": None}, {LOA: "Low"}):
        region.answers = lie
        client = Client()
        assert through(client, accepting(link)).status_code == 403 and who(client) is None
    assert not open_links(cast.jobcenter)
    assert Invitation.objects.get(user=cast.jobcenter).used_at is None


def test_a_link_alone_does_not_get_past_a_second_step(cast, link):
    TOTP.activate(cast.jobcenter, SECRET)
    client = Client()
    assert "gennem din organisation" not in client.get(reverse("accounts:welcome", args=[link.token])).content.decode()
    assert client.post(accepting(link), {"provider": "region"}).status_code == 404


def test_a_second_step_that_comes_on_the_way_stops_it_too(cast, link):
    client = Client()
    back = answered(sent(client, accepting(link)))
    TOTP.activate(cast.jobcenter, SECRET)
    assert at(client, back).status_code == 403
    assert not open_links(cast.jobcenter) and who(client) is None


def test_somebody_elses_subject_ties_nobody(cast, link, settings):
    tied(cast.frivillig, settings)
    client = Client()
    answer = through(client, accepting(link))
    assert answer.status_code == 403 and "hører til en anden person" in answer.content.decode()
    assert not open_links(cast.jobcenter) and who(client) is None
    assert Invitation.objects.get(user=cast.jobcenter).used_at is None
    assert Client().get(reverse("accounts:welcome", args=[link.token])).status_code == 200


def test_one_adds_ones_own(cast, client_of, region, settings):
    client = client_of(cast.jobcenter)
    page = client.get(SECURITY).content.decode()
    assert "Tilføj Login hos region" in page
    assert through(client, ADD).headers["Location"] == SECURITY
    row = open_links(cast.jobcenter).get()
    page = client.get(SECURITY).content.decode()
    assert "Tilføj Login hos region" not in page
    assert reverse("accounts:remove_own_provider", args=[row.pk]) in page
    assert linked(settings.OIDC_PROVIDERS["region"], "subject-1") == row
    assert told() == [(cast.jobcenter.pk, "tied")]
    assert "change" in [kind for kind, *_rest in events()]
    assert client.post(ADD, {"provider": "region"}).status_code == 404  # has it


def test_adding_asks_for_a_fresh_log_in_and_a_proof_of_now(cast, client_of, region):
    stale = client_of(cast.jobcenter, fresh=False)
    assert stale.post(ADD, {"provider": "region"}).status_code == 422
    client = client_of(cast.jobcenter)
    assert "prompt=login" in sent(client, ADD)
    region.answers = {"auth_time": int(time.time()) - 900}
    assert through(client, ADD).status_code == 403
    assert not open_links(cast.jobcenter)


def test_the_way_is_the_persons_who_began_it(cast, client_of, region):
    client = client_of(cast.jobcenter)
    back = answered(sent(client, ADD))
    session = client.session
    session["provider_way"] |= {"who": str(cast.koordinator.pk)}
    session.save()
    assert at(client, back).status_code == 403
    assert "provider_way" not in client.session and not open_links(cast.jobcenter)
    assert ProviderLink.objects.count() == 1  # the cast's own


def test_one_removes_ones_own_but_never_the_last_way_in(cast, client_of, region, settings):
    row, elsewhere = tied(cast.jobcenter, settings), client_of(cast.jobcenter)
    elsewhere.get("/")
    path = reverse("accounts:remove_own_provider", args=[row.pk])
    client = client_of(cast.jobcenter)
    assert "ikke længere logge ind med" in client.get(path).content.decode()
    User.objects.filter(pk=cast.jobcenter.pk).update(password="!")
    with pytest.raises(Refused):
        actions.remove_own_provider(row, session=None)
    cast.jobcenter.refresh_from_db()
    cast.jobcenter.set_password("en helt almindelig sætning")
    cast.jobcenter.save()
    client = client_of(cast.jobcenter)
    assert client.post(path, SURE).headers["Location"] == SECURITY
    assert not open_links(cast.jobcenter) and told() == [(cast.jobcenter.pk, "untied")]
    assert client.post(path, SURE).status_code == 404
    assert through(Client()).status_code == 403


def test_the_last_way_in_is_refused_on_the_page(cast, client_of, region, settings):
    row = tied(cast.jobcenter, settings)
    cast.jobcenter.set_unusable_password()
    cast.jobcenter.save()
    answer = client_of(cast.jobcenter).post(reverse("accounts:remove_own_provider", args=[row.pk]), SURE)
    assert answer.status_code == 422 and "eneste måde at logge ind" in answer.content.decode()
    assert open_links(cast.jobcenter).count() == 1
    provider_link(cast.jobcenter, "nedlagt")  # a provider that is not set is no way in
    with pytest.raises(Refused):
        actions.remove_own_provider(row, session=None)


def test_nobody_removes_anothers(cast, client_of, region, settings):
    row = tied(cast.jobcenter, settings)
    own = reverse("accounts:remove_own_provider", args=[row.pk])
    managed = reverse("accounts:remove_provider", args=[row.pk])
    for name in ("koordinator", "admin", "projektleder"):
        assert client_of(cast.user(name)).post(own, SURE).status_code == 404
    for name in ("koordinator", "jobcenter", "projektleder", "logkontrol"):
        assert client_of(cast.user(name)).post(managed, {"reason": "væk"}).status_code == 404
    assert client_of(cast.admin, fresh=False).post(managed, {"reason": "væk"}).status_code == 422
    assert open_links(cast.jobcenter).count() == 1


def test_the_administrator_removes_it_with_a_reason(cast, client_of, region, settings):
    row, session = tied(cast.jobcenter, settings), Client()
    through(session)
    admin = client_of(cast.admin)
    path = reverse("accounts:remove_provider", args=[row.pk])
    assert path in admin.get(reverse("accounts:person", args=[cast.jobcenter.pk])).content.decode()
    assert admin.post(path, {"reason": ""}).status_code == 422
    assert admin.post(path, {"reason": "Nyt login hos regionen"}).status_code == 302
    row.refresh_from_db()
    assert row.ended_at is not None
    last = row.history.first()
    assert (last.history_user, last.history_change_reason) == (cast.admin, "Nyt login hos regionen")
    assert session.get("/").status_code == 302  # logged out
    assert told() == [(cast.jobcenter.pk, "untied")]
    with pytest.raises(Refused):
        actions.remove_provider(row, by=cast.admin, reason="igen")
    with pytest.raises(Refused):
        actions.remove_provider(tied(cast.admin, settings, "admins"), by=cast.admin, reason="min egen")


def test_the_mail_names_nobody(cast, region, settings):
    cast.jobcenter.email = "jytte@eksempel.invalid"
    cast.jobcenter.save()
    actions.remove_provider(tied(cast.jobcenter, settings), by=cast.admin, reason="væk")
    sweep(KINDS, addressees, timezone.now())
    (letter,) = [letter for letter in mail.outbox if letter.to == ["jytte@eksempel.invalid"]]
    assert "fjernet fra dit login" in letter.body
    for word in ("Jytte", "Jernvig", "jobcenter", "region", cast.admin.name):
        assert word not in letter.subject + letter.body


@pytest.fixture
def inside(cast, region, settings):
    """Logged in by the provider, without a password; it is a while ago."""
    tied(cast.jobcenter, settings)
    cast.jobcenter.set_unusable_password()
    cast.jobcenter.save()
    client = Client()
    through(client)
    _aged(client)
    return client


def _aged(client):
    session = client.session
    for row in session["account_authentication_methods"]:
        row["at"] -= 3600
    session.save()


def test_step_up_by_the_provider(inside, region):
    own = reverse("accounts:own_email")
    answer = inside.get(own, follow=True)
    assert (
        answer.redirect_chain[-1][0].startswith(CONFIRM) and "Bekræft med Login hos region" in answer.content.decode()
    )
    where = sent(inside, CONFIRM, next=own)
    assert "prompt=login" in where and "max_age=0" in where
    assert inside.get(answered(where)).headers["Location"] == own
    assert inside.get(own).status_code == 200


def test_step_up_needs_the_same_person_now(inside, region, cast, settings):
    own = reverse("accounts:own_email")
    tied(cast.frivillig, settings, "subject-2")
    for lie in ({"sub": "subject-2"}, {"auth_time": int(time.time()) - 600}, {"auth_time": None}, {LOA: "Low"}):
        region.answers = lie
        answer = through(inside, CONFIRM, next=own)
        assert answer.status_code == 403 and who(inside) == "jobcenter"
        assert "Tilbage til Min sikkerhed" in answer.content.decode()
        assert inside.get(own).status_code == 302


def test_a_log_in_is_as_fresh_as_the_provider_says(inside, region, cast):
    own = reverse("accounts:own_email")
    for proved, status in ((int(time.time()) - 900, 302), (None, 302), (int(time.time()), 200)):
        region.answers = {"auth_time": proved}
        client = Client()
        through(client)
        assert client.get(own).status_code == status


def test_setting_up_a_factor_asks_whoever_has_neither_password_nor_factor(inside, cast):
    """allauth asks nothing of such a person: it has no way of its own to ask."""
    add = reverse("mfa_activate_totp")
    answer = inside.get(add)
    assert answer.status_code == 302 and answer.headers["Location"].startswith(CONFIRM)
    assert through(inside, CONFIRM, next=add).headers["Location"] == add
    assert inside.get(add).status_code == 200


def test_with_a_factor_of_ours_the_provider_confirms_only_with_two_of_its_own(inside, servers, configure, cast):
    TOTP.activate(cast.jobcenter, SECRET)
    assert inside.get(CONFIRM).status_code == 404
    configure(servers[0].settings(second_factor_level="High"))
    own = reverse("accounts:own_email")
    assert through(inside, CONFIRM, next=own).status_code == 403  # "Substantial" is one here
    assert inside.get(own).status_code == 302
    servers[0].answers = {LOA: "High"}
    assert through(inside, CONFIRM, next=own).headers["Location"] == own
    assert inside.get(own).status_code == 200


def test_a_stale_post_keeps_what_was_typed_and_points_to_the_provider(inside):
    answer = inside.post(reverse("accounts:own_email"), {"email": "ny@eksempel.invalid"})
    text = answer.content.decode()
    assert answer.status_code == 422 and "ny@eksempel.invalid" in text and reverse("account_reauthenticate") in text
    assert inside.get(reverse("account_reauthenticate")).headers["Location"].startswith(CONFIRM)
