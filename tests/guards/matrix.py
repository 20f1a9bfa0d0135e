"""The matrix: every address × method × member of the cast → status. Reading and writing its file, and asking.

`python -m tests.guards.matrix` is no way to make a red guard green: read every changed cell against contract.md.
The file is written by `SOMV_MATRIX=write pytest tests/guards/test_matrix.py`.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import transaction
from django.test import Client

from core.models import Record
from tests.cast import Cast
from tests.guards.routes import Route, address, all_routes

FILE = Path(__file__).with_name("matrix.txt")
WRITING = os.environ.get("SOMV_MATRIX") == "write"
METHODS = ("GET", "POST")
HISTORIES = [model.history.model for model in apps.get_models() if issubclass(model, Record)]

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


def written() -> int:
    """How many changes history knows of: more after anything was saved."""
    return sum(model.objects.count() for model in HISTORIES)


def ask(client: Client, method: str, path: str, data: Any = None) -> tuple[int, bool]:
    """Status, and whether anything was saved. Nothing stays: each question meets the same rows."""
    with transaction.atomic():
        before = written()
        answer = client.generic(method, path) if method not in METHODS else getattr(client, method.lower())(path, data)
        saved = written() != before
        transaction.set_rollback(True)
    return answer.status_code, saved


def ask_all(client: Client, cast: Cast) -> dict[tuple[str, str], tuple[int, bool]]:
    """Every route and method for one person."""
    return {
        (route.name, method): ask(client, method, address(route, cast)) for route in all_routes() for method in METHODS
    }


def guarded() -> list[Route]:
    return [route for route in all_routes() if route.rule is not None]
