"""Many guesses at once are judged one after the other; what is refused holds nobody up."""

from __future__ import annotations

from threading import Barrier, Lock, Thread
from typing import Any

import pytest
from django.db import connection, transaction

from accounts.enums import TryKind
from accounts.lockout import Slot, admits, count
from accounts.login import recovery
from accounts.models import FailedTry, User
from tests.accounts.guesser import WRONG, log_in
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)
SLOT = Slot(TryKind.PASSWORD, "w" * 64)


def at_once(acts: list[Any]) -> list[Any]:
    """Do all of them at the same time, each on a connection of its own; what each came to."""
    start, mutex, done = Barrier(len(acts)), Lock(), []

    def run(act: Any) -> None:
        start.wait()
        try:
            told = act()
        finally:
            connection.close()
        with mutex:
            done.append(told)

    threads = [Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return done


@pytest.fixture
def checked(monkeypatch):
    """What was really compared with somebody's password."""
    done: list[str] = []
    real = User.check_password

    def check(self: User, raw: str) -> bool:
        done.append(raw)
        return real(self, raw)

    monkeypatch.setattr(User, "check_password", check)
    return done


def test_twenty_guesses_at_once_are_five(checked, cast):
    answers = at_once([lambda n=n: log_in("koordinator", f"{WRONG}{n}", REMOTE_ADDR=f"10.1.0.{n}") for n in range(20)])
    assert [answer.status_code for answer in answers] == [200] * 20
    assert len(checked) == 5
    assert FailedTry.objects.filter(kind="password").count() == 5
    assert FailedTry.objects.filter(kind="source").count() == 20  # the refused ones, too


def test_the_right_one_among_them_is_found_only_within_the_five(checked, cast):
    """Fifteen guesses and the right password last: it must be judged like any other that comes too late."""
    for number in range(4):
        log_in("koordinator", WRONG, REMOTE_ADDR=f"10.2.0.{number}")
    del checked[:]
    at_once([lambda n=n: log_in("koordinator", f"{WRONG}{n}", REMOTE_ADDR=f"10.3.0.{n}") for n in range(8)])
    assert len(checked) == 1
    assert log_in("koordinator", PASSWORD).status_code == 200


def test_what_is_refused_lets_the_next_go_on_at_once(db):
    """The lock of a refused try goes with its savepoint, not with its request."""
    holds, asked, told = Barrier(2, timeout=20), Barrier(2, timeout=20), []

    def refused_and_slow() -> None:
        with transaction.atomic():
            told.append(admits(SLOT))
            holds.wait()
            asked.wait()

    def other() -> None:
        holds.wait()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "select pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"{SLOT.kind} {SLOT.who} {SLOT.device}"]
            )
            told.append(cursor.fetchone()[0])
        asked.wait()

    with transaction.atomic():
        for _guess in range(5):
            count(SLOT)
    # Past the first look, as one that waited for its turn and finds the slot shut then.
    from accounts.lockout import tries

    real, looks = tries.is_shut, []

    def open_at_first(slot: Slot) -> bool:
        looks.append(slot)
        return len(looks) > 1 and real(slot)

    tries.is_shut = open_at_first
    try:
        at_once([refused_and_slow, other])
    finally:
        tries.is_shut = real
    assert told == [False, True] and len(looks) == 2


def test_one_that_is_let_through_keeps_its_turn(db):
    holds, asked, told = Barrier(2, timeout=20), Barrier(2, timeout=20), []

    def let_through() -> None:
        with transaction.atomic():
            told.append(admits(SLOT))
            holds.wait()
            asked.wait()

    def other() -> None:
        holds.wait()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "select pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"{SLOT.kind} {SLOT.who} {SLOT.device}"]
            )
            told.append(cursor.fetchone()[0])
        asked.wait()

    at_once([let_through, other])
    assert told == [True, False]


def test_one_recovery_code_at_once_from_eight_places_serves_once(cast):
    code = recovery.make(cast.koordinator)[0]
    used = at_once([lambda: recovery.use(cast.koordinator, code) is not None for _place in range(8)])
    assert sorted(used) == [False] * 7 + [True]
    assert recovery.left(cast.koordinator) == 9


def test_two_sets_made_at_once_are_one(cast):
    sets = at_once([lambda: recovery.make(cast.koordinator) for _press in range(4)])
    assert recovery.left(cast.koordinator) == 10
    assert [recovery.use(cast.koordinator, codes[0]) is not None for codes in sets].count(True) == 1
