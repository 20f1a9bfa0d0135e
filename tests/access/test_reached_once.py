"""What one reaches is found once a statement and kept in a cursor (ADR 0023): past savepoints, askers and time."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from core.dates import today
from tests.access.conftest import change
from tests.access.wall import asked
from tests.roles import as_app, as_owner, as_user

REACHED = "select array(select unnest(somv_reached()) order by 1)"
OPEN = "select count(*) from pg_cursors"


def reached() -> set[str]:
    return {str(key) for key in asked(REACHED)[0][0]}


def by_places() -> set[str]:
    return {str(key) for (key,) in asked("select somv_my_citizens()")}


def test_it_is_what_the_places_say_and_one_cursor_stays_open(cast):
    with as_app(cast.koordinator), transaction.atomic():
        before = asked(OPEN)[0][0]
        for _turn in range(5):
            assert reached() == by_places() != set()
            asked("select count(*) from citizens_citizen")
        assert asked(OPEN)[0][0] <= before + 1


def test_one_statement_asks_once_and_gets_the_same_each_time(cast):
    with as_app(cast.koordinator), transaction.atomic():
        rows = asked("select somv_reached() = somv_reached(), somv_reached() from generate_series(1, 3)")
        assert [same for same, _keys in rows] == [True] * 3
        assert {str(key) for _same, keys in rows for key in keys} == by_places()


def test_another_asker_in_the_same_transaction_gets_their_own(cast):
    with as_app(None), transaction.atomic():
        assert reached() == set()
        with as_user(cast.koordinator):
            hers = reached()
        with as_user(cast.rusmiddel):
            his = reached()
        assert reached() == set()
    assert str(cast.peter.pk) in hers & his
    assert his < hers


def test_a_place_that_ended_since_the_statement_before_opens_nothing(cast):
    with as_app(cast.rusmiddel):
        assert str(cast.peter.pk) in reached()
    with as_owner():
        change(cast.places["rusmiddel"], ends_on=today())
    with as_app(cast.rusmiddel):
        assert str(cast.peter.pk) not in reached()


def test_a_savepoint_that_is_rolled_back_takes_its_cursor_with_it(cast):
    """Opened outside, found anew inside, closed there, and rolled back: the setting names a cursor that is gone."""
    with as_app(cast.koordinator), transaction.atomic():
        outside = reached()
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            assert reached() == outside
            raise ZeroDivisionError
        assert reached() == outside
        with pytest.raises(DatabaseError), transaction.atomic():
            asked("select somv_reached(), 1 / 0")
        assert reached() == outside
        with transaction.atomic():
            assert reached() == outside
        assert reached() == outside


def test_an_error_that_a_block_catches_within_the_statement(cast):
    """A block of plpgsql is a savepoint: what it found goes, what was found before it stays."""
    block = """
        do $$
        declare many integer := {first};
        begin
            begin
                many := cardinality(public.somv_reached());
                perform many / 0;
            exception when division_by_zero then null;
            end;
            assert cardinality(public.somv_reached()) = many and many > 1, many;
        end $$"""
    with as_app(cast.koordinator), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(block.format(first="0"))
        cursor.execute(block.format(first="cardinality(public.somv_reached())"))


def test_each_statement_of_its_own_transaction(cast):
    """Without a transaction around them the cursor ends with each statement, and the next opens another."""
    with as_app(cast.koordinator):
        assert reached() == reached() == by_places()


def test_rows_that_are_fetched_bit_by_bit(cast):
    """A cursor of the client's asks for its rows later, in statements of their own."""
    with as_app(cast.koordinator), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("declare slowly no scroll cursor for select id from citizens_citizen order by id")
        found: list[str] = []
        while True:
            cursor.execute("fetch 1 from slowly")
            rows = cursor.fetchall()
            reached()
            if not rows:
                break
            found += [str(key) for (key,) in rows]
        assert set(found) == by_places()
