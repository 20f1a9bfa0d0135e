"""The key of keyed hashes, and which one those in the database stand under (table core_lookupkey). ADR 0034."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from typing import Any

STANDS = "select name, finished from core_lookupkey"


@dataclass(frozen=True)
class Standing:
    """What the table says. Not `finished`: a change of the key was broken off; history is left under the old one."""

    name: str
    finished: bool


def hashed(text: str, key: str) -> str:
    """HMAC-SHA256 of `text` under `key`, 64 hex digits."""
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()


def name_of(key: str) -> str:
    """Eight digits by which a key is known and that tell nothing of it."""
    return hashed("somv name of the look-up key", key)[:8]


def standing(cursor: Any) -> Standing | None:
    """None before the migration that makes the table."""
    cursor.execute("select to_regclass('core_lookupkey') is not null")
    if not cursor.fetchone()[0]:
        return None
    cursor.execute(STANDS)
    row = cursor.fetchone()
    return Standing(*row) if row else None


def stand_under(cursor: Any, key: str, *, finished: bool) -> None:
    """From now on hashes stand under `key`. As the owner."""
    cursor.execute("update core_lookupkey set name = %s, since = now(), finished = %s", [name_of(key), finished])
