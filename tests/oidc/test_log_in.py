"""Log-in at a provider, from our side: whom it lets in, whom not, and what is left behind."""

import re

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts import actions
from accounts.models import ProviderLink, User
from tests.accounts.test_second_factor import SECRET
from tests.accounts.test_views_own import code_for
from tests.factories.accounts import PASSWORD
from tests.oidc.hand import BEGIN, answered, at, sent, through, tied, who
from tests.oidc.provider import LOA
from tests.overview.traces import events


@pytest.fixture
def person(cast, region, settings):
    tied(cast.jobcenter, settings)
    return cast.jobcenter


def plain(answer):
    """The page without its token against forged forms, which is another each time."""
    return re.sub(r"\b\w{64}\b", "", answer.content.decode())


def logged():
    return [(kind, outcome) for kind, _route, _citizens, outcome in events()]


def test_without_providers_nothing_shows_and_nothing_answers(cast, client_of):
    client = Client()
    assert "udbyder" not in client.get("/log-ind/").content.decode()
    assert client.post(BEGIN, {"provider": "region"}).status_code == 404
    back = reverse("accounts:provider_back", args=["region"])
    assert client.get(back, {"code": "x", "state": "x"}).status_code == 404
    one = client_of(cast.koordinator)
    assert "gennem din organisation" not in one.get(reverse("mfa_index")).content.decode()
    assert one.get(reverse("accounts:confirm_by_provider")).status_code == 404
    assert one.post(reverse("accounts:add_provider"), {"provider": "region"}).status_code == 404
    link = cast.provider_link
    for name, asking in (("remove_own_provider", one), ("remove_provider", client_of(cast.admin))):
        assert asking.get(reverse(f"accounts:{name}", args=[link.pk])).status_code == 404
    assert "form-action 'self';" in client.get("/log-ind/").headers["Content-Security-Policy"] + ";"


def test_the_whole_way(person, region):
    client = Client()
    page = client.get("/log-ind/")
    assert "Log ind med Login hos region" in page.content.decode()
    origin = region.issuer.partition("/realms")[0]
    assert re.search(rf"form-action 'self' {re.escape(origin)}(;|$)", page.headers["Content-Security-Policy"])
    answer = through(client, next="/borgere/")
    assert (answer.status_code, answer.headers["Location"], who(client)) == (302, "/borgere/", "jobcenter")
    assert logged()[-1] == ("login", "given")
    assert client.get("/").status_code == 200
    assert client.session.get("provider_way") is None
    user = User.objects.get(pk=person.pk)
    assert user.last_login is not None


def test_an_unknown_subject_is_nobody(cast, region):
    before = User.objects.count()
    client = Client()
    answer = through(client)
    text = answer.content.decode()
    assert (answer.status_code, who(client)) == (403, None)
    assert "Vi kender ikke dit login her" in text and "Tilbage til login" in text
    assert (User.objects.count(), ProviderLink.objects.count()) == (before, 1)
    assert logged()[-1] == ("login-failed", "denied")
    assert "code=" not in text and "state=" not in text
    assert Client().get(reverse("accounts:provider_refused")).status_code == 404


def test_nobody_is_found_by_what_else_the_provider_says(cast, region, settings):
    cast.jobcenter.email = "jytte@eksempel.invalid"
    cast.jobcenter.save()
    name = {"email": "jytte@eksempel.invalid", "email_verified": True, "preferred_username": "jobcenter"}
    region.answers = {**name, "name": cast.jobcenter.name, "cpr": "610190-1234"}
    client = Client()
    assert through(client).status_code == 403
    assert who(client) is None
    assert not ProviderLink.objects.filter(user=cast.jobcenter).exists()
    region.answers["sub"] = "jobcenter"
    assert through(client).status_code == 403


def test_the_same_subject_of_another_provider_is_another(person, servers, configure, settings):
    region, kommune = servers
    configure(region, kommune)
    client = Client()
    assert through(client, provider="kommune").status_code == 403
    assert who(client) is None
    assert through(client).status_code == 302
    assert who(client) == "jobcenter"


def test_an_id_that_is_given_to_another_provider_opens_nothing(person, servers, configure):
    configure({**servers[1].settings(), "id": "region"})
    client = Client()
    assert through(client).status_code == 403
    assert who(client) is None


@pytest.mark.parametrize("level", ["Low", None, "substantial", "Højt"])
def test_a_log_in_that_is_not_sure_enough(person, region, level):
    region.answers = {LOA: level}
    client = Client()
    answer = through(client)
    assert (answer.status_code, who(client)) == (403, None)
    assert "Der skal et mere sikkert login til" in answer.content.decode()
    assert logged()[-1] == ("login-failed", "denied")


def test_a_deactivated_person_is_told_what_an_unknown_one_is(cast, person, region):
    region.answers = {"sub": "somebody else"}
    unknown = plain(through(Client()))
    User.objects.filter(pk=person.pk).update(is_active=False)
    region.answers = {}
    client = Client()
    answer = through(client)
    assert (answer.status_code, who(client)) == (403, None)
    assert plain(answer) == unknown


def test_deactivation_takes_the_link_and_being_taken_back_does_not_give_it_again(cast, person, region):
    actions.close_login(person, by=cast.admin, reason="stoppet")
    assert ProviderLink.objects.get(user=person).ended_at is not None
    User.objects.filter(pk=person.pk).update(is_active=True)
    client = Client()
    assert through(client).status_code == 403 and who(client) is None


def test_a_provider_that_speaks_for_one_workplace(cast, person, servers, configure):
    elsewhere, there = str(cast.workplaces["team"].pk), str(cast.workplaces["job_centre"].pk)
    configure(servers[0].settings(organisation=elsewhere))
    assert through(Client()).status_code == 403
    configure(servers[0].settings(organisation=there))
    client = Client()
    assert through(client).status_code == 302 and who(client) == "jobcenter"


@pytest.mark.parametrize(
    "wanted", ["//evil.eksempel.invalid/", "https://evil.eksempel.invalid/", "javascript:x", "\\\\evil"]
)
def test_one_is_never_sent_elsewhere(person, region, wanted):
    client = Client()
    assert through(client, next=wanted).headers["Location"] == "/"
    assert who(client) == "jobcenter"


def test_it_begins_with_a_post_of_ours(person, region):
    client = Client(enforce_csrf_checks=True)
    assert client.get(BEGIN).status_code == 405
    assert client.post(BEGIN, {"provider": "region"}).status_code == 403
    assert Client().post(BEGIN, {"provider": "elsewhere"}).status_code == 404


def test_the_answer_fits_the_session_it_began_in_and_only_once(person, region):
    mine, theirs = Client(), Client()
    back = answered(sent(mine))
    assert at(theirs, back).status_code == 403 and who(theirs) is None
    sent(theirs)
    assert at(theirs, back).status_code == 403 and who(theirs) is None  # another state
    assert at(mine, back).status_code == 302 and who(mine) == "jobcenter"
    again = Client()
    assert at(again, back).status_code == 403 and who(again) is None
    mine.post(reverse("account_logout"))
    assert at(mine, back).status_code == 403 and who(mine) is None


def test_a_failed_answer_ends_the_way(person, region):
    client = Client()
    back = answered(sent(client))
    assert at(client, back.replace("state=", "state=x")).status_code == 403
    assert at(client, back).status_code == 403
    assert who(client) is None


def test_the_other_providers_way_back_does_not_fit(person, servers, configure):
    configure(*servers)
    client = Client()
    back = answered(sent(client)).replace("/region/", "/kommune/")
    assert at(client, back).status_code == 403 and who(client) is None


def test_whoever_turns_back_is_told_so(person, region):
    region.redirected = {"error": "access_denied"}
    answer = through(Client())
    assert answer.status_code == 403 and "Du gik tilbage" in answer.content.decode()


def test_a_provider_that_is_away(person, region):
    region.metadata = {"issuer": "another"}
    cache.clear()
    answer = Client().post(BEGIN, {"provider": "region"}, follow=True)
    assert answer.status_code == 403 and "Det lykkedes ikke" in answer.content.decode()


def test_our_own_second_step_is_asked_unless_the_provider_has_asked_for_two(person, servers, configure, settings):
    region = servers[0]
    settings.SECOND_FACTOR_REQUIRED = True
    client = Client()
    assert through(client).status_code == 302
    assert client.get("/").headers["Location"] == reverse("mfa_index")  # to set one up
    TOTP.activate(person, SECRET)
    client = Client()
    assert through(client, next="/borgere/").headers["Location"] == reverse("mfa_authenticate")
    assert who(client) is None
    assert client.post(reverse("mfa_authenticate"), {"code": code_for(SECRET)}).headers["Location"] == "/borgere/"
    assert who(client) == "jobcenter"
    configure(region.settings(second_factor_level="High"))
    assert through(Client()).headers["Location"] == reverse("mfa_authenticate")
    region.answers = {LOA: "High"}
    client = Client()
    assert through(client).headers["Location"] == "/"
    assert client.get("/").status_code == 200 and who(client) == "jobcenter"


def test_whoever_has_none_of_ours_needs_none_where_the_provider_asks_for_two(person, servers, configure, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    configure(servers[0].settings(second_factor_level="Substantial"))
    client = Client()
    through(client)
    assert client.get("/").status_code == 200
    assert "ikke noget ekstra trin her" in client.get(reverse("mfa_index")).content.decode()


def test_without_a_password_the_form_knows_nobody(person, region):
    person.set_unusable_password()
    person.save()
    known = Client().post("/log-ind/", {"login": "jobcenter", "password": PASSWORD})
    unknown = Client().post("/log-ind/", {"login": "findes-ikke", "password": PASSWORD})
    assert known.status_code == unknown.status_code == 200
    assert plain(known).replace("jobcenter", "findes-ikke") == plain(unknown)
    client = Client()
    through(client)
    assert client.get(reverse("account_change_password")).headers["Location"] == reverse("mfa_index")


def test_log_out_is_here_only_and_says_so(person, servers, configure, region):
    client = Client()
    through(client)
    answer = client.post(reverse("account_logout"), follow=True)
    assert who(client) is None and "stadig være logget ind hos Login hos region" in answer.content.decode()
    configure(servers[0].settings(end_session=True))
    through(client)
    where = client.post(reverse("account_logout")).headers["Location"]
    assert where.startswith(f"{region.issuer}/end?") and "post_logout_redirect_uri=" in where and who(client) is None
    assert "id_token" not in where
    through(client)
    region.metadata = {"end_session_endpoint": None}
    cache.clear()
    assert client.post(reverse("account_logout")).headers["Location"] == "/log-ind/"
    assert who(client) is None


def test_no_word_of_the_provider_is_kept(person, region, caplog):
    region.answers = {"name": "Jytte Fremmednavn", "cpr": "610190-1234"}
    client = Client()
    with caplog.at_level("INFO"):
        through(client)
        region.answers |= {"sub": "fremmed-subject"}
        through(Client())
    kept = str(dict(client.session.items())) + caplog.text
    for word in ("Fremmednavn", "610190", "fremmed-subject", "subject-1", region.secret):
        assert word not in kept
    assert "refused: unknown" in caplog.text
