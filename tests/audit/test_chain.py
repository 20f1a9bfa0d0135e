"""Every event is sealed in a chain, and going through it names the first row that is not as it was written."""

import json
import uuid
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from threading import Event, Thread

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from audit import actions
from audit.actions import Note
from audit.enums import Kind
from audit.models import AccessEvent, RetiredMonth, Seal
from audit.queries.chain import FORM, FORMS, head
from audit.queries.verify import Checked, verify
from audit.tasks import look_after_the_chain, seal
from tests.roles import WORKER, as_owner, as_role

pytestmark = pytest.mark.django_db


def write(at: datetime | None = None, route: str = "x") -> None:
    actions.write(Note(kind=Kind.READ), request_id=uuid.uuid4(), status=200, route=route, user=None, source="192.0.2.7")


@pytest.fixture
def at(monkeypatch):
    """Write an event as of some moment."""

    def write_at(moment: datetime) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(timezone, "now", lambda: moment)
            write()

    return write_at


def sealed() -> None:
    with as_role(WORKER):
        actions.seal(everything=True)


def checked(*args, **kwargs) -> Checked:
    with as_owner():
        return verify(*args, **kwargs)


def tamper(statement: str, *values) -> None:
    """What somebody with all rights in the database can do."""
    with as_owner(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        cursor.execute(statement, values)
        cursor.execute("set local session_replication_role = origin")


@pytest.fixture
def five() -> list[Seal]:
    for n in range(5):
        write(route=f"route {n}")
    sealed()
    with as_owner():
        return list(Seal.objects.order_by("n"))


def test_each_event_gets_one_seal_and_a_second_run_adds_none(five):
    assert [row.n for row in five] == [1, 2, 3, 4, 5]
    assert [bytes(row.prev) for row in five] == [b"", *(bytes(row.mac) for row in five[:-1])]
    sealed()
    with as_owner():
        assert Seal.objects.count() == AccessEvent.objects.count() == 5
    done = checked()
    assert (done.rows, done.n, done.mac.hex(), done.bad) == (5, 5, head().mac, None)


def test_a_seal_covers_every_column_of_the_event():
    columns = [field.name for field in AccessEvent._meta.concrete_fields]
    assert sorted(FORMS[FORM]) == sorted(columns)


@pytest.mark.parametrize("column", [name for name in FORMS[FORM] if name not in ("at", "id")])
def test_a_change_of_any_column_is_found(five, column):
    other = {
        "citizens": "array[gen_random_uuid()]", "parts": "array['social']", "status": "418", "source": "'192.0.2.8'",
        **dict.fromkeys(("request_id", "user_id", "organisation_id", "programme_id", "object_id"), "gen_random_uuid()"),
    }.get(column, "'other'")  # fmt: skip
    tamper(f"update audit_accessevent set {column} = {other} where id = %s", five[2].id)
    bad = checked().bad
    assert (bad.n, bad.id, bad.what) == (3, five[2].id, "the event is not what was sealed")


def test_a_deletion_is_found_with_and_without_its_seal(five):
    tamper("delete from audit_accessevent where id = %s", five[1].id)
    bad = checked().bad
    assert (bad.n, bad.id, bad.what) == (2, five[1].id, "the event was removed")
    tamper("delete from audit_seal where id = %s", five[1].id)
    bad = checked().bad
    assert (bad.n, bad.what) == (2, "event and seal were removed")


def test_the_first_of_several_is_named(five):
    for row in (five[3], five[1]):
        tamper("update audit_accessevent set route = 'y' where id = %s", row.id)
    assert checked().bad.n == 2


def test_two_events_that_changed_places_are_found(five):
    tamper("update audit_accessevent set id = gen_random_uuid() where id = %s", five[1].id)
    assert checked().bad.n == 2


def test_two_seals_that_changed_numbers_are_found(five):
    tamper("update audit_seal set n = case n when 2 then 3 else 2 end where n in (2, 3)")
    bad = checked().bad
    assert bad.n == 2


def test_what_two_events_say_is_not_swapped(five):
    tamper(
        "update audit_accessevent e set route = o.route from audit_accessevent o "
        "where (e.id, o.id) in ((%s, %s), (%s, %s))",
        five[1].id, five[3].id, five[3].id, five[1].id,
    )  # fmt: skip
    assert checked().bad.n == 2


def test_a_tail_that_was_cut_is_known_by_an_exported_head(five):
    heads = [(3, bytes(five[2].mac).hex()), (5, bytes(five[4].mac).hex())]
    assert checked(heads=heads).bad is None
    for row in five[3:]:
        tamper("delete from audit_accessevent where id = %s", row.id)
        tamper("delete from audit_seal where id = %s", row.id)
    assert checked().bad is None  # the chain alone cannot know
    bad = checked(heads=heads).bad
    assert bad.n == 4
    assert "reached 5" in bad.what


def test_a_chain_that_was_made_anew_is_known_by_an_exported_head(five, settings):
    heads = [(3, bytes(five[2].mac).hex())]
    tamper("delete from audit_seal")
    tamper("update audit_accessevent set route = 'z' where id = %s", five[2].id)
    sealed()  # by somebody who has the key
    assert checked().bad is None
    assert checked(heads=heads).bad.what == "another seal than the one that was exported"


def test_without_the_key_no_seal_can_be_made(five, settings):
    own = settings.SOMV_AUDIT_KEYS
    tamper("delete from audit_seal where n > 3")
    settings.SOMV_AUDIT_KEYS = ["guessed"]
    sealed()
    settings.SOMV_AUDIT_KEYS = own
    assert checked().bad.n == 4


def test_a_new_key_in_front_seals_and_the_old_one_verifies(five, settings):
    settings.SOMV_AUDIT_KEYS = ["new", *settings.SOMV_AUDIT_KEYS]
    write()
    sealed()
    done = checked()
    assert (done.rows, done.bad) == (6, None)
    settings.SOMV_AUDIT_KEYS = []
    write()
    with pytest.raises(ImproperlyConfigured):
        sealed()


def test_an_event_without_a_seal_is_found_once_a_sealer_has_had_its_time(five, at):
    write()
    assert checked().bad is None  # the sealer is still on its way
    at(timezone.now() - timedelta(hours=2))
    bad = checked().bad
    assert bad.what == "never sealed"
    with as_owner():
        assert bad.id == AccessEvent.objects.order_by("at").first().id


def test_what_a_slow_transaction_wrote_late_is_sealed_after_its_neighbours(five, at):
    at(five[0].at - timedelta(minutes=3))
    with as_role(WORKER):
        seal()
    with as_owner():
        late = Seal.objects.order_by("at").first()
    assert late.n == 6
    assert checked().bad is None


def test_what_is_older_than_an_hour_waits_for_the_night(at):
    at(timezone.now() - timedelta(hours=2))
    with as_role(WORKER):
        seal()
        assert head().n == 0
        look_after_the_chain()
        assert head().n == 1


def test_a_part_of_the_chain_goes_on_from_what_stands_before(at):
    for days in (9, 6, 3):
        at(timezone.now() - timedelta(days=days))
    sealed()
    begin, end = (timezone.now() - timedelta(days=days) for days in (7, 1))
    assert checked(begin, end).bad is None
    with as_owner():
        middle = Seal.objects.get(n=2)
    tamper("update audit_accessevent set route = 'y' where id = %s", middle.id)
    assert checked(begin, end).bad.n == 2
    assert checked(timezone.now() - timedelta(days=1), None).bad is None
    tamper("delete from audit_accessevent where id = %s", middle.id)
    tamper("delete from audit_seal where id = %s", middle.id)
    assert checked(timezone.now() - timedelta(days=4), None).bad.n == 2


@pytest.mark.parametrize(
    "statement",
    [
        "select * from audit_seal",
        "insert into audit_seal (at, id, n, form, key, prev, mac) values (now(), null, 1, 1, '', '', sha256(''))",
        "select * from audit_retired",
        "select * from audit_unsealed(null, 9)",
        "select audit_retire('2020-01-01', null, null, null, null, null, null)",
    ],
)
def test_the_app_neither_reads_nor_seals(statement):
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("statement", ["update audit_seal set n = 9", "delete from audit_seal", "truncate audit_seal"])
@pytest.mark.parametrize("role", ["somv_worker", "somv_owner"])
def test_a_seal_stays(five, statement, role):
    words = "permission denied|insert-only"
    with pytest.raises(DatabaseError, match=words), transaction.atomic(), as_role(role), connection.cursor() as cursor:
        cursor.execute(statement)


def months(*names: str) -> None:
    """The partitions of months gone by."""
    for name in names:
        first = date.fromisoformat(f"{name}-01")
        after = (first + timedelta(days=32)).replace(day=1)
        bounds = f"for values from ('{first} 00:00+00') to ('{after} 00:00+00')"
        with as_owner(), connection.cursor() as cursor:
            for table in ("audit_accessevent", "audit_seal"):
                cursor.execute("select audit_ensure_partition(%s, %s)", [f"{table}_{name.replace('-', '_')}", bounds])


def test_months_past_their_time_are_dropped_and_the_rest_still_verifies(at, settings):
    months("2019-05", "2019-06")
    at(datetime(2019, 5, 31, 23, 50, tzinfo=UTC))
    at(datetime(2019, 5, 30, 12, 0, tzinfo=UTC))
    sealed()
    at(datetime(2019, 6, 1, 0, 1, tzinfo=UTC))
    sealed()
    at(datetime(2019, 5, 31, 23, 59, tzinfo=UTC))  # late: sealed after one of the next month
    sealed()
    write()
    sealed()
    assert checked().bad is None
    settings.AUDIT_RETENTION_YEARS = timezone.now().year - 2019
    with as_role(WORKER):
        gone = actions.retire()
    assert date(2019, 5, 1) in gone
    with as_owner():
        record = RetiredMonth.objects.get(month=date(2019, 5, 1))
        assert (record.first_n, record.last_n, record.kept) == (1, 4, [3])
        left = set(AccessEvent.objects.values_list("at__year", flat=True))
    assert 2019 not in left or date(2019, 6, 1) not in gone
    done = checked(heads=[(2, "00" * 32)])
    assert done.bad is None
    tamper("update audit_retired set kept = '{}'")
    assert "not what was signed" in checked().bad.what


def test_a_removed_event_cannot_hide_behind_a_dropped_month(at, settings):
    months("2019-05", "2030-01")
    at(datetime(2019, 5, 30, 12, 0, tzinfo=UTC))
    write()
    sealed()
    at(datetime(2019, 5, 31, 12, 0, tzinfo=UTC))
    write()
    sealed()
    with as_role(WORKER):
        assert actions.retire() == [date(2019, 5, 1)]
    assert checked().bad is None
    with as_owner():
        kept = Seal.objects.get(n=2)
    tamper("delete from audit_accessevent where id = %s", kept.id)
    tamper("delete from audit_seal where id = %s", kept.id)
    assert checked().bad.n == 2


def test_no_month_of_the_last_year_can_be_dropped(settings):
    month = timezone.now().date().replace(day=1)
    young = pytest.raises(DatabaseError, match="may be dropped")
    with young, transaction.atomic(), as_role(WORKER), connection.cursor() as cursor:
        cursor.execute("select audit_retire(%s, 1, 1, '{}', '', '', '')", [month])
    settings.AUDIT_RETENTION_YEARS = 0
    with pytest.raises(ImproperlyConfigured), as_role(WORKER):
        actions.retire()


def test_the_head_is_exported_and_the_command_compares(five, settings, tmp_path):
    settings.AUDIT_HEAD_DIR = str(tmp_path)
    with as_role(WORKER):
        look_after_the_chain()
    (path,) = tmp_path.iterdir()
    assert json.loads(path.read_text())["mac"] == bytes(five[4].mac).hex()
    out = StringIO()
    with as_owner():
        call_command("verify_audit", stdout=out)
    assert "5 events are as they were sealed, 1 exported heads agree" in out.getvalue()
    tamper("update audit_accessevent set route = 'y' where id = %s", five[3].id)
    with as_owner(), pytest.raises(CommandError, match=str(five[3].id)) as refused:
        call_command("verify_audit", begin=None, stdout=out)
    assert refused.value.returncode == 1
    path.write_text("{}")
    with as_owner(), pytest.raises(CommandError) as unread:
        call_command("verify_audit", stdout=out)
    assert unread.value.returncode == 2


def test_the_head_tells_what_waits(at):
    at(timezone.now() - timedelta(minutes=5))
    assert (head().waiting, head().strays) == (1, 0)
    sealed()
    assert head().waiting == 0
    at(datetime(2031, 1, 1, tzinfo=UTC))
    assert head().strays == 1


@pytest.mark.django_db(transaction=True)
def test_while_one_seals_another_leaves_it_alone():
    write()
    holds, done = Event(), Event()

    def other() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(hashtext('audit chain'))")
            holds.set()
            done.wait(20)
        connection.close()

    sealer = Thread(target=other)
    sealer.start()
    assert holds.wait(20)
    with as_role(WORKER):
        assert actions.seal() == 0
        done.set()
        sealer.join()
        assert actions.seal() == 1
    assert checked().bad is None
