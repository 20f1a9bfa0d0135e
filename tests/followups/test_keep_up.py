"""Each minute only those are looked at about whom something was written; once a Danish day everybody."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from citizens.actions import leaving
from core.dates import midnight, today
from core.heartbeat import beat, ended_at
from core.outbox.notices import find_due
from core.outbox.problems import Problems
from followups.actions import courses
from followups.models import Course
from overview.notices import QUIET_PLAN
from tests.factories import citizens
from tests.roles import as_owner


def included(cast):
    row = citizens.citizen(cast.programme, included_on=today() - timedelta(days=10))
    citizens.participation(row, cast.koordinator, given_on=row.included_on)
    return row


def running(citizen):
    return Course.objects.filter(citizen=citizen, ended_on__isnull=True).exists()


def asked_of(work):
    """The rows asked for by their table: reading who is followed up at all means reading consents."""
    with CaptureQueriesContext(connection) as caught:
        work()
    return [row["sql"] for row in caught.captured_queries]


def long_ago(moment):
    """As if nothing had been written lately."""
    with as_owner(), connection.cursor() as cursor:
        for table in ("citizens_historicalcitizen", "citizens_historicalconsent", "plans_historicalplan"):
            cursor.execute("set session_replication_role = replica")
            cursor.execute(f"update {table} set history_date = %s", [moment])
            cursor.execute("set session_replication_role = origin")


def test_the_first_look_of_a_day_is_at_everybody_the_next_at_nobody(cast):
    someone, now = included(cast), timezone.now()
    long_ago(now - timedelta(days=40))
    courses.keep_up(now)
    assert running(someone)
    quiet = asked_of(lambda: courses.keep_up(timezone.now()))
    assert not [sql for sql in quiet if '"citizens_consent"' in sql]
    assert len(quiet) <= 16


def test_who_was_written_about_is_looked_at_within_the_minute(cast):
    courses.keep_up(timezone.now())
    someone = included(cast)
    courses.keep_up(timezone.now())
    assert running(someone)
    leaving.mark_left(someone, by=cast.koordinator, because="moved", left_on=today(), reason="Flyttet")
    courses.keep_up(timezone.now())
    assert not running(someone)


def test_what_was_committed_late_is_not_overlooked(cast):
    """Written before the last look, but committed after it: a request takes no ten minutes."""
    courses.keep_up(timezone.now())
    someone = included(cast)
    long_ago(timezone.now() - timedelta(minutes=8))
    courses.keep_up(timezone.now())
    assert running(someone)


def test_the_next_danish_day_begins_with_everybody(cast):
    someone = included(cast)
    long_ago(timezone.now() - timedelta(days=40))
    beat(courses.KEPT)
    courses.keep_up(timezone.now())
    assert not running(someone)
    courses.keep_up(midnight(today() + timedelta(days=1)))
    assert running(someone)


def test_too_many_to_name_means_everybody(cast, monkeypatch):
    monkeypatch.setattr("followups.queries.courses.MANY", 0)
    someone = included(cast)
    beat(courses.KEPT)
    courses.keep_up(timezone.now())
    assert running(someone)


def test_a_look_that_breaks_is_not_counted_as_done(cast, monkeypatch):
    def breaks(day, among=None):
        raise RuntimeError("the database is gone")

    monkeypatch.setattr(courses, "_begin_some", breaks)
    try:
        courses.keep_up(timezone.now())
    except RuntimeError:
        assert ended_at(courses.KEPT) is None
    else:
        raise AssertionError("it should have been said")


def test_quiet_plans_are_looked_for_once_a_day(cast):
    now = timezone.now()
    kinds = {QUIET_PLAN.name: QUIET_PLAN}
    assert [sql for sql in asked_of(lambda: find_due(kinds, now, Problems())) if "citizens_signpost" in sql]
    assert not [sql for sql in asked_of(lambda: find_due(kinds, now, Problems())) if "citizens_signpost" in sql]
    tomorrow = midnight(today() + timedelta(days=1))
    assert [sql for sql in asked_of(lambda: find_due(kinds, tomorrow, Problems())) if "citizens_signpost" in sql]
