"""What the code never does, read from the code: each test is named in docs/asvs.csv."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tests.guards.test_code import PRODUCT, PROJECT, told

SCRIPTS = sorted((PROJECT / "static" / "somv").glob("*.js"))
TREES = {told(path): ast.parse(path.read_text(encoding="utf-8")) for path in PRODUCT}
# Statements that are put together: from names of columns and tables that stand in the code, never from a request.
PUT_TOGETHER = {"audit/actions/sealing.py", "audit/queries/verify.py", "core/resealing.py", "core/postgres/cluster.py"}


def name_of(node: ast.expr) -> str:
    """`subprocess.run` of a call's function, as it is written."""
    if isinstance(node, ast.Attribute):
        return f"{name_of(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def calls() -> Iterator[tuple[str, str, ast.Call]]:
    for file, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                yield file, name_of(node.func), node


def imports() -> Iterator[tuple[str, str]]:
    for file, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                yield from ((file, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield from ((file, f"{node.module}.{alias.name}") for alias in node.names)


def users_of(*modules: str) -> set[str]:
    return {file for file, name in imports() if name.startswith(modules)}


def test_there_is_code_to_read():
    assert len(TREES) > 200 and len(SCRIPTS) > 6
    assert users_of("django.http") and len(list(calls())) > 5000


def test_no_text_becomes_code():
    """1.3.2, 1.5.2: nothing is evaluated, and nothing is read back in a form that could run something."""
    bad = {"eval", "exec", "compile", "__import__", "os.system", "os.popen", "pickle.loads", "marshal.loads"}
    assert [(file, name) for file, name, _ in calls() if name in bad] == []
    assert users_of("pickle", "marshal", "shelve", "dill", "yaml", "jsonpickle") == set()
    assert settings.SESSION_SERIALIZER == "django.contrib.sessions.serializers.JSONSerializer"
    assert settings.CELERY_ACCEPT_CONTENT == ["json"] and settings.CELERY_TASK_SERIALIZER == "json"


def test_programs_are_started_by_lists_and_only_for_the_own_database_and_the_demo():
    """1.2.5: no shell, and no request leads to a program."""
    assert users_of("subprocess") <= {"core/management/commands/demo.py", "core/postgres/cluster.py"}
    assert [file for file, _, call in calls() if any(word.arg == "shell" for word in call.keywords)] == []


def test_statements_are_written_out_and_values_are_handed_over():
    """1.2.4: what a cursor is given is a text of the code; values are parameters."""
    loose = {
        file
        for file, name, call in calls()
        if name.rpartition(".")[2] in ("execute", "executemany")
        and call.args
        and isinstance(call.args[0], ast.JoinedStr | ast.BinOp)
    }
    assert loose <= PUT_TOGETHER


def test_no_template_is_made_of_a_text():
    """1.3.7: templates are files."""
    assert [(file, name) for file, name, _ in calls() if re.search(r"(^|\.)(Template|from_string)$", name)] == []


def test_no_pattern_is_made_of_what_was_typed():
    """1.2.9: a pattern is a text of the code, or its changing part is escaped; none in a question to the database."""
    loose = []
    for file, name, call in calls():
        if re.fullmatch(r"re\.(compile|search|match|fullmatch|sub|split|findall|finditer)", name):
            source = ast.unparse(call.args[0])
            if not isinstance(call.args[0], ast.Constant) and not (file == "core/quiet_logs.py" and "begins" in source):
                loose.append((file, source))
    assert loose == []
    assert [file for file, tree in TREES.items() if re.search(r"__i?regex\b", ast.unparse(tree))] == []


def test_no_format_comes_from_outside():
    """1.3.10: what is filled in is a text of the code, a name of it, or a translated one."""
    loose = []
    for file, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format":
                loose.append((file, ast.unparse(node.func.value)))
    ours = {"_PLEX", "_SEALS", "rule", "super()"}  # constants of their modules, and a log line
    assert {row for row in loose if not row[0].startswith("somv/demo/") and row[1] not in ours} == set()


def test_nothing_parses_xml():
    """1.5.1: there is no parser to be set up safely; workbooks are written, never read."""
    assert users_of("lxml", "xml.", "defusedxml", "openpyxl.load_workbook") == set()
    assert [name for _, name, _ in calls() if name.endswith("load_workbook")] == []


def test_nothing_is_unpacked():
    """5.2.3, 5.3.3: an archive is made by us and never opened; pictures are not decoded."""
    assert users_of("tarfile", "gzip", "bz2", "lzma", "PIL", "shutil.unpack_archive") == set()
    opened = [ast.unparse(call) for _, name, call in calls() if name.endswith("ZipFile")]
    assert opened and all("'w'" in call for call in opened)
    assert [name for _, name, _ in calls() if re.search(r"zlib\.decompress|extractall", name)] == []


def test_who_speaks_to_the_network_is_known():
    """1.3.6, 13.2.4, 15.3.2: nothing is fetched because somebody asked. Mail goes to the one server of the settings,
    and log-in through an organisation to the configured hosts (`core/oidc/metadata.py: asked`)."""
    clients = ("requests", "httpx", "aiohttp", "urllib.request", "http.client", "ftplib", "telnetlib", "ldap")
    assert users_of(*clients) <= {"core/management/commands/demo.py", "core/demo.py", "core/oidc/metadata.py"}
    assert users_of("socket") <= {
        "core/viruses.py",
        "core/demo.py",
        "core/outbox/post.py",
        "core/postgres/place.py",
        "core/postgres/cluster.py",
    }
    assert users_of("smtplib") <= {"core/outbox/post.py"}


def test_nothing_personal_is_put_in_a_cache():
    """14.2.2: the cache counts tries and keeps what a provider publishes. Pages, rows and texts are in none."""
    users = {"citizens/actions/emergency.py", "core/oidc/metadata.py"}
    assert users_of("django.core.cache", "django.views.decorators.cache") <= users
    assert [m for m in settings.MIDDLEWARE if "cache" in m.lower()] == []
    assert settings.CACHES["default"]["BACKEND"] == "django.core.cache.backends.db.DatabaseCache"


def test_chance_comes_from_the_operating_system():
    """11.5.1: no guessable numbers; the demo's invented people are the exception, and are nobody."""
    demo = {file for file in users_of("random") if file.startswith("somv/demo/")}
    assert users_of("random", "numpy") == demo
    from accounts.actions import calendar, links

    assert (links.KEY_BYTES, calendar.KEY_BYTES) >= (16, 16)


def test_only_strong_and_known_cryptography_is_used():
    """11.3, 11.4: AES-GCM by the library; SHA-256; what else there is stands here with its reason."""
    assert users_of("cryptography") == {"core/keyring.py", "core/fields.py"}
    from_library = {name.rpartition(".")[2] for _, name in imports() if name.startswith("cryptography")}
    # Fernet (AES-128-CBC, then HMAC-SHA256) opens values from before data keys, and seals nothing (ADR 0027).
    assert from_library <= {"AESGCM", "HKDF", "hashes", "InvalidTag", "Fernet", "InvalidToken", "MultiFernet"}
    assert {file for file, name, _ in calls() if name.endswith(".encrypt")} == {"core/keyring.py"}
    hashes = {(file, name) for file, name, _ in calls() if re.fullmatch(r"hashlib\.\w+", name)}
    weak = {(file, name) for file, name in hashes if name != "hashlib.sha256"}
    assert weak == {("accounts/validators.py", "hashlib.sha1")}  # how lists of leaked passwords are published


@pytest.mark.parametrize(
    ("words", "allowed"),
    [
        (r"\beval\(|new Function|insertAdjacentHTML|document\.write|\.(outer|inner)HTML\s*=|Timeout\(\s*[\"']", set()),
        (r"\blocalStorage\b|\bsessionStorage\b|\bindexedDB\b|document\.cookie\s*=|\bcaches\.", set()),
        (r"\bpostMessage\b|addEventListener\(\s*[\"']message", set()),
        (r"(?<![=!<>])==(?!=)|!=(?!=)", set()),
        (r"__proto__|\bprototype\b|\bfor\s*\(\s*(?:const|let|var)\s+\w+\s+in\b|structuredClone|\bvar\s", set()),
        (r"window\.open\(|\bjsonp\b|importScripts|serviceWorker", set()),
    ],
    ids=["html", "storage", "messages", "loose comparison", "prototypes", "windows"],
)  # fmt: skip
def test_what_scripts_never_do(words, allowed):
    """3.2.2, 14.3.3, 3.5.5, 15.3.5, 15.3.6: texts are set as text, nothing is stored, nobody's messages are heard."""
    found = {path.name: match[0] for path in SCRIPTS if (match := re.search(words, without_comments(path)))}
    assert set(found) <= allowed, found


def without_comments(path: Path) -> str:
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    return re.sub(r"(?<!:)//[^\n]*", "", text)


def test_htmx_runs_no_text_and_asks_nobody_else():
    """3.2.2: no script in what is swapped in, no expression in an attribute, no page kept in the browser's storage."""
    base = (PROJECT / "templates" / "base.html").read_text(encoding="utf-8")
    for word in ('"allowEval":false', '"allowScriptTags":false', '"selfRequestsOnly":true', '"historyCacheSize":0'):
        assert word in base


def test_the_image_holds_what_is_needed_and_serves_as_nobody_special():
    """13.4.1, 15.2.3: neither the history of the code nor tests nor keys; not as root."""
    left_out = (PROJECT / ".dockerignore").read_text(encoding="utf-8").split()
    assert {".git", "tests", "bench", "var", ".venv", "node_modules"} <= set(left_out)
    image = (PROJECT / "Dockerfile").read_text(encoding="utf-8")
    assert image.rindex("\nUSER somv") < image.rindex("\nENTRYPOINT") and image.count("\nUSER") == 1


def test_nothing_but_the_product_is_installed():
    """13.4.5, 15.2.3: no admin, no toolbar, no pages of documentation."""
    assert not [app for app in settings.INSTALLED_APPS if re.search(r"admin|debug|silk|swagger|rest_framework", app)]
    asked: Any = [name for name in TREES if name.endswith("urls.py")]
    assert asked and not [name for name in asked if "admin.site" in (PROJECT / name).read_text(encoding="utf-8")]
