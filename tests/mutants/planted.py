"""Give every test that knows the access rules a mutant to find: `make mutants`.

A plugin of pytest, so that fixtures, database and cast stand ready once. The tests run unharmed first, and it is kept
which statements of the rooms each of them passes. Then each mutant is planted in a fork of this process, and the tests
that pass its statement run there, quickest and most successful first, until one of them fails. Last, the tests that
found something run in a fork without any mutant: one that is red there (midnight has passed, the server is gone) has
found nothing.
"""

from __future__ import annotations

import ast
import os
import signal
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from _pytest.runner import runtestprotocol

from tests.mutants.mutate import ROOMS, Mutant, mutants, parsed
from tests.mutants.running import Rooms

SIGNED = Path(__file__).with_name("survivors.txt")
PATIENCE = 300  # seconds: a mutant that never ends is found by that
SHARD, SHARDS = (int(n) for n in os.environ.get("SOMV_MUTANTS", "0/1").split("/"))
Passed = dict[tuple[str, int], set[int]]


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool:
    items = [item for item in session.items if not _commits(item)]
    rooms = Rooms()
    passed, cost = _unharmed(rooms, items)
    everything = [mutant for room in ROOMS for mutant in mutants(room)][SHARD::SHARDS]
    wanted = os.environ.get("SOMV_MUTANT", "").split("|")
    asked = [mutant for mutant in everything if any(words in mutant.name for words in wanted)]
    kills: dict[str, Counter[int]] = defaultdict(Counter)
    begun, lived = time.monotonic(), []
    for number, mutant in enumerate(asked, 1):
        known = kills[mutant.path]
        chosen = _tests_for(mutant, passed, len(items))
        killer = _killer(rooms, mutant, items, sorted(chosen, key=lambda test: cost[test] / (1 + known[test]) ** 2))
        if killer is None:
            lived.append(mutant)
            _say(f"lives: {mutant.path}:{mutant.line} {mutant.what} ({len(chosen)} tests)")
        else:
            known[killer] += 1
        if number % 25 == 0:
            _say(f"{number} of {len(asked)}, {len(lived)} live, {time.monotonic() - begun:.0f} s")
    found_by = sorted({test for known in kills.values() for test in known if test >= 0})
    red = _killer(rooms, None, items, found_by)
    if red is not None:
        pytest.exit(f"{items[red].nodeid} is red in a fork without any mutant: what it found counts for nothing", 1)
    runtestprotocol(items[0], log=False, nextitem=None)  # and everything is cleared away
    session.testsfailed = _judged(asked, lived, time.monotonic() - begun, partly=wanted != [""] or SHARDS > 1)
    return True


def _commits(item: pytest.Item) -> bool:
    marks = list(item.iter_markers("django_db"))
    return any(mark.kwargs.get("transaction") for mark in marks) or item.get_closest_marker("browser") is not None


def _say(text: str) -> None:
    print(text, file=sys.__stderr__, flush=True)


def _unharmed(rooms: Rooms, items: list[pytest.Item]) -> tuple[Passed, list[float]]:
    """Which tests pass which statements, and what each costs. All must be green."""
    passed: Passed = defaultdict(set)
    cost = []
    here: set[tuple[str, int]] = set()
    rooms.watch(here)
    for index, item in enumerate(items):
        here.clear()
        begun = time.monotonic()
        reports = runtestprotocol(item, log=False, nextitem=item.session)  # type: ignore[arg-type]  # keeps what is made once a session
        cost.append(time.monotonic() - begun)
        for place in here:
            passed[place].add(index)
        for report in reports:
            if report.failed:
                pytest.exit(f"{item.nodeid} is red without any mutant:\n{report.longreprtext[-3000:]}", 1)
    rooms.restore()
    _say(f"{len(items)} tests, {sum(cost):.0f} s")
    return passed, cost


def _tests_for(mutant: Mutant, passed: Passed, count: int) -> set[int]:
    """By the statement the mutant stands in; a constant is met by whoever asks its room or a case."""
    statement = _statement(mutant)
    return set(range(count)) if statement is None else passed.get((mutant.path, statement.lineno), set())


def _statement(mutant: Mutant) -> ast.stmt | None:
    """The innermost statement around the mutant within a function; None for the module's own."""
    functions = [node for node in ast.walk(parsed(mutant.path)) if isinstance(node, ast.FunctionDef)]
    around = [
        node for function in functions for part in function.body for node in ast.walk(part)
        if isinstance(node, ast.stmt) and node.lineno <= mutant.line <= (node.end_lineno or node.lineno)
    ]  # fmt: skip
    return min(around, key=lambda node: (node.end_lineno or node.lineno) - node.lineno, default=None)


def _killer(rooms: Rooms, mutant: Mutant | None, items: list[pytest.Item], chosen: list[int]) -> int | None:
    """The test that fails, -1 for a mutant that never ends; None if it lives. No mutant: the rooms as they are."""
    from django.db import connections
    from pytest_django.plugin import blocking_manager_key

    blocker = items[0].config.stash[blocking_manager_key]
    with blocker.unblock():
        connections.close_all()  # a child that closed the parent's would close it for both
    told, tells = os.pipe()
    child = os.fork()
    if child == 0:
        os._exit(_in_child(rooms, mutant, items, chosen, tells))
    os.close(tells)
    with os.fdopen(told) as pipe:
        said = pipe.read()
    return None if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0 else int(said or -1)


def _in_child(rooms: Rooms, mutant: Mutant | None, items: list[pytest.Item], chosen: list[int], tells: int) -> int:
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(PATIENCE if mutant is not None else 0)
    try:
        if mutant is not None:
            rooms.plant(mutant)
    except BaseException as error:  # noqa: BLE001  the child says so, and is not found again in the parent's frames
        _say(f"not planted: {mutant and mutant.name}: {type(error).__name__}: {error}")
        return 0
    for index in chosen:
        reports = runtestprotocol(items[index], log=False, nextitem=items[index].session)  # type: ignore[arg-type]
        if any(report.failed for report in reports):
            os.write(tells, str(index).encode())
            return 1
    return 0


def _judged(asked: list[Mutant], lived: list[Mutant], seconds: float, *, partly: bool) -> int:
    """How many live unsigned, or are signed and do not live any more."""
    rows = [line.split(" | ", 1) for line in SIGNED.read_text(encoding="utf-8").splitlines() if " | " in line]
    signed = {name.strip() for name, _why in rows if not name.startswith("#")}
    names = {mutant.name for mutant in lived}
    stale = set() if partly else signed - names
    _say(f"{len(asked)} mutants, {len(asked) - len(lived)} killed, {len(lived)} live, of which "
         f"{len(names & signed)} are signed as harmless; {seconds / 60:.1f} minutes")  # fmt: skip
    for name in sorted(names - signed):
        _say(f"unsigned: {name}")
    for name in sorted(stale):
        _say(f"signed, but killed or gone: {name}")
    return len(names - signed) + len(stale)
