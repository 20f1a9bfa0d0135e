"""Data keys: made once however many ask, never lost with a request, and useless without their outer key."""

import base64
import os
import threading

import pytest
from django.core.checks import run_checks
from django.db import DatabaseError, connection, transaction

from core import keyring as module
from core.checks import data_keys_open
from core.fields import seal, unseal
from core.keyring import Keyring, OuterKey, OuterKeyMissing, Unreadable, aside, keyring, stored
from tests.roles import APP, WORKER, as_owner, as_role

pytestmark = pytest.mark.django_db
FIELD = "test_table.column"
ROW = "('AAAAAAAAAAAA', 'a.b', 1, '01234567', decode(repeat('00', 60), 'hex'))"
COLUMNS = "(id, field, number, outer_key, wrapped)"


def secret() -> str:
    return base64.urlsafe_b64encode(os.urandom(32)).decode()


@pytest.fixture
def field(request):
    """A field nobody else uses: keys are kept for good."""
    return f"test_{os.urandom(6).hex()}.{'column'}"


def rows_of(field: str) -> list[module.Wrapped]:
    with connection.cursor() as cursor:
        return [row for row in stored(cursor) if row.field == field]


def test_a_key_is_made_at_first_use_and_only_then(field):
    assert rows_of(field) == []
    tokens = [seal("x", field) for _ in range(3)]
    assert len(rows_of(field)) == 1
    assert {token.split(":")[1] for token in tokens} == {rows_of(field)[0].id}


def test_a_key_outlives_the_request_that_made_it_and_failed(field):
    with pytest.raises(RuntimeError), transaction.atomic():
        token = seal("x", field)
        raise RuntimeError
    assert unseal(token, field) == "x"
    assert Keyring(keyring().outer).of(token.split(":")[1])  # another process finds it, too


def test_it_is_made_within_a_failed_transaction_too(field):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        try:
            cursor.execute("select nothing")
        finally:
            assert unseal(seal("x", field), field) == "x"


def test_many_processes_at_once_make_one_key(field):
    """A ring for each thread, as each process has one."""
    rings = [Keyring(keyring().outer) for _ in range(6)]
    together, found = threading.Barrier(len(rings)), []

    def use(ring):
        together.wait()
        found.append(ring.for_writing(field).id)

    threads = [threading.Thread(target=use, args=[ring]) for ring in rings]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 6 and len(set(found)) == 1
    assert [row.number for row in rows_of(field)] == [1]


def test_sealing_and_opening_cost_a_page_no_query(field, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert unseal(seal("x", field), field) == "x"


def test_a_key_another_process_began_is_found_and_soon_written_with(field, monkeypatch):
    token = seal("x", field)
    elsewhere = Keyring(keyring().outer)
    elsewhere.begin(field)
    newer = elsewhere.for_writing(field)
    assert newer.id != token.split(":")[1]
    assert keyring().of(newer.id).id == newer.id
    monkeypatch.setattr(module, "FRESH", -1)
    assert seal("y", field).split(":")[1] == newer.id
    assert unseal(token, field) == "x"


def test_without_its_outer_key_nothing_opens_and_nothing_is_sealed_anew(field, settings):
    token, before = seal("x", field), len(rows_of(field))
    settings.SOMV_FIELD_KEYS = [secret()]
    with pytest.raises(OuterKeyMissing, match=f"{field} is wrapped with the outer key"):
        unseal(token, field)
    with pytest.raises(OuterKeyMissing):
        seal("y", field)
    assert len(rows_of(field)) == before


def test_a_wrapped_key_opens_in_its_own_row_only(field):
    outer = keyring().outer
    seal("x", field)
    row = rows_of(field)[0]
    assert len(row.opened(outer)) == 32
    moved = module.Wrapped(row.id, "citizens_citizen.cpr", row.number, row.outer_key, row.wrapped)
    with pytest.raises(Unreadable, match="altered"):
        moved.opened(outer)


def test_the_start_is_refused_without_the_key(field, settings):
    seal("x", field)
    assert [e for e in data_keys_open(databases=["default"]) if f" of {field} " in e.msg] == []
    settings.SOMV_FIELD_KEYS = [secret()]
    found = [error for error in run_checks(tags=["database"], databases=["default"]) if error.id == "core.E007"]
    assert any(f" of {field} is wrapped with the outer key" in error.msg for error in found)
    assert secret() not in str(found)


@pytest.mark.parametrize("wrong", ["kort", "ikke base64!", base64.urlsafe_b64encode(b"x" * 31).decode()])
def test_what_is_no_key_is_named_at_the_start(settings, wrong):
    settings.SOMV_FIELD_KEYS = [wrong]
    assert [error.id for error in run_checks(tags=["security"]) if error.id == "core.E006"] == ["core.E006"]
    assert data_keys_open(databases=["default"]) == []  # said once


def test_an_outer_key_is_known_by_a_name_that_is_not_it():
    text = secret()
    key = OuterKey(text)
    assert len(key.name) == 8 and key.name == OuterKey(text).name
    assert key.name not in text and key.name not in base64.urlsafe_b64decode(text).hex()


@pytest.mark.parametrize("role", [APP, WORKER])
@pytest.mark.parametrize(
    "forbidden",
    ["update core_datakey set outer_key = '00000000'", "delete from core_datakey", "truncate core_datakey"],
)
def test_who_serves_and_who_works_may_add_a_key_and_no_more(role, forbidden):
    with as_role(role), connection.cursor() as cursor:
        cursor.execute(f"insert into core_datakey {COLUMNS} values {ROW}")
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            cursor.execute(forbidden)


@pytest.mark.parametrize(
    "forbidden",
    [
        "update core_datakey set field = 'a.c' where field = 'a.b'",
        "update core_datakey set number = 9 where field = 'a.b'",
        "delete from core_datakey where field = 'a.b'",
        "truncate core_datakey",
    ],
)
def test_not_even_the_owner_takes_a_key_away_or_gives_it_to_another_field(forbidden):
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(f"insert into core_datakey {COLUMNS} values {ROW}")
        with pytest.raises(DatabaseError, match="re-wrapped, and nothing else"), transaction.atomic():
            cursor.execute(forbidden)


@pytest.mark.parametrize(
    "wrong",
    [
        ROW.replace("AAAAAAAAAAAA", "kort"),
        ROW.replace("a.b", "a"),
        ROW.replace(" 1,", " 0,"),
        ROW.replace("01234567", "x"),
        ROW.replace("60", "59"),
    ],
)
def test_a_row_that_is_none_is_refused(wrong):
    with connection.cursor() as cursor:
        cursor.execute(f"insert into core_datakey {COLUMNS} values {ROW}")
        with pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute(f"insert into core_datakey {COLUMNS} values {wrong}")


def test_a_field_is_a_column(field):
    with pytest.raises(ValueError, match=r"table\.column"):
        seal("x", "cpr")


def test_keys_lie_beside_the_data_wrapped(field):
    seal("x", field)
    key = rows_of(field)[0].opened(keyring().outer)
    with aside() as cursor:
        cursor.execute("select count(*) from core_datakey where position(%s in wrapped) > 0", [key])
        assert cursor.fetchone() == (0,)
