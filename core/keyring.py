"""The keys of the sealed columns: a data key for each column, wrapped by the outer keys of SOMV_FIELD_KEYS.

The wrapped keys lie in the table core_datakey. A new outer key re-wraps those few rows and touches no data. Keys are
read and made on a connection of their own: a key that a rolled-back request took back with it would leave sealed what
nobody can open, and a page must not cost a query more because its process is young. ADR 0027.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import connections
from django.db.utils import DEFAULT_DB_ALIAS

NONCE = 12  # bytes; random: a column may hold 2^32 values before `new_data_key` is due
FRESH = 300  # seconds after which a process asks again which key writes
FIELD = re.compile(r"[a-z0-9_]+\.[a-z0-9_]+")


class Unreadable(Exception):
    """A sealed value does not open: altered, moved to another column, or its key is gone. Says never what it held."""


class OuterKeyMissing(Unreadable):
    """The key is there, but wrapped with an outer key that SOMV_FIELD_KEYS does not name."""


class OuterKey:
    """A key-encryption key. Wraps data keys and nothing else; known by eight digits that tell nothing of it."""

    def __init__(self, secret: str) -> None:
        """`secret`: 32 bytes, url-safe base64. Raises ValueError."""
        raw = base64.urlsafe_b64decode(secret.encode())
        if len(raw) != 32:
            raise ValueError("an outer key is 32 bytes in url-safe base64")
        self.box = AESGCM(_derived(raw, b"somv data keys"))
        self.name = hashlib.sha256(_derived(raw, b"somv name of the key")).hexdigest()[:8]


def _derived(raw: bytes, purpose: bytes) -> bytes:
    # The same secret opens values from before there were data keys (Fernet): it must not be the same key.
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=purpose).derive(raw)


@dataclass(frozen=True)
class Wrapped:
    """A row of the table."""

    id: str
    field: str
    number: int
    outer_key: str
    wrapped: bytes

    @property
    def bound_to(self) -> bytes:
        return f"{self.id}:{self.field}".encode()

    def opened(self, outer: tuple[OuterKey, ...]) -> bytes:
        """The data key, 32 bytes. Raises OuterKeyMissing or Unreadable."""
        known = [key for key in outer if key.name == self.outer_key]
        if not known:
            raise OuterKeyMissing(
                f"the data key {self.id} of {self.field} is wrapped with the outer key {self.outer_key}, "
                f"which SOMV_FIELD_KEYS does not name (it names {', '.join(key.name for key in outer) or 'none'})"
            )
        try:
            return known[0].box.decrypt(self.wrapped[:NONCE], self.wrapped[NONCE:], self.bound_to)
        except InvalidTag as error:
            raise Unreadable(f"the row of the data key {self.id} of {self.field} was altered") from error


def wrap(id: str, field: str, number: int, secret: bytes, outer: OuterKey) -> Wrapped:
    """Wrap a data key under `outer`, bound to its id and its field."""
    nonce = os.urandom(NONCE)
    row = Wrapped(id, field, number, outer.name, b"")
    return Wrapped(id, field, number, outer.name, nonce + outer.box.encrypt(nonce, secret, row.bound_to))


@dataclass(frozen=True)
class DataKey:
    """A key as this process uses it."""

    id: str
    field: str
    box: AESGCM

    def bound_to(self, field: str) -> bytes:
        return f"v1:{self.id}:{field}".encode()

    def seal(self, content: bytes) -> bytes:
        nonce = os.urandom(NONCE)
        return nonce + self.box.encrypt(nonce, content, self.bound_to(self.field))

    def open(self, sealed: bytes, field: str) -> bytes:
        """Raises Unreadable, also when the value was sealed for another field."""
        try:
            return self.box.decrypt(sealed[:NONCE], sealed[NONCE:], self.bound_to(field))
        except (InvalidTag, ValueError) as error:
            raise Unreadable(f"a value of {field} was altered, or stands where it does not belong") from error


class Keyring:
    """The data keys of one database as one process knows them, opened once."""

    def __init__(self, outer: tuple[OuterKey, ...]) -> None:
        self.outer = outer
        self._rows: dict[str, Wrapped] = {}
        self._opened: dict[str, DataKey] = {}
        self._writing: dict[str, str] = {}
        self._read_at = float("-inf")
        self._lock = threading.RLock()

    def of(self, id: str) -> DataKey:
        """The key that a value names. Raises Unreadable."""
        found = self._opened.get(id)
        return found or self._open(id)

    def for_writing(self, field: str) -> DataKey:
        """The newest key of a field, made at its first use. Raises Unreadable: never is a lost key just replaced."""
        if field not in self._writing or time.monotonic() - self._read_at > FRESH:
            with self._lock:
                self._read()
                if field not in self._writing:
                    self._make(field, 1)
        return self.of(self._writing[field])

    def begin(self, field: str) -> None:
        """Make the next key of a field; older ones go on reading."""
        with self._lock:
            self._read()
            self._make(field, self._rows[self._writing[field]].number + 1 if field in self._writing else 1)

    def _make(self, field: str, number: int) -> None:
        """When two processes make the same number at once, one key is made and both take it."""
        if not FIELD.fullmatch(field):
            raise ValueError(f"a sealed value belongs to table.column, not to {field!r}")
        made = wrap(secrets.token_urlsafe(9), field, number, AESGCM.generate_key(256), self.outer[0])
        with aside() as cursor:
            cursor.execute(
                "insert into core_datakey (id, field, number, outer_key, wrapped) values (%s, %s, %s, %s, %s)"
                " on conflict on constraint core_datakey_once do nothing",
                [made.id, field, number, made.outer_key, made.wrapped],
            )
        self._read()

    def _open(self, id: str) -> DataKey:
        with self._lock:
            if id not in self._rows:
                self._read()
            row = self._rows.get(id)
            if row is None:
                raise Unreadable(f"there is no data key {id}")
            key = self._opened[id] = DataKey(id, row.field, AESGCM(row.opened(self.outer)))
            return key

    def _read(self) -> None:
        with aside() as cursor:
            rows = stored(cursor)
        self._rows = {row.id: row for row in rows}
        self._writing = {row.field: row.id for row in rows}  # the highest number comes last
        self._read_at = time.monotonic()


@contextmanager
def aside() -> Iterator[Any]:
    """A cursor on a connection of its own, in autocommit, as the role the process has."""
    connection = connections[DEFAULT_DB_ALIAS].copy()
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()


def stored(cursor: Any) -> list[Wrapped]:
    """All rows, those of a field in the order of their numbers."""
    cursor.execute("select id, field, number, outer_key, wrapped from core_datakey order by field, number")
    return [Wrapped(row[0], row[1], row[2], row[3], bytes(row[4])) for row in cursor.fetchall()]


@lru_cache(maxsize=4)
def _outer_keys(secrets_: tuple[str, ...]) -> tuple[OuterKey, ...]:
    return tuple(OuterKey(secret) for secret in secrets_)


def outer_keys() -> tuple[OuterKey, ...]:
    """The keys of SOMV_FIELD_KEYS, the wrapping one first. Raises ValueError for one that is none."""
    return _outer_keys(tuple(settings.SOMV_FIELD_KEYS))


_rings: dict[tuple[Any, ...], Keyring] = {}


def keyring() -> Keyring:
    """This process's ring for the database it is connected to."""
    place = connections[DEFAULT_DB_ALIAS].settings_dict
    name = (place["HOST"], place["PORT"], place["NAME"], tuple(settings.SOMV_FIELD_KEYS))
    return _rings.get(name) or _rings.setdefault(name, Keyring(outer_keys()))


def rewrap(cursor: Any) -> tuple[int, int]:
    """Wrap every data key with the first outer key: how many were re-wrapped, how many there are. One transaction.

    As the owner. Raises Unreadable when one cannot be opened; the caller's transaction then changes nothing.
    """
    outer = outer_keys()
    cursor.execute("lock table core_datakey in share row exclusive mode")
    rows = stored(cursor)
    old = [row for row in rows if row.outer_key != outer[0].name]
    for row in old:
        new = wrap(row.id, row.field, row.number, row.opened(outer), outer[0])
        cursor.execute(
            "update core_datakey set outer_key = %s, wrapped = %s where id = %s", [new.outer_key, new.wrapped, new.id]
        )
    return len(old), len(rows)
