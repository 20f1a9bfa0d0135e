"""The shape of the code: small files, the line of the apps, one door for each outside thing."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.core.management import call_command

PROJECT = Path(__file__).resolve().parents[2]
APPS: tuple[str, ...] = ("somv", "overview", "evaluation", "followups", "meetings", "tracks", "plans", "citizens")
APPS += ("accounts", "audit", "core")
LONGEST_FILE, LONGEST_FUNCTION, LONGEST_VIEW, LONGEST_TEST_FILE = 250, 40, 15, 400

# What is ours: committed, or about to be (git lists both, and nothing that is ignored).
_LISTED = subprocess.run(
    ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
    cwd=PROJECT,
    capture_output=True,
    text=True,
    check=False,
).stdout.splitlines()
FILES = [PROJECT / name for name in _LISTED if (PROJECT / name).is_file()]
CODE = [path for path in FILES if path.suffix == ".py" and "migrations" not in path.parts]
PRODUCT = [path for path in CODE if path.relative_to(PROJECT).parts[0] in APPS]
TESTS = [path for path in CODE if path.relative_to(PROJECT).parts[0] == "tests"]


def told(path: Path) -> str:
    return str(path.relative_to(PROJECT))


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length(node: ast.FunctionDef) -> int:
    """Lines from `def` on, without the docstring: what is written to explain must cost nothing."""
    first = node.body[0]
    doc = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)
    return node.end_lineno - node.lineno + 1 - (first.end_lineno - first.lineno + 1 if doc else 0)


def test_there_is_something_to_guard():
    assert len(PRODUCT) > 80
    assert len(TESTS) > 20


def test_files_are_small():
    assert {told(path): n for path in CODE if (n := lines(path)) > limit(path)} == {}


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def limit(path: Path) -> int:
    return LONGEST_TEST_FILE if path in TESTS else LONGEST_FILE


def test_functions_are_small():
    """The demo's people are facts in rows, one after the other: longer, because cutting them would hide their order."""
    code = [path for path in CODE if not told(path).startswith("somv/demo/")]
    assert {f"{told(p)}:{f.name}": length(f) for p in code for f in functions(p) if length(f) > LONGEST_FUNCTION} == {}


def is_view(function: ast.FunctionDef) -> bool:
    names = {getattr(getattr(mark, "func", mark), "id", "") for mark in function.decorator_list}
    return bool(names & {"through", "signed_in", "login_not_required"})


def test_views_are_small():
    views = [(path, function) for path in PRODUCT for function in functions(path) if is_view(function)]
    assert len(views) > 60
    assert {f"{told(path)}:{f.name}": length(f) for path, f in views if length(f) > LONGEST_VIEW} == {}


def test_no_room_for_odds_and_ends():
    banned = {"utils", "helpers", "common", "misc", "util", "helper"}
    assert [told(path) for path in CODE if banned & {path.stem, path.parent.name}] == []


def test_the_line_of_the_apps_holds():
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=PROJECT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:]


@pytest.mark.parametrize(
    ("words", "allowed"),
    [
        (r"\bweasyprint\b", {"core/pdf.py"}),
        (r"\bguardian\.(shortcuts|models)\b", {"citizens/access/rows.py", "citizens/models/citizen.py"}),
        (r"\bmark_safe\b|\bSafeString\(", {"core/templatetags/fds.py"}),
        (r"\bformat_html\b", {"core/templatetags/fds.py"}),
        (r"\bcsrf_exempt\b|\bxframe_options_exempt\b|\bcsp_exempt\b", set()),
        (r"\bcsp_update\b", {"citizens/views/scans.py"}),  # adds `sandbox` to a scan: narrower, never wider
        (
            r"\blogin_not_required\b",
            {
                "accounts/views/links.py",
                "accounts/views/own.py",
                "accounts/views/providers.py",
                "overview/views/calendar.py",
                "overview/views/health.py",
            },
        ),
        (r"\.raw\(|\.extra\(|RawSQL", set()),
        (r"ATOMIC_REQUESTS", set()),
        (r"StreamingHttpResponse|FileResponse", set()),
        (r"datetime\.now\(|date\.today\(|localdate\(", set()),
        (r"_base_manager|_default_manager|_raw_delete", {"core/models/record.py"}),
    ],
)
def test_what_has_one_door_is_used_behind_it_only(words, allowed):
    used = {told(path) for path in PRODUCT if re.search(words, without_comments(path))}
    assert used <= allowed


def without_comments(path: Path) -> str:
    return ast.unparse(_without_docstrings(ast.parse(path.read_text(encoding="utf-8"))))


def _without_docstrings(tree: ast.Module) -> ast.Module:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None:
            node.body = [*node.body[1:], ast.Pass()]
    return tree


def test_views_and_forms_save_nothing():
    """One function in actions writes; a view or form that saves would leave history without its reason."""
    rooms = [p for p in PRODUCT if {"views", "forms", "queries", "documents"} & {*p.parts, p.stem}]
    saving = re.compile(r"\.save\(|\.create\(|\.get_or_create\(|\.update_or_create\(|\battributed_to\b")
    assert [told(path) for path in rooms if saving.search(without_comments(path))] == []


def test_views_know_what_kind_of_request_they_have():
    """`accounts.access.Request` and `citizens.access.CaseRequest` say what the door has put there."""
    views = [path for path in PRODUCT if "views" in {*path.parts, path.stem}]
    assert len(views) > 30
    assert [told(path) for path in views if "type: ignore" in path.read_text(encoding="utf-8")] == []


def test_the_models_and_the_migrations_agree(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_no_file_names_a_registry_or_this_machine():
    hosts = re.compile(rb"pypi\.org|pythonhosted\.org|registry\.npmjs|npmjs\.com|proxy\.golang|crates\.io")
    paths = re.compile(rb"/work/|/root/|/home/[a-z]+/")
    ours = [p for p in FILES if not {"vendor", "node_modules"} & set(p.parts) and p != Path(__file__).resolve()]
    found = [told(path) for path in ours if hosts.search(data := path.read_bytes()) or paths.search(data)]
    assert found == []


def test_the_catalogue_is_whole():
    done = subprocess.run(
        [sys.executable, "tools/messages.py", "--check"], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:]


def test_every_task_on_the_schedule_exists_under_its_name():
    from somv.celery import app
    from somv.schedule import BEAT_SCHEDULE

    assert BEAT_SCHEDULE
    for row in BEAT_SCHEDULE.values():
        module, name = row["task"].rsplit(".", 1)
        assert getattr(import_module(module), name).name == row["task"]
    ours = {name for name in app.tasks if name.split(".")[0] in APPS}
    assert ours == {row["task"] for row in BEAT_SCHEDULE.values()}
