"""Danish words in order, and found again however they are typed.

The embedded PostgreSQL has neither ICU nor unaccent, so both keys are made here and stored.
"""

from __future__ import annotations

import unicodedata

_FOLD = {"æ": "ae", "ø": "oe", "å": "aa", "ä": "ae", "ö": "oe", "ü": "y", "ð": "d", "þ": "th", "ß": "ss"}
_COLLATE = {"æ": "~a", "ä": "~a", "ø": "~b", "ö": "~b", "å": "~c", "ü": "y", "ð": "d", "þ": "th", "ß": "ss"}


def _plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def _translated(text: str, table: dict[str, str]) -> str:
    # Compatibility forms (𝑨, ǽ) hide capitals and letters of the table: compose and lower before, look up after.
    lowered = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).casefold()
    return " ".join("".join(table.get(c) or _letters(c, table) for c in lowered).split())


def _letters(char: str, table: dict[str, str]) -> str:
    return "".join(table.get(c, c) for c in _plain(char))


def fold(text: str) -> str:
    """The search key: lower case, æ→ae, ø→oe, å→aa, accents dropped, spaces single."""
    return _translated(text, _FOLD)


def collate(text: str) -> str:
    """The sort key: Danish order, where æ, ø, å come last and aa sorts as å."""
    lowered = unicodedata.normalize("NFC", text).casefold().replace("aa", "å")
    return _translated(lowered, _COLLATE)
