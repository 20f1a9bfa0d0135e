"""Collect the texts of the interface, merge the Danish translations, compile the catalogue.

    python tools/messages.py            needs gettext (xgettext); prints what still has no translation
    python tools/messages.py --check    needs none for what is committed: compiled = source, nothing open, no guess

Translations come from ``locale/incoming/*.po`` (plain msgid/msgstr pairs, one file per piece of work) and fill what
the catalogue does not have; to change a text later, change it in ``locale/da/LC_MESSAGES/django.po``. Neither line
numbers nor dates are written, so that two branches touch the same lines only where they change the same text.
"""

from __future__ import annotations

import argparse
import fcntl
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib
from django.conf import settings as django_settings
from django.utils.translation import templatize

PROJECT = Path(__file__).resolve().parents[1]
SOURCES: tuple[str, ...] = ("somv", "overview", "evaluation", "followups", "meetings", "tracks", "plans", "citizens")
SOURCES += ("accounts", "audit", "core", "templates")
CATALOGUE = PROJECT / "locale" / "da" / "LC_MESSAGES" / "django.po"
INCOMING = PROJECT / "locale" / "incoming"
KEYWORDS: tuple[str, ...] = ("gettext_noop", "gettext_lazy", "ngettext_lazy:1,2", "pgettext:1c,2", "npgettext:1c,2,3")
KEYWORDS += ("pgettext_lazy:1c,2", "npgettext_lazy:1c,2,3")
METADATA = {
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Language": "da",
    "MIME-Version": "1.0",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}
_PLACE = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")

Key = tuple[str | None, str]


def key_of(entry: polib.POEntry) -> Key:
    """What makes two entries the same text: context and msgid."""
    return entry.msgctxt, entry.msgid


def collect() -> polib.POFile:
    """Extract every marked text of code and templates with xgettext. Raises CalledProcessError with its complaint."""
    if not django_settings.configured:
        django_settings.configure()
    with tempfile.TemporaryDirectory() as folder:
        names = []
        for source in SOURCES:
            for path in sorted((PROJECT / source).rglob("*")):
                if path.suffix in (".py", ".html", ".txt") and "static" not in path.parts:
                    names.append(_write_as_python(path, Path(folder)))
        (Path(folder) / "names").write_text("\n".join(names), encoding="utf-8")
        command = ["xgettext", "--files-from=names", "--language=Python", "--from-code=UTF-8", "--no-location"]
        command += ["--add-comments=Translators", "--no-wrap", "--force-po", "--output=all.pot"]
        command += [f"--keyword={keyword}" for keyword in KEYWORDS]
        done = subprocess.run(command, cwd=folder, text=True, capture_output=True, check=False)
        if done.returncode:
            sys.exit(done.stderr)
        return polib.pofile(str(Path(folder) / "all.pot"))


def _write_as_python(path: Path, folder: Path) -> str:
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        text = templatize(text, origin=str(path))
    name = str(path.relative_to(PROJECT))
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return name


def known_translations() -> dict[Key, polib.POEntry]:
    """Every finished translation: the catalogue's own first, then the fragments in the order of their names."""
    known: dict[Key, polib.POEntry] = {}
    files = ([CATALOGUE] if CATALOGUE.exists() else []) + sorted(INCOMING.glob("*.po"))
    for file in files:
        for entry in polib.pofile(str(file), encoding="utf-8"):
            if entry.obsolete or entry.fuzzy or not is_translated(entry):
                continue
            before = known.setdefault(key_of(entry), entry)
            if (before.msgstr, before.msgstr_plural) != (entry.msgstr, entry.msgstr_plural):
                print(f"{file.name}: {entry.msgid!r} already is {before.msgstr or before.msgstr_plural!r}")
    return known


def is_translated(entry: polib.POEntry) -> bool:
    """Whether the entry has its text, in both numbers where it has two."""
    if entry.msgid_plural:
        return {0, 1} <= set(entry.msgstr_plural) and all(entry.msgstr_plural.values())
    return bool(entry.msgstr)


def merge(found: polib.POFile, known: dict[Key, polib.POEntry]) -> polib.POFile:
    """The catalogue as it should be: exactly the texts in use, sorted, never a guess."""
    merged = polib.POFile(wrapwidth=0)
    merged.metadata = dict(METADATA)
    for entry in sorted(found, key=lambda e: (e.msgid, e.msgctxt or "")):
        fresh = polib.POEntry(
            msgid=entry.msgid, msgid_plural=entry.msgid_plural, msgctxt=entry.msgctxt, flags=entry.flags
        )
        fresh.comment = entry.comment
        match = known.get(key_of(entry)) or known.get((None, entry.msgid))
        if entry.msgid_plural:
            # A translation of the singular alone is none of both.
            fresh.msgstr_plural = match.msgstr_plural if match and match.msgid_plural else {0: "", 1: ""}
        elif match:
            fresh.msgstr = match.msgstr or match.msgstr_plural.get(0, "")
        merged.append(fresh)
    return merged


def faults(catalogue: polib.POFile) -> list[str]:
    """What a reader of the Danish pages would stumble over: open texts, guesses, lost or invented placeholders."""
    said = []
    for entry in catalogue:
        if entry.obsolete or entry.fuzzy:
            said.append(f"obsolete or a guess: {entry.msgid!r}")
        elif not is_translated(entry):
            said.append(f"not translated: {entry.msgid!r}")
        else:
            allowed = set(_PLACE.findall(entry.msgid + entry.msgid_plural))
            for text in [entry.msgstr] if not entry.msgid_plural else entry.msgstr_plural.values():
                used = set(_PLACE.findall(text))
                if used - allowed or (not entry.msgid_plural and allowed - used):
                    said.append(f"placeholders differ: {entry.msgid!r} – {text!r}")
    return said


def update() -> int:
    """Collect, merge, write both files. Returns 0 even when texts are open: that is for the check to refuse."""
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    lock = PROJECT / "var" / "messages.lock"
    lock.parent.mkdir(exist_ok=True)
    with lock.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        merged = merge(collect(), known_translations())
        CATALOGUE.write_text(f"{merged}\n", encoding="utf-8")
        CATALOGUE.with_suffix(".mo").write_bytes(polib.pofile(str(CATALOGUE)).to_binary())
    said = faults(merged)
    print("\n".join(said))
    print(f"{len(merged)} texts, {len(said)} to be seen to")
    return 0


def check() -> int:
    """Refuse a catalogue that is not whole. Returns 0 or 1."""
    if not CATALOGUE.exists():
        print("there is no Danish catalogue: make messages")
        return 1
    catalogue = polib.pofile(str(CATALOGUE), encoding="utf-8", wrapwidth=0)
    said = faults(catalogue)
    compiled = CATALOGUE.with_suffix(".mo")
    if not compiled.exists() or compiled.read_bytes() != catalogue.to_binary():
        said.append("django.mo is not compiled from django.po: make messages")
    if shutil.which("xgettext"):
        listed, used = {key_of(entry) for entry in catalogue}, {key_of(entry) for entry in collect()}
        said += [f"not in the catalogue (make messages): {text!r}" for _, text in sorted(used - listed, key=str)]
        said += [f"used nowhere (make messages): {text!r}" for _, text in sorted(listed - used, key=str)]
    else:
        print("skipped: texts missing from the catalogue (gettext is not there)")
    print("\n".join(said) or f"{len(catalogue)} texts, all translated")
    return 1 if said else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="change nothing; fail when something is open")
    sys.exit(check() if parser.parse_args().check else update())
