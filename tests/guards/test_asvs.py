"""docs/asvs.csv: each requirement of ASVS 5.0 up to level 2 stands there once, and no claim without a test that exists.

`asvs_ids.txt` holds the standard's ids and levels: 70 of level 1, 183 of level 2, and the ten of level 3 that the
product has taken on. (16.3.2 is of level 2 in the standard, and held here as level 3 words it.)
"""

from __future__ import annotations

import ast
import csv
import os
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
COLUMNS = ["id", "level", "chapter", "state", "what we do", "tests"]
STATES = ("claimed", "operator", "not applicable", "open")
CHAPTERS = (
    "Encoding", "Validation", "Browser", "Services", "Files", "Log-in", "Sessions", "Rights", "Tokens", "OIDC",
    "Cryptography", "Transport", "Configuration", "Data", "Code", "Logs", "WebRTC",
)  # fmt: skip
SHORTEST = 20  # letters of a reason


@cache
def rows() -> list[dict[str, str]]:
    with (PROJECT / "docs" / "asvs.csv").open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        assert reader.fieldnames == COLUMNS
        return list(reader)


def of(state: str) -> list[dict[str, str]]:
    return [row for row in rows() if row["state"] == state]


def nodes(row: dict[str, str]) -> list[str]:
    return [node.strip() for node in row["tests"].split(";") if node.strip()]


@cache
def names_in(file: str) -> dict[str, bool]:
    """Name of each test of a file (`test_x`, `TestY::test_x`) → whether it is skipped or expected to fail."""
    path = PROJECT / file
    if not (path.is_file() and path.name.startswith("test_") and file.startswith("tests/")):
        return {}
    body = ast.parse(path.read_text(encoding="utf-8")).body
    kept = [node for node in body if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "pytestmark"]
    skipped = any(_is_skip(ast.unparse(node.value)) for node in kept)
    return {name: skipped or any(_is_skip(ast.unparse(mark)) for mark in marks) for name, marks in _tests(body)}


def _tests(body: list[ast.stmt]) -> Iterator[tuple[str, list[ast.expr]]]:
    for node in body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield node.name, node.decorator_list
        elif isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
            for name, marks in _tests(node.body):
                yield f"{node.name}::{name}", marks + node.decorator_list


def _is_skip(mark: str) -> bool:
    return bool(re.search(r"mark\.(skip|xfail)\b|skipif\(True", mark))


def test_every_requirement_stands_there_once_with_its_level():
    lines = (PROJECT / "tests" / "guards" / "asvs_ids.txt").read_text(encoding="utf-8").split("\n")
    wanted = [tuple(line.split()) for line in lines if line]
    assert Counter(level for _, level in wanted) == {"1": 70, "2": 183, "3": 10}
    assert [(row["id"], row["level"]) for row in rows()] == wanted


def test_each_row_has_its_chapter_a_state_and_a_sentence_of_ours():
    for row in rows():
        assert row["chapter"] == CHAPTERS[int(row["id"].split(".")[0]) - 1], row["id"]
        assert row["state"] in STATES, row["id"]
        assert len(row["what we do"]) >= SHORTEST, row["id"]
        assert not row["what we do"].startswith("Verify"), row["id"]  # the standard's words stay the standard's


@pytest.mark.parametrize("row", of("claimed"), ids=lambda row: row["id"])
def test_a_claim_names_tests_that_exist_and_run(row):
    assert nodes(row), "a claim without a test"
    for node in nodes(row):
        file, _, name = node.partition("::")
        assert name.partition("[")[0] in names_in(file), f"there is no {node}"
        assert not names_in(file)[name.partition("[")[0]], f"{node} is skipped"


def test_what_the_operator_does_is_said_to_the_operator():
    """The sentence ends with the heading in brackets: (deploying: TLS)."""
    text = (PROJECT / "docs" / "deploying.md").read_text(encoding="utf-8")
    headings = set(re.findall(r"^##+ (.+)$", text, re.MULTILINE))
    said = {row["id"]: re.findall(r"\(deploying: ([^)]+)\)", row["what we do"]) for row in of("operator")}
    assert {id: named for id, named in said.items() if not named or not set(named) <= headings} == {}


def test_other_tests_that_are_named_exist_too():
    for row in rows():
        for node in nodes(row):
            assert node.partition("::")[2].partition("[")[0] in names_in(node.partition("::")[0]), (row["id"], node)


def table() -> str:
    """Requirements by chapter and state, as the security page shows them."""
    counted = Counter((row["chapter"], row["state"]) for row in rows())
    lines = [f"| chapter | {' | '.join(STATES)} | all |", "|---|---|---|---|---|---|"]
    for number, name in enumerate(CHAPTERS, 1):
        cells = [counted[name, state] for state in STATES]
        lines.append(f"| {number} {name} | {' | '.join(map(str, cells))} | {sum(cells)} |")
    return "\n".join([*lines, f"| all | {' | '.join(str(len(of(state))) for state in STATES)} | {len(rows())} |"])


def test_the_table_of_the_security_page_adds_up():
    """`SOMV_ASVS=write` writes it anew from docs/asvs.csv."""
    page = PROJECT / "docs" / "security.md"
    text = page.read_text(encoding="utf-8")
    found = re.findall(r"^\| chapter \|.*?^\| all \|[^\n]*", text, re.MULTILINE | re.DOTALL)
    assert len(found) == 1
    if os.environ.get("SOMV_ASVS") == "write":
        page.write_text(text.replace(found[0], table()), encoding="utf-8")
    else:
        assert found == [table()]
