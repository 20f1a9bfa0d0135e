"""Step-up: what leads far asks for a log-in of the last minutes, and nothing typed is lost on the way."""

import time
from datetime import timedelta
from urllib.parse import unquote

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.urls import reverse

from accounts.models import CalendarKey, Invitation, User
from citizens.models import ProgrammeLead
from core.dates import today
from core.models import Job
from tests.accounts.test_views_own import code_for
from tests.factories.accounts import PASSWORD
from tests.guards.routes import all_routes
from tests.overview.traces import events

CONFIRM = reverse("account_reauthenticate")
# Written a second time: bulk exports, grants, links to a password, the calendar's key (issue 5, item 6; ADR 0025).
ASKS = {
    "accounts:add_provider": {"GET", "HEAD", "POST"},
    "accounts:calendar": {"POST"},
    "accounts:edit_person": {"GET", "HEAD", "POST"},
    "accounts:give_link": {"GET", "HEAD", "POST"},
    "accounts:invite": {"GET", "HEAD", "POST"},
    "accounts:reactivate": {"GET", "HEAD", "POST"},
    "accounts:open_login": {"GET", "HEAD", "POST"},
    "accounts:own_email": {"GET", "HEAD", "POST"},
    "accounts:sessions": {"POST"},
    "accounts:remove_own_provider": {"GET", "HEAD", "POST"},
    "accounts:remove_provider": {"GET", "HEAD", "POST"},
    "accounts:reset_second_factor": {"GET", "HEAD", "POST"},
    "citizens:add_lead": {"GET", "HEAD", "POST"},
    "followups:extract": {"GET", "HEAD", "POST"},
    "overview:emergency_open": {"GET", "HEAD", "POST"},
    "overview:pack_file": {"GET", "HEAD", "POST"},
    "overview:week": {"POST"},
    "tracks:answer_wish": {"GET", "HEAD", "POST"},
    "tracks:move_person": {"GET", "HEAD", "POST"},
}


@pytest.fixture(autouse=True)
def _fresh_limits(db):
    cache.clear()


def confirm(client, path, data):
    """Answer the question as a browser does: the POST is repeated to where the answer says."""
    answer = client.post(path, data)
    assert (answer.status_code, answer.headers["Location"]) == (307, path)
    return client.post(path, data)


def test_what_asks_for_a_fresh_log_in_is_known():
    assert {route.name: set(route.rule.fresh) for route in all_routes() if route.rule and route.rule.fresh} == ASKS


@pytest.mark.parametrize("name", ["invite", "give_link", "edit_person", "reactivate"])
def test_a_stale_look_leads_to_confirming_and_from_there_to_the_page(cast, client_of, name):
    person = cast.deactivated if name == "reactivate" else cast.jobcenter
    path = reverse(f"accounts:{name}", args=[] if name == "invite" else [person.pk])
    client = client_of(cast.admin, fresh=False)
    answer = client.get(path)
    assert (answer.status_code, answer.url) == (302, f"{CONFIRM}?next={path}")
    assert "det er nogle minutter siden" in client.get(answer.url).content.decode().lower()
    answer = client.post(CONFIRM, {"password": PASSWORD, "next": path})
    assert (answer.status_code, answer.url) == (302, path)
    assert client.get(path).status_code == 200


def test_confirming_leads_nowhere_else(cast, client_of):
    for evil in ("https://evil.test/", "//evil.test/", "/\\evil.test", "javascript:alert(1)"):
        client = client_of(cast.admin, fresh=False)
        assert client.post(CONFIRM, {"password": PASSWORD, "next": evil}).url == "/"


def test_a_stale_grant_does_nothing_and_loses_nothing(cast, client_of):
    client, path = client_of(cast.admin, fresh=False), reverse("tracks:move_person", args=[cast.frivillig.pk])
    typed = {
        "role": "lead",
        "organisation": cast.workplaces["team"].name,
        "starts_on": (today() + timedelta(days=9)).isoformat(),
        "ends_on": "",
    }
    answer = client.post(path, typed)
    assert answer.status_code == 422
    assert "Intet er gemt endnu" in answer.content.decode()
    kept = dict(answer.context["kept"])
    assert kept == typed
    assert cast.frivillig.affiliations.count() == 1
    wrong = client.post(path, {**kept, "confirm-password": "forkert"})
    assert wrong.status_code == 200 and dict(wrong.context["kept"]) == typed
    assert PASSWORD not in wrong.content.decode() and "forkert" not in wrong.content.decode()
    assert cast.frivillig.affiliations.count() == 1
    assert events()[-1][0] == "login-failed"
    done = confirm(client, path, {**kept, "confirm-password": PASSWORD})
    assert done.status_code == 302
    assert cast.frivillig.affiliations.count() == 2


def test_a_stale_link_invitation_and_lead_are_not_made(cast, client_of):
    client = client_of(cast.admin, fresh=False)
    before = (User.objects.count(), Invitation.objects.count(), ProgrammeLead.objects.count())
    for path in (
        reverse("accounts:give_link", args=[cast.jobcenter.pk]),
        reverse("accounts:invite"),
        reverse("citizens:add_lead", args=[cast.programme.pk]),
    ):
        answer = client.post(path, {"name": "N", "username": "ny", "person": str(cast.projektleder.pk)})
        assert answer.status_code == 422 and answer.context["kept"], path
    assert (User.objects.count(), Invitation.objects.count(), ProgrammeLead.objects.count()) == before


def test_a_stale_export_leaves_no_file_no_job_and_no_trace_of_an_export(cast, client_of):
    lead = client_of(cast.projektleder, fresh=False)
    before = Job.objects.count()
    for path, data in (
        (reverse("followups:extract", args=[cast.programme.pk]), {"fil": "csv"}),
        (reverse("overview:pack_file", args=[cast.pack.pk]), {}),
        (reverse("overview:week"), {"citizens": [str(cast.peter.pk)], "fil": "pdf"}),
    ):
        answer = lead.post(path, data)
        assert answer.status_code == 422 and "attachment" not in answer.headers.get("Content-Disposition", "")
    assert Job.objects.count() == before
    assert "export" not in [event[0] for event in events()]
    path = reverse("followups:extract", args=[cast.programme.pk])
    answer = confirm(lead, path, {"fil": "csv", "confirm-password": PASSWORD})
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert events()[-1][0] == "export"


def test_the_calendar_page_is_seen_and_its_key_is_not_made(cast, client_of):
    client, path = client_of(cast.koordinator, fresh=False), reverse("accounts:calendar")
    assert client.get(path).status_code == 200
    assert client.post(path, {"do": "make"}).status_code == 422
    assert CalendarKey.objects.count() == 0


def test_what_one_may_not_do_answers_as_ever(cast, client_of):
    """The right is judged first: the question would tell that the page exists."""
    stranger = client_of(cast.jobcenter, fresh=False)
    assert stranger.get(reverse("accounts:invite")).status_code == 403
    assert stranger.get(reverse("accounts:give_link", args=[cast.admin.pk])).status_code == 404


def test_a_script_is_told_apart_from_a_log_out(cast, client_of):
    client = client_of(cast.admin, fresh=False)
    answer = client.post(reverse("accounts:invite"), {"name": "N"}, HTTP_HX_REQUEST="true")
    assert (answer.status_code, answer.headers["X-SOMV-Confirm"]) == (401, "1")
    answer = client.get(reverse("accounts:invite"), HTTP_HX_REQUEST="true")
    assert answer.headers["HX-Redirect"] == f"{CONFIRM}?next={reverse('accounts:invite')}"


def test_the_minutes_are_a_setting(cast, client_of, settings):
    client = client_of(cast.admin)
    session = client.session
    session["account_authentication_methods"][0]["at"] = time.time() - 4 * 60
    session.save()
    assert client.get(reverse("accounts:invite")).status_code == 200
    settings.STEP_UP_MINUTES = 3
    assert client.get(reverse("accounts:invite")).status_code == 302


def test_whoever_has_a_second_factor_confirms_with_it_and_not_with_the_password(cast, client_of):
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    TOTP.activate(cast.admin, secret)
    client, path = client_of(cast.admin), reverse("accounts:give_link", args=[cast.jobcenter.pk])
    assert client.get(path).status_code == 302  # the password of a moment ago is not enough
    way = client.get(f"{CONFIRM}?next={path}")
    assert (way.status_code, unquote(way.url)) == (302, f"{reverse('mfa_reauthenticate')}?next={path}")
    client.post(CONFIRM, {"password": PASSWORD, "next": path})
    client.post(path, {"confirm-password": PASSWORD})
    assert Invitation.objects.count() == 0
    answer = confirm(client, path, {"confirm-code": code_for(secret)})
    assert answer.status_code == 200 and Invitation.objects.count() == 1
    assert client.get(path).status_code == 200


def test_guesses_at_the_question_are_limited(cast, client_of):
    client, path = client_of(cast.admin, fresh=False), reverse("accounts:give_link", args=[cast.jobcenter.pk])
    answers = [client.post(path, {"confirm-password": f"forkert{number}"}) for number in range(5)]
    assert [answer.status_code for answer in answers] == [200] * 4 + [302]
    assert answers[4].url == f"/log-ind/?next={path}"  # the session is over
    assert client.post(path, {"confirm-password": PASSWORD}).status_code == 302
    assert Invitation.objects.count() == 0
