"""The chain over the access log: what is sealed, and how a seal is reckoned.

Each event gets one seal: a number, the seal before it, and an HMAC over both and every column of the event. Who can
write in the database and lacks the key can neither change an event, nor take one out, nor put one in, unnoticed.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

# The columns of an event a seal covers, by form. A new column of the log is a new form; old seals keep theirs.
FORMS: dict[int, tuple[str, ...]] = {
    1: (
        "at", "id", "request_id", "user_id", "user_name", "organisation_id", "organisation", "role", "kind", "outcome",
        "status", "route", "programme_id", "citizens", "parts", "object_type", "object_id", "basis", "source",
        "criterion",
    ),
}  # fmt: skip
FORM = max(FORMS)


@dataclass(frozen=True)
class Head:
    """Where the chain ends: the last number and seal (hex), and whether anything is late. No person is in it."""

    n: int
    mac: str
    sealed_at: datetime | None
    waiting: int  # events older than a minute without a seal
    strays: int  # events in no month's partition


def keys() -> dict[str, bytes]:
    """Name → key; the first seals, all verify. Raises ImproperlyConfigured without any."""
    found = {hashlib.sha256(key.encode()).hexdigest()[:8]: key.encode() for key in settings.SOMV_AUDIT_KEYS}
    if not found:
        raise ImproperlyConfigured("set SOMV_AUDIT_KEYS (or SOMV_AUDIT_KEYS_FILE); see docs/deploying.md")
    return found


def _told(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, list):
        return [_told(item) for item in value]
    return None if value is None else str(value)


def mac_of(key: bytes, n: int, prev: bytes, values: Sequence[Any]) -> bytes:
    """The seal of number `n` over `values`, the event's columns in the order of its form. 32 bytes."""
    line = json.dumps([n, prev.hex(), *map(_told, values)], ensure_ascii=False, separators=(",", ":"))
    return hmac.digest(key, line.encode(), "sha256")


def head() -> Head:
    """Where the chain ends now."""
    with connection.cursor() as cursor:
        cursor.execute("select n, encode(mac, 'hex'), sealed_at, waiting, strays from audit_head()")
        return Head(*cursor.fetchone())
