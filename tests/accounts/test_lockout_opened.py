"""A log-in that is shut is told to whose it is, seen by the administrator, and opened by hand; what is old goes."""

from datetime import timedelta
from io import StringIO

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from accounts import actions, queries, tasks
from accounts.models import FailedTry, LockLift
from accounts.queries import addressees
from core.dates import COPENHAGEN
from core.models import Notice, Refused
from core.outbox.sweep import sweep
from somv.schedule import BEAT_SCHEDULE
from somv.wiring import KINDS
from tests.accounts.guesser import a_known, guess, hours_pass, log_in, shut
from tests.overview.traces import events
from tests.roles import WORKER, as_role

pytestmark = pytest.mark.django_db


def url(person):
    return reverse("accounts:open_login", args=[person.pk])


def page_of(client, person):
    return client.get(reverse("accounts:person", args=[person.pk])).text


def swept():
    """What the worker's sweep sends, to whom and in which words."""
    with as_role(WORKER):
        sweep(KINDS, addressees, timezone.now())
    return [(letter.to, letter.subject + letter.body) for letter in mail.outbox]


def test_whose_log_in_is_shut_is_told_once_and_without_a_name(cast):
    cast.jobcenter.email = "jytte@eksempel.invalid"
    cast.jobcenter.save()
    guess("jobcenter", 4)
    guess("opfundet", 6)
    assert swept() == []
    guess("jobcenter", 3)
    for _sweep in range(3):
        letters = swept()
    assert [to for to, _text in letters] == [["jytte@eksempel.invalid"]]
    text = letters[0][1]
    assert "prøvet forgæves at logge ind som dig" in text
    for word in ("Jytte", "Jernvig", "jobcenter", "198.51"):
        assert word not in text
    assert Notice.objects.filter(kind="own-log-in").count() == 1
    hours_pass(25)
    guess("jobcenter")
    assert len(swept()) == 2  # another day, another time


def test_a_shut_second_step_is_told_too(cast):
    cast.jobcenter.email = "jytte@eksempel.invalid"
    cast.jobcenter.save()
    shut("jobcenter", "factor")
    assert len(swept()) == 1


def test_nothing_is_told_of_a_person_who_has_left(cast):
    actions.close_login(cast.jobcenter, by=cast.admin, reason="rejst")
    guess("jobcenter")
    assert swept() == []


def test_the_administrator_sees_since_when_and_opens(cast, client_of):
    admin, person = client_of(cast.admin), cast.jobcenter
    assert "lukket for login" not in page_of(admin, person)
    guess("jobcenter")
    lock = queries.lock_of(person)
    page = page_of(admin, person)
    assert f"Lukket siden {date_format(lock.since.astimezone(COPENHAGEN), 'j. F H.i')}" in page
    assert lock.until - lock.since <= timedelta(hours=24)
    assert url(person) in page and "Luk op for login" in page
    assert "kan straks prøve at logge ind igen" in admin.get(url(person)).text
    assert admin.post(url(person), {"reason": ""}).status_code == 422
    assert log_in("jobcenter").status_code == 200
    assert admin.post(url(person), {"reason": "Tastede forkert; ringede fra sit lokalnummer"}).status_code == 302
    assert log_in("jobcenter").status_code == 302
    row = LockLift.objects.get()
    history = row.history.get()
    assert (row.user, history.history_user, history.reason) == (person, cast.admin, row.reason)
    assert ("change", "accounts:open_login") in [event[:2] for event in events()]
    assert "lukket for login" not in page_of(admin, person)


def test_opening_opens_both_steps_and_every_browser(cast):
    own = a_known("jobcenter")
    guess("jobcenter", 5, own)
    guess("jobcenter")
    shut("jobcenter", "factor")
    shut("sygehus")
    actions.open_login(cast.jobcenter, by=cast.admin, reason="væk")
    assert queries.lock_of(cast.jobcenter) is None
    assert queries.lock_of(cast.sygehus) is not None
    assert log_in("jobcenter", client=own).status_code == 302


def test_nobody_opens_their_own_or_what_is_open(cast, client_of):
    admin = client_of(cast.admin)
    shut("admin")
    with pytest.raises(Refused):
        actions.open_login(cast.admin, by=cast.admin, reason="mig")
    with pytest.raises(Refused):
        actions.open_login(cast.jobcenter, by=cast.admin, reason="åben")
    page = page_of(admin, cast.admin)
    assert "lukket for login" in page and url(cast.admin) not in page
    assert LockLift.objects.count() == 0 and queries.lock_of(cast.admin)


def test_only_administrators_and_only_shortly_after_a_log_in(cast, client_of):
    shut("jobcenter")
    for name in ("koordinator", "projektleder", "logkontrol", "analytiker", "laege"):
        assert client_of(cast.user(name)).post(url(cast.jobcenter), {"reason": "x"}).status_code == 404
    assert client_of(cast.admin, fresh=False).post(url(cast.jobcenter), {"reason": "x"}).status_code == 422
    assert Client().post(url(cast.jobcenter), {"reason": "x"}).status_code == 302
    assert queries.lock_of(cast.jobcenter)


def test_a_reset_second_step_begins_without_wrong_codes(cast):
    from allauth.mfa.totp.internal.auth import TOTP

    TOTP.activate(cast.jobcenter, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    shut("jobcenter", "factor")
    shut("jobcenter")
    actions.reset_second_factor(cast.jobcenter, by=cast.admin, reason="væk")
    assert [row.kind for row in FailedTry.objects.distinct("kind").order_by("kind")] == ["password"]


# For the operator, when nobody can get in.


def run(*arguments):
    out = StringIO()
    call_command("open_login", *arguments, stdout=out)
    return out.getvalue()


def test_the_operator_opens_from_the_command_line(cast):
    shut("admin")
    assert run("admin", "--reason", "Ringede til driften") == "The log-in is open.\n"
    assert log_in("admin").status_code == 302
    history = LockLift.objects.get().history.get()
    assert (history.history_user, history.reason) == (None, "Ringede til driften")


def test_the_operator_opens_networks(cast, settings):
    settings.SOURCE_TRIES = 2
    guess("findes-ikke", 2, source="127.0.0.1")
    assert log_in("koordinator").status_code == 200
    assert run("--networks") == "2 attempts of networks are forgotten.\n"
    assert log_in("koordinator").status_code == 302


@pytest.mark.parametrize(
    "arguments",
    [[], ["ingen", "--reason", "x"], ["jobcenter"], ["jobcenter", "--reason", " "], ["laege", "--reason", "x"]],
)
def test_what_the_command_refuses(cast, arguments):
    shut("jobcenter")
    with pytest.raises(CommandError):
        run(*arguments)
    assert LockLift.objects.count() == 0 and queries.lock_of(cast.jobcenter)


# What is old goes.


def test_old_attempts_are_forgotten_by_the_worker(cast):
    guess("opfundet", 3)
    hours_pass(24.1)
    guess("opfundet", 1)
    with as_role(WORKER):
        assert tasks.forget_old_tries().done == 6
    assert FailedTry.objects.count() == 2
    assert BEAT_SCHEDULE["failed-tries"]["task"] == "accounts.tasks.forget_old_tries"


def test_ended_sessions_and_their_rows_are_cleared_by_the_worker(cast):
    here, old, gone = Client(), Client(), Client()
    for client in (here, old, gone):
        log_in("koordinator", client=client)
    Session.objects.filter(session_key=old.session.session_key).update(expire_date=timezone.now() - timedelta(hours=1))
    Session.objects.filter(session_key=gone.session.session_key).delete()
    assert actions.clear_sessions() == 1  # the session; a row in use a moment ago may be getting another key
    UserSession.objects.update(last_seen_at=timezone.now() - timedelta(minutes=6))
    with as_role(WORKER):
        assert tasks.clear_sessions().done == 2
    assert [row.session_key for row in UserSession.objects.all()] == [here.session.session_key]
    assert [row.session_key for row in Session.objects.all()] == [here.session.session_key]
    assert here.get("/").status_code == 200
    assert BEAT_SCHEDULE["old-sessions"]["task"] == "accounts.tasks.clear_sessions"
