"""Many sweeps at once, and sweeps that are killed: real processes, real PostgreSQL, real SMTP on loopback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from core.models import Delivery, Mail, MailState, Notice
from tests.outbox.mail_server import Server, mail_server

PROJECT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.django_db(transaction=True)


def ordered(server: Server, **order: Any) -> dict[str, Any]:
    """What `tests.outbox.crowd` makes of the order."""
    order |= {"database": connection.settings_dict["NAME"], "port": server.port}
    done = subprocess.run(
        [sys.executable, "-m", "tests.outbox.crowd"],
        cwd=PROJECT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings", "SOMV_DB_ROLE": "worker", "SOMV_TESTING": "1"},
        input=json.dumps(order) + "\n",
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


def test_ten_workers_and_two_schedulers_send_each_of_ten_thousand_once():
    """250 people: one digest each, with all that is theirs."""
    with mail_server() as server:
        told = ordered(server, do="crowd", workers=12, digests=10_000, people=250)
    assert told["ended"] == [0] * 12
    assert Counter(server.names) == {f"person{number}": 1 for number in range(1, 251)}
    assert server.doubled == 0
    lines = server.lines()
    assert len(lines) == 10_000
    assert set(lines.values()) == {1}
    assert Notice.objects.filter(settled_at__isnull=True).count() == 0
    assert Delivery.objects.count() == Notice.objects.count() == 10_000
    assert Mail.objects.exclude(state=MailState.SENT).count() == 0


def test_killed_at_two_hundred_random_points_nothing_is_lost_and_little_is_doubled():
    """At most one mail too many for each kill, and it carries the same Message-ID."""
    with mail_server() as server:
        told = ordered(server, do="killing", kills=200, seed=20260504, digests=400, people=40, urgent=500)
    assert (told["killed"], told["ended"]) == (200, 0)
    lines = server.lines()  # by Message-ID: a doubled mail counts once
    assert len(lines) == 900
    assert set(lines.values()) == {1}
    assert Notice.objects.filter(settled_at__isnull=True).count() == 0
    assert Delivery.objects.count() == Notice.objects.count() == 900
    assert 0 < server.doubled <= told["killed"]  # some died between the server's yes and the mark
    assert {message_id for message_id, *_rest in server.taken} == {
        f"<{pk}@127.0.0.1>" for pk in Mail.objects.filter(state=MailState.SENT).values_list("pk", flat=True)
    }
