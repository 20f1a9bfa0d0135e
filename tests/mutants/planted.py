"""Give every test that knows the access rules a mutant to find: `make mutants`.

A plugin of pytest, so that fixtures, database and cast stand ready once. The tests run unharmed first, and it is kept
which lines of the rooms each of them passes. Then each mutant is planted in a fork of this process, and the tests that
pass its line run there, quickest first, until one of them fails.
"""

from __future__ import annotations

import ast
import builtins
import gc
import os
import signal
import sys
import time
from collections import defaultdict
from pathlib import Path
from types import CodeType, FrameType, FunctionType
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

from tests.mutants.mutate import PROJECT, ROOMS, Mutant, mutants

SIGNED = Path(__file__).with_name("survivors.txt")
PATIENCE = 300  # seconds: a mutant that never ends is found by that
SHARD, SHARDS = (int(n) for n in os.environ.get("SOMV_MUTANTS", "0/1").split("/"))
Passed = dict[tuple[str, int], set[int]]


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool:
    items = [item for item in session.items if not _commits(item)]
    passed, cost = _unharmed(items)
    everything = [mutant for room in ROOMS for mutant in mutants(room)][SHARD::SHARDS]
    wanted = os.environ.get("SOMV_MUTANT", "")
    asked = [mutant for mutant in everything if wanted in mutant.name]
    begun, lived = time.monotonic(), []
    for number, mutant in enumerate(asked, 1):
        chosen = sorted(_tests_for(mutant, passed, len(items)), key=cost.__getitem__)
        if not _is_killed(mutant, items, chosen):
            lived.append(mutant)
            _say(f"lives: {mutant.path}:{mutant.line} {mutant.what} ({len(chosen)} tests)")
        if number % 25 == 0:
            _say(f"{number} of {len(asked)}, {len(lived)} live, {time.monotonic() - begun:.0f} s")
    runtestprotocol(items[0], log=False, nextitem=None)  # and everything is cleared away
    session.testsfailed = _judged(asked, lived, time.monotonic() - begun, partly=bool(wanted) or SHARDS > 1)
    return True


def _commits(item: pytest.Item) -> bool:
    marks = list(item.iter_markers("django_db"))
    return any(mark.kwargs.get("transaction") for mark in marks) or item.get_closest_marker("browser") is not None


def _say(text: str) -> None:
    print(text, file=sys.__stderr__, flush=True)


def _unharmed(items: list[pytest.Item]) -> tuple[Passed, list[float]]:
    """Which tests pass which lines, and what each costs. All must be green."""
    files = {str(PROJECT / room): room for room in ROOMS}
    passed: Passed = defaultdict(set)
    cost = []
    for index, item in enumerate(items):

        def line(frame: FrameType, event: str, arg: Any, index: int = index) -> Any:
            passed[files[frame.f_code.co_filename], frame.f_lineno].add(index)
            return line

        begun = time.monotonic()
        sys.settrace(lambda frame, event, arg, line=line: line if frame.f_code.co_filename in files else None)
        reports = runtestprotocol(item, log=False, nextitem=item.session)  # type: ignore[arg-type]  # keeps what is made once a session
        sys.settrace(None)
        cost.append(time.monotonic() - begun)
        for report in reports:
            if report.failed:
                pytest.exit(f"{item.nodeid} is red without any mutant:\n{report.longreprtext[-3000:]}", 1)
    _say(f"{len(items)} tests, {sum(cost):.0f} s")
    return passed, cost


def _tests_for(mutant: Mutant, passed: Passed, count: int) -> set[int]:
    """By the lines of the statement the mutant stands in; a constant is met by whoever asks its room or a case."""
    statement = _statement(mutant)
    if statement is None:
        return set(range(count))
    lines = range(statement.lineno, (statement.end_lineno or statement.lineno) + 1)
    return set().union(*(passed.get((mutant.path, line), set()) for line in lines))


def _statement(mutant: Mutant) -> ast.stmt | None:
    """The innermost statement around the mutant within a function; None for the module's own."""
    around = [
        node for function in ast.walk(mutant.tree) if isinstance(function, ast.FunctionDef) for part in function.body
        for node in ast.walk(part)
        if isinstance(node, ast.stmt) and node.lineno <= mutant.line <= (node.end_lineno or node.lineno)
    ]  # fmt: skip
    return min(around, key=lambda node: (node.end_lineno or node.lineno) - node.lineno, default=None)


def _is_killed(mutant: Mutant, items: list[pytest.Item], chosen: list[int]) -> bool:
    from django.db import connections
    from pytest_django.plugin import blocking_manager_key

    blocker = items[0].config.stash[blocking_manager_key]
    with blocker.unblock():
        connections.close_all()  # a child that closed the parent's would close it for both
    child = os.fork()
    if child == 0:
        os._exit(_in_child(mutant, items, chosen))
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0


def _in_child(mutant: Mutant, items: list[pytest.Item], chosen: list[int]) -> int:
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(PATIENCE)
    try:
        plant(mutant)
        for index in chosen:
            reports = runtestprotocol(items[index], log=False, nextitem=items[index].session)  # type: ignore[arg-type]
            if any(report.failed for report in reports):
                return 1
    except BaseException as error:  # noqa: BLE001  the child says so, and is not found again in the parent's frames
        _say(f"{mutant.name}: {type(error).__name__}: {error}")
        return 2
    return 0


def plant(mutant: Mutant) -> None:
    """Change the running process: the code of every function made from the file, or a constant wherever it is held."""
    from accounts.permissions import Permission
    from citizens.enums import Part

    builtins.EVERYTHING = [*Permission, *Part]  # type: ignore[attr-defined]
    module = sys.modules[mutant.path.removesuffix(".py").replace("/", ".")]
    file = str(PROJECT / mutant.path)
    running = [f for f in gc.get_objects() if type(f) is FunctionType and f.__code__.co_filename == file]
    _keep_free_names(mutant.tree, {(f.__code__.co_name, f.__code__.co_firstlineno): f.__code__ for f in running})
    changed = {_key(code): code for code in _codes(compile(mutant.tree, file, "exec"))}
    for function in running:
        code = changed[_key(function.__code__)]
        if code.co_freevars == function.__code__.co_freevars:
            function.__code__ = code
    for statement in mutant.tree.body:
        within = statement.lineno <= mutant.line <= (statement.end_lineno or statement.lineno)
        if within and isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value is not None:
            target = statement.targets[0] if isinstance(statement, ast.Assign) else statement.target
            value = eval(compile(ast.Expression(statement.value), file, "eval"), module.__dict__)
            _rebind(module.__dict__[target.id], value)  # type: ignore[attr-defined]


def _key(code: CodeType) -> tuple[str, int, tuple[Any, ...]]:
    place = tuple(next(iter(code.co_positions()), ())) if code.co_name == "<lambda>" else ()
    return code.co_qualname, code.co_firstlineno, place


def _codes(code: CodeType) -> list[CodeType]:
    inner = [const for const in code.co_consts if isinstance(const, CodeType)]
    return [*inner, *(deeper for one in inner for deeper in _codes(one))]


def _keep_free_names(tree: ast.Module, running: dict[tuple[str, int], CodeType]) -> None:
    """A function keeps the names it holds of its surroundings, also where the mutant no longer asks for them."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            first = min([node.lineno, *(mark.lineno for mark in node.decorator_list)])
            code = running.get((node.name, first))
            if code is not None and code.co_freevars:
                kept = ast.parse("if 0: (" + ", ".join(code.co_freevars) + ",)").body[0]
                node.body.insert(0, ast.fix_missing_locations(ast.copy_location(kept, node.body[0])))


def _rebind(old: Any, new: Any) -> None:
    for module in list(sys.modules.values()):
        names = getattr(module, "__dict__", None)
        for name in [name for name, value in (names or {}).items() if value is old]:
            names[name] = new


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
