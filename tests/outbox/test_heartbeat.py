"""Every task leaves its heartbeat: when it began, when it ended, and a code of what went wrong."""

from __future__ import annotations

import pytest

from core.heartbeat import BeatingTask, Report, beating
from core.models import Heartbeat
from core.tasks import drop_old_drafts
from somv.celery import app
from somv.schedule import BEAT_SCHEDULE
from somv.tasks import send_notices
from tests.roles import as_role

pytestmark = pytest.mark.django_db


def test_a_task_that_runs_leaves_its_heartbeat():
    with as_role("somv_worker"):
        drop_old_drafts()
        drop_old_drafts()
    row = Heartbeat.objects.get()
    assert (row.name, row.problem, row.done) == ("core.tasks.drop_old_drafts", "", 0)
    assert row.ended_at >= row.began_at


def test_one_that_fails_says_what_kind_of_error_and_no_more():
    with beating("part") as report:
        report.done = 3
    good = Heartbeat.objects.get()
    with pytest.raises(ValueError, match="Peter"), beating("part"):
        raise ValueError("Peter")
    row = Heartbeat.objects.get()
    assert (good.done, row.problem, row.began_at > good.began_at) == (3, "ValueError", True)


def test_the_sweeps_heartbeat_tells_how_many_mails():
    assert send_notices() == Report(0, "")
    assert Heartbeat.objects.get(pk="somv.tasks.send_notices").done == 0


def test_no_message_in_the_queue_holds_anything():
    """Beat sends names of tasks: no ids, no words; and no task takes any."""
    app.loader.import_default_modules()
    for row in BEAT_SCHEDULE.values():
        assert "args" not in row
        assert "kwargs" not in row
        assert app.tasks[row["task"]].run.__code__.co_argcount == 0


def test_every_task_is_of_the_kind_that_beats():
    app.loader.import_default_modules()
    ours = [task for name, task in app.tasks.items() if name in {row["task"] for row in BEAT_SCHEDULE.values()}]
    assert [task.name for task in ours if not isinstance(task, BeatingTask)] == []
    assert len(ours) == len(BEAT_SCHEDULE)
