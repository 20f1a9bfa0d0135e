"""Templates are told, they do not ask; they are all used; and none of them stops the CSP from being strict."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines
from django.template.loader import get_template

PROJECT = Path(settings.BASE_DIR)
FOLDER = PROJECT / "templates"
TEMPLATES = sorted(FOLDER.rglob("*.html")) + sorted(FOLDER.rglob("*.txt"))
APPS: tuple[str, ...] = ("somv", "overview", "evaluation", "followups", "meetings", "tracks", "plans", "citizens")
APPS += ("accounts", "audit", "core")

# Django and allauth find these by their names.
FOUND_BY_NAME = re.compile(
    r"^(400|403|403_csrf|404|429|500)\.html$|^allauth/(elements|layouts)/|^account/|^mfa/|^django/forms/|^usersessions/"
)


def name_of(path: Path) -> str:
    return path.relative_to(FOLDER).as_posix()


def source(path: Path) -> str:
    """Without comments: what is said about a template is no use of it."""
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"\{% comment.*?%\}.*?\{% endcomment %\}", "", text, flags=re.DOTALL)
    return re.sub(r"\{#.*?#\}", "", text)


def found(words: str, *, flags: int = 0) -> list[str]:
    said = []
    for path in TEMPLATES:
        said += [f"{name_of(path)}: {match[0]}" for match in re.finditer(words, source(path), flags)]
    return said


def test_every_template_compiles():
    assert len(TEMPLATES) > 60
    for path in TEMPLATES:
        get_template(name_of(path))


def test_no_template_is_unused():
    python = "".join(path.read_text(encoding="utf-8") for app in APPS for path in (PROJECT / app).rglob("*.py"))
    templates = {name_of(path): source(path) for path in TEMPLATES}
    unused = [
        name
        for name in templates
        if not FOUND_BY_NAME.search(name)
        and f'"{name}"' not in python
        and not any(f'"{name}"' in text or f"'{name}'" in text for other, text in templates.items() if other != name)
    ]
    assert [name for name in unused if not _built_name(name, python, templates)] == []


def _built_name(name: str, python: str, templates: dict[str, str]) -> bool:
    """`f"tracks/_{noun}_form.html"`, `"_components/"|add:kind|add:".html"`: a pattern that could mean this one."""
    patterns = re.findall(r'f"([a-z_]+/[^"]*\{[^"]*\.html)"', python)
    added = re.compile(r"""["']([a-z_]+/[a-z_]*)["']\|add:[^ %]*add:["']([a-z_]*\.html)["']""")
    patterns += [f"{start}{{}}{end}" for text in templates.values() for start, end in added.findall(text)]
    return any(re.fullmatch(re.sub(r"\\\{.*?\\\}", "[a-z_]+", re.escape(pattern)), name) for pattern in patterns)


def test_templates_do_not_decide_who_may():
    """They are told `may`. Of the visitor they may know that there is one, and the name and workplace to show."""
    visitor = r"\{%[^%]*(?<![\w.])(?:request\.)?user\.(?!is_authenticated\b|organisation\b|pk\b|name\b)[a-z_.]+[^%]*%\}"
    decided = r"\brelation\b\s*[!=]=|\brole\s*[!=]=|\bperms\.|\bcase\.(in_team|rights|relation|reads|readable)\b"
    # What the front page says to roles that have nothing there yet is words, not access.
    hits = [hit for hit in found(visitor) + found(decided) if not hit.startswith("overview/home_other.html")]
    assert hits == []


def test_nothing_is_marked_safe():
    """Django's own form markup, and the picture allauth draws, are not typed by anybody."""
    hits = found(r"\|\s*safe\b|\|\s*safeseq\b|\{%\s*autoescape\s+off")
    assert {hit.split(":")[0] for hit in hits} <= {"django/forms/field.html", "mfa/totp/activate_form.html"}


@pytest.mark.parametrize("words", [r"<[^>{]*\sstyle\s*=", r"<style\b", r"<[^>]*\son[a-z]+\s*=\s*[\"']", r"javascript:"])
def test_nothing_the_csp_forbids(words):
    on_screen = [hit for hit in found(words, flags=re.IGNORECASE) if not hit.startswith("documents/")]
    assert on_screen == []


def test_scripts_are_files_of_ours():
    assert [hit for hit in found(r"<script\b[^>]*>") if "{% static" not in hit] == []


def test_no_address_of_another_host():
    assert [hit for hit in found(r"(?:src|href|action)=[\"'](?:https?:)?//[^\"']*") if not hit.startswith("mfa/")] == []


def test_addresses_are_made_by_their_names():
    """A typed address goes stale unseen."""
    assert found(r"(?:href|action|hx-get|hx-post)=[\"']/[^\"'/]+") == []


def test_every_form_that_writes_is_protected():
    forms = re.compile(r"<form\b[^>]*method=[\"']post[\"'][^>]*>(.*?)</form>", re.DOTALL | re.IGNORECASE)
    without = [name_of(p) for p in TEMPLATES for m in forms.finditer(source(p)) if "csrf_token" not in m[1]]
    assert without == []


def test_the_django_engine_is_the_only_one_and_escapes():
    engine = engines["django"].engine
    assert engine.autoescape
    assert len(engines.all()) == 1
