"""What is written in the access log stays: refused by right to the app, by trigger to everybody."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from audit import actions
from audit.actions import Note, outcome_of
from audit.enums import Kind, Outcome
from audit.models import AccessEvent
from tests.roles import OWNER, as_owner, as_role

pytestmark = pytest.mark.django_db
THIS_MONTH = f"audit_accessevent_{datetime.now(UTC):%Y_%m}"


@pytest.fixture(autouse=True)
def _one_event() -> None:
    write()


def write(at: datetime | None = None) -> None:
    actions.write(Note(kind=Kind.READ), request_id=uuid.uuid4(), status=200, route="x", user=None, source=None)


def refused(statement: str, role: str) -> str:
    with pytest.raises(DatabaseError) as problem, transaction.atomic(), as_role(role), connection.cursor() as cursor:
        cursor.execute(statement)
    return str(problem.value)


@pytest.mark.parametrize("role", ["somv_app", "somv_worker"])
@pytest.mark.parametrize("table", ["audit_accessevent", THIS_MONTH, "audit_accessevent_default"])
@pytest.mark.parametrize(
    "statement",
    ["select * from {}", "update {} set route = 'y'", "delete from {}", "truncate {}", "drop table {}"],
)
def test_app_and_worker_may_only_insert(role, table, statement):
    assert any(word in refused(statement.format(table), role) for word in ("permission denied", "must be owner"))


def test_a_partition_takes_no_row_past_its_parent():
    assert "permission denied" in refused(f"insert into {THIS_MONTH} default values", "somv_app")


@pytest.mark.parametrize(
    "statement",
    [
        "update audit_accessevent set route = 'y'",
        "delete from audit_accessevent",
        f"update {THIS_MONTH} set route = 'y'",
        f"delete from {THIS_MONTH}",
        f"truncate {THIS_MONTH}",
        "truncate audit_accessevent",
    ],
)
def test_the_owner_is_stopped_by_trigger(statement):
    assert "the access log is insert-only" in refused(statement, OWNER)


def test_partitions_are_made_ahead_by_the_worker_only():
    assert "permission denied" in refused("select audit_ensure_partitions(3)", "somv_app")
    assert "permission denied" in refused("select audit_ensure_partition('x', 'default')", "somv_worker")
    with as_role("somv_worker"):
        actions.ensure_partitions(5)
        actions.ensure_partitions(5)  # once a day, for ever
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("select to_regclass('audit_accessevent_' || to_char(now() + interval '5 months', 'YYYY_MM'))")
        (table,) = cursor.fetchone()
        assert table is not None
        cursor.execute("select count(*) from pg_trigger where tgrelid = %s::regclass and not tgisinternal", [table])
        assert cursor.fetchone() == (2,)
    assert "permission denied" in refused(f"select * from {table}", "somv_app")
    assert "insert-only" in refused(f"truncate {table}", OWNER)


def test_three_months_stand_ready():
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("select relid::text from pg_partition_tree('audit_accessevent') where isleaf")
        names = {row[0] for row in cursor.fetchall()}
    first = datetime.now(UTC).replace(day=1)
    ahead = {f"audit_accessevent_{(first + timedelta(days=31 * n)).replace(day=1):%Y_%m}" for n in range(3)}
    assert ahead <= names


def test_a_month_without_a_partition_loses_nothing(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: datetime(2031, 5, 1, tzinfo=UTC))
    write()
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("select count(*) from audit_accessevent_default")
        assert cursor.fetchone() == (1,)
        assert AccessEvent.objects.count() == 2


def test_the_readers_question_is_the_apps_and_names_no_events():
    assert "permission denied" in refused("select * from audit_readers_of(gen_random_uuid(), 9)", "somv_worker")


@pytest.mark.parametrize(
    ("denied", "status", "outcome"),
    [
        (False, 200, Outcome.GIVEN),
        (False, 422, Outcome.GIVEN),
        (True, 404, Outcome.DENIED),
        (False, 403, Outcome.DENIED),
        (False, 500, Outcome.FAILED),
        (True, 200, Outcome.DENIED),
    ],
)
def test_outcome(denied, status, outcome):
    assert outcome_of(Note(kind=Kind.READ, denied=denied), status) == outcome
