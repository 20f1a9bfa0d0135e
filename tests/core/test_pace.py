"""Counting requests in the memory of a process: exact among threads, apart by person, and bounded."""

from __future__ import annotations

from threading import Barrier, Thread

import pytest

from core import pace as room
from core.pace import Pace


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands until it is told to go on."""
    now = [1000.0]
    monkeypatch.setattr(room.time, "monotonic", lambda: now[0])
    return now


def test_the_limit_is_the_last_that_passes_and_a_new_minute_begins_anew(clock):
    pace = Pace()
    assert [pace.count("anna", 3) for _request in range(3)] == [None] * 3
    clock[0] += 20
    first, second = pace.count("anna", 3), pace.count("anna", 3)
    assert (first.seconds, first.first) == (40, True) and (second.seconds, second.first) == (40, False)
    clock[0] += 39.9
    assert pace.count("anna", 3) is not None  # asking meanwhile neither shortens nor lengthens it
    clock[0] += 0.1
    assert [pace.count("anna", 3) for _request in range(3)] == [None] * 3


def test_nobody_is_counted_for_another(clock):
    pace = Pace()
    while pace.count("anna", 5) is None:
        pass
    assert pace.count("bo", 5) is None


def test_eight_threads_at_once_pass_no_more_than_the_limit():
    pace, start, passed = Pace(), Barrier(8), []

    def ask() -> None:
        start.wait()
        passed.extend(one for one in (pace.count("anna", 500) for _request in range(200)) if one is None)

    threads = [Thread(target=ask) for _thread in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(passed) == 500


def test_who_has_gone_home_is_forgotten(clock, monkeypatch):
    monkeypatch.setattr(room, "MOST_KEPT", 10)
    pace = Pace()
    for number in range(10):
        pace.count(f"person {number}", 5)
    clock[0] += 61
    pace.count("anna", 5)
    assert list(pace._minutes) == ["anna"]
