"""What the mail server's answers do to a mail: refused for good, later, nobody there. Real SMTP on loopback."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import settings

from core.models import Mail, MailState, Notice
from core.outbox.post import Post
from core.outbox.retry import retry
from core.outbox.server import MailServerNotConfigured, mail_server
from core.outbox.sweep import sweep
from tests.outbox.made_up import ANNA, BO, CARL, MONDAY, World
from tests.outbox.mail_server import Server, sent_to
from tests.outbox.mail_server import mail_server as running

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def world() -> World:
    found = World()
    for number, who in enumerate((ANNA, BO, CARL)):
        found.adds(number, who)
    return found


@pytest.fixture
def server() -> Iterator[Server]:
    with running() as found:
        yield found


def sweeps(world: World, minutes: float = 0) -> str:
    return sweep(world.kinds(), world.people, MONDAY + minutes * MINUTE).problem


def mail_of(who: object) -> tuple[str, str, int]:
    row = Mail.objects.get(recipient=who)
    return row.state, row.problem, row.tries


def test_a_refused_recipient_is_told_to_the_administrator_and_stops_nobody(world, server):
    server.at_rcpt["person1"] = "550 no such person: anna"
    assert sweeps(world) == ""
    assert sorted(server.names) == ["person2", "person3"]
    assert mail_of(ANNA) == (MailState.REFUSED, "recipient:550", 1)
    assert sweeps(world, 60) == ""
    assert len(server.taken) == 2
    server.at_rcpt.clear()
    assert retry(Mail.objects.filter(recipient=ANNA), MONDAY + 61 * MINUTE) == 1
    sweeps(world, 61)
    assert server.names[-1] == "person1"
    assert mail_of(ANNA)[:2] == (MailState.SENT, "")


def test_a_content_that_is_refused_is_refused_for_good(world, server):
    server.at_data["person2"] = "554 looks like advertising"
    sweeps(world)
    assert mail_of(BO) == (MailState.REFUSED, "content:554", 1)
    assert sorted(server.names) == ["person1", "person3"]


def test_greylisted_mail_waits_longer_each_time_and_leaves_once(world, server):
    server.at_rcpt["person1"] = "451 come back later"
    sweeps(world)
    assert mail_of(ANNA) == (MailState.WAITING, "recipient:451", 1)
    assert sorted(server.names) == ["person2", "person3"]
    sweeps(world, 1)
    assert mail_of(ANNA)[2] == 1  # 2 minutes have not passed
    sweeps(world, 3)
    assert mail_of(ANNA)[2] == 2
    server.at_rcpt.clear()
    sweeps(world, 4)
    assert len(server.taken) == 2
    sweeps(world, 8)
    assert len(server.taken) == 3
    assert Notice.objects.filter(settled_at__isnull=True).count() == 0


def test_a_mail_the_server_hangs_up_on_does_not_keep_the_others_back(world, server):
    server.hangs_up_on = {"person1", "person2", "person3"}
    assert sweeps(world) in ("connection", "server:421", "closing:421")
    assert sorted(row.tries for row in Mail.objects.all()) == [0, 0, 1]
    server.hangs_up_on = {f"person{Mail.objects.get(tries=1).recipient.int}"}
    sweeps(world, 1)
    assert len(server.taken) == 2
    server.hangs_up_on = set()
    sweeps(world, 2.5)
    assert (len(server.taken), server.doubled) == (3, 0)


def test_away_for_a_day_it_is_asked_ever_less_often_and_then_everything_leaves_once(world, monkeypatch, caplog):
    with running() as server:
        port = server.port
    asked = []
    opens = Post.open
    monkeypatch.setattr(Post, "open", lambda self: (asked.append(1), opens(self)))
    with sent_to(port), caplog.at_level(logging.INFO):
        for minute in range(0, 14 * 60, 2):
            assert sweeps(world, minute) in ("", "connection")
        assert len(asked) <= 6 + 14
        assert {row.state for row in Mail.objects.all()} == {MailState.WAITING}
        assert {row.problem for row in Mail.objects.all()} == {"connection"}
    assert "eksempel.invalid" not in caplog.text
    with running() as server:
        for minute in range(24 * 60, 25 * 60, 10):
            sweeps(world, minute)
        assert (len(server.taken), server.doubled) == (3, 0)
    assert Notice.objects.filter(settled_at__isnull=True).count() == 0


def test_no_log_line_holds_an_address_or_the_servers_words(world, server, caplog):
    server.at_rcpt["person1"] = "550 person1@eksempel.invalid is unknown"
    server.at_data["person2"] = "554 Punkt 1000001 is spam"
    server.hangs_up_on = {"person3"}
    with caplog.at_level(logging.DEBUG, "somv"):
        sweeps(world)
    said = [row.getMessage() for row in caplog.records if row.name.startswith("somv")]
    assert said == ["outbox, mail: connection"]
    assert {row.problem for row in Mail.objects.all()} <= {"recipient:550", "content:554", "connection", ""}


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("smtp://u:p%40s@mail.eksempel.dk", ("mail.eksempel.dk", 587, "u", "p@s", True, False)),
        ("smtps://mail.eksempel.dk:4650", ("mail.eksempel.dk", 4650, "", "", False, True)),
        ("smtp+plain://relay", ("relay", 25, "", "", False, False)),
    ],
)
def test_the_servers_address_is_one_setting(url, told):
    assert tuple(mail_server(url)) == told


@pytest.mark.parametrize("url", ["", "http://x", "smtp://", "smtp://u:hemmelig@host:port"])
def test_what_is_no_address_of_a_server_is_said_without_the_password(url):
    with pytest.raises(MailServerNotConfigured) as raised:
        mail_server(url)
    assert "hemmelig" not in str(raised.value)


def test_nobody_waits_for_ever_on_a_silent_server():
    assert settings.EMAIL_TIMEOUT == 10
