"""The matrix: every address × method × member of the cast → status. Reading and writing its file, and asking.

`python -m tests.guards.matrix` is no way to make a red guard green: read every changed cell against contract.md.
The file is written by `SOMV_MATRIX=write pytest tests/guards/test_matrix.py`.
"""

from __future__ import annotations

import copy
import os
import re
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.test import Client

from tests.cast import Cast
from tests.guards.routes import Route, address, all_routes

FILE = Path(__file__).with_name("matrix.txt")
WRITING = os.environ.get("SOMV_MATRIX") == "write"
METHODS = ("GET", "POST")
Table = dict[str, dict[str, dict[str, int]]]  # route → method → user name → status


def read() -> Table:
    """The committed table."""
    lines = [line.split() for line in FILE.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    names = lines[0][2:]
    table: Table = {}
    for route, method, *cells in lines[1:]:
        table.setdefault(route, {})[method] = dict(zip(names, map(int, cells), strict=True))
    return table


def write(table: Table, names: list[str]) -> None:
    """One line per route and method, the names above their columns; widths fixed so that changes show as cells."""
    width = max(len(name) for name in names) + 1
    first = max(len(name) for name in table) + 1
    lines = ["# Peter's objects (the track is the social one), GET and an empty POST. Read before you change a cell."]
    lines.append(f"{'route':<{first}}method" + "".join(f"{name:>{width}}" for name in names))
    for route in (route.name for route in all_routes()):
        for method in METHODS:
            cells = "".join(f"{table[route][method][name]:>{width}}" for name in names)
            lines.append(f"{route:<{first}}{method:<6}{cells}")
    FILE.write_text("\n".join(lines) + "\n", encoding="utf-8")


class Writes:
    """Notes what a request writes, by table; the session, its cache and the access log are nobody's data."""

    own = re.compile(r'\b(?:insert into|update|delete from|truncate)\s+"?(\w+)"?', re.IGNORECASE)
    exempt = frozenset({"django_session", "core_cache", "audit_accessevent"})

    def __init__(self) -> None:
        self.tables: set[str] = set()

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.lstrip(" (\n").lower().startswith("select"):  # "for update" writes nothing
            self.tables |= set(self.own.findall(sql)) - self.exempt
        return execute(sql, params, many, context)


def ask(client: Client, method: str, path: str, data: Any = None, **headers: Any) -> tuple[int, bool]:
    """Status, and whether anything was saved for good. Nothing stays: each question meets the same rows."""
    writes, cookies = Writes(), copy.deepcopy(client.cookies)
    with transaction.atomic(), connection.execute_wrapper(writes):
        # A browser's POST is never empty: its token makes the form bound.
        data = {"csrfmiddlewaretoken": "x", **(data or {})} if method == "POST" else data
        answer = getattr(client, method.lower())(path, data, **headers)
        transaction.set_rollback(True)
    client.cookies = cookies  # whoever logged out is back in
    return answer.status_code, bool(writes.tables)


def ask_all(client: Client, cast: Cast) -> dict[tuple[str, str], tuple[int, bool]]:
    """Every route and method for one person."""
    return {
        (route.name, method): ask(client, method, address(route, cast)) for route in all_routes() for method in METHODS
    }


def guarded() -> list[Route]:
    return [route for route in all_routes() if route.rule is not None]
