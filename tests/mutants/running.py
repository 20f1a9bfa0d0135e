"""The rooms as they run in this process, and other code in their place."""

from __future__ import annotations

import ast
import builtins
import gc
import sys
from importlib import import_module
from types import CodeType, FunctionType
from typing import Any

from django.conf import settings

from tests.mutants.mutate import PROJECT, ROOMS, Mutant, parsed

FILES = {str(PROJECT / room): room for room in ROOMS}


class Rooms:
    """Every function that was made from a room's file."""

    def __init__(self) -> None:
        for module in (settings.ROOT_URLCONF, *map(_named, ROOMS)):
            import_module(module)
        self.functions: dict[str, list[FunctionType]] = {}
        self._gather()

    def _gather(self) -> None:
        self.functions = {room: [] for room in ROOMS}
        for one in gc.get_objects():
            if type(one) is FunctionType and one.__code__.co_filename in FILES:
                self.functions[FILES[one.__code__.co_filename]].append(one)

    def watch(self, passed: set[tuple[str, int]]) -> None:
        """From now on each statement of a function puts its room and line into `passed` before it is done."""
        builtins.PASSED = passed  # type: ignore[attr-defined]
        for room in ROOMS:
            tree = parsed(room)
            for function in [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]:
                for part in list(ast.walk(function)):
                    for name in ("body", "orelse", "finalbody"):
                        block = getattr(part, name, None)
                        if isinstance(block, list):
                            setattr(part, name, [step for old in block for step in _watched(room, old)])
            self._give(room, tree)

    def restore(self) -> None:
        """Nothing is watched any more, and the process stands ready to be forked."""
        self._gather()
        gc.freeze()  # or each fork would copy all that the collector looks at
        for room in ROOMS:
            self._give(room, parsed(room))

    def plant(self, mutant: Mutant) -> None:
        """The code of every function made from the file, or a constant wherever it is held."""
        from accounts.permissions import Permission
        from citizens.enums import Part

        builtins.EVERYTHING = [*Permission, *Part]  # type: ignore[attr-defined]
        tree = mutant.tree()
        self._give(mutant.path, tree)
        names = vars(sys.modules[_named(mutant.path)])
        changed: set[str] = set()
        for statement in tree.body:
            if not isinstance(statement, ast.Assign | ast.AnnAssign) or statement.value is None:
                continue
            within = statement.lineno <= mutant.line <= (statement.end_lineno or statement.lineno)
            asks = {node.id for node in ast.walk(statement.value) if isinstance(node, ast.Name)}
            if within or asks & changed:  # what is made of a changed constant changes, too
                target: Any = statement.targets[0] if isinstance(statement, ast.Assign) else statement.target
                value = eval(compile(ast.Expression(statement.value), str(PROJECT / mutant.path), "eval"), names)
                _rebind(names[target.id], value)
                changed.add(target.id)

    def _give(self, room: str, tree: ast.Module) -> None:
        running = self.functions[room]
        _keep_free_names(tree, {(f.__code__.co_name, f.__code__.co_firstlineno): f.__code__ for f in running})
        codes = _codes(compile(tree, str(PROJECT / room), "exec"))
        changed = {_key(code): code for code in codes}
        assert len(codes) == len(changed), "two functions of one key"
        for function in running:
            code = changed[_key(function.__code__)]
            if code.co_freevars == function.__code__.co_freevars:
                function.__code__ = code


def _named(room: str) -> str:
    return room.removesuffix(".py").replace("/", ".")


def _watched(room: str, statement: ast.stmt) -> list[ast.stmt]:
    if hasattr(statement, "watched"):
        return [statement]
    statement.watched = True  # type: ignore[attr-defined]
    probe = ast.parse(f"PASSED.add(({room!r}, {statement.lineno}))").body[0]
    probe.watched = True  # type: ignore[attr-defined]
    for node in ast.walk(probe):
        ast.copy_location(node, statement)
    return [probe, statement]


def _key(code: CodeType) -> tuple[str, int, tuple[int, int]]:
    """Two lambdas may stand in one line: where they end tells them apart."""
    ends = [(line or 0, column or 0) for _first, line, _start, column in code.co_positions()]
    return code.co_qualname, code.co_firstlineno, max(ends) if code.co_name == "<lambda>" else (0, 0)


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
