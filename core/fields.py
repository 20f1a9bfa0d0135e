"""Columns that hold what must not be read from a copied disk.

A sealed value says which data key opens it, and is bound to its column: `v1:<key>:<nonce and ciphertext, base64>`, or
for a file the same without base64. What was sealed before there were data keys (Fernet, under SOMV_FIELD_KEYS itself)
still opens; `manage.py reseal` brings it up to date. ADR 0027.
"""

from __future__ import annotations

import base64
import binascii
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models

from core.keyring import Unreadable, keyring
from core.lookup_key import hashed

MARK = "v1:"
FERNET = "gAAAA"  # how a value from before there were data keys begins


def seal(text: str, field: str) -> str:
    """Encrypt and authenticate `text` for the column `field` (table.column)."""
    key = keyring().for_writing(field)
    return f"{MARK}{key.id}:{base64.urlsafe_b64encode(key.seal(text.encode())).decode()}"


def unseal(token: str, field: str) -> str:
    """The text behind `token`. Raises Unreadable if it was altered, sealed for another column, or its key is gone."""
    if token.startswith(FERNET):
        return _opened_as_before(token.encode(), field).decode()
    mark, _colon, rest = token.partition(":")
    name, _colon, sealed = rest.partition(":")
    if f"{mark}:" != MARK:
        raise Unreadable(f"a value of {field} is not sealed")
    try:
        raw = base64.urlsafe_b64decode(sealed)
    except (binascii.Error, ValueError) as error:
        raise Unreadable(f"a value of {field} was altered") from error
    return keyring().of(name).open(raw, field).decode()


def seal_bytes(content: bytes, field: str) -> bytes:
    """Like `seal`, for a file; 44 bytes longer than what went in."""
    key = keyring().for_writing(field)
    return f"{MARK}{key.id}:".encode() + key.seal(content)


def unseal_bytes(token: bytes, field: str) -> bytes:
    """The file behind `token`. Raises Unreadable like `unseal`."""
    if token.startswith(FERNET.encode()):
        return _opened_as_before(token, field)
    mark, name, sealed = [*token.split(b":", 2), b"", b""][:3]
    if mark + b":" != MARK.encode():
        raise Unreadable(f"a value of {field} is not sealed")
    return keyring().of(name.decode("ascii", "replace")).open(sealed, field)


@lru_cache(maxsize=4)
def _box(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def _opened_as_before(token: bytes, field: str) -> bytes:
    try:
        return _box(tuple(settings.SOMV_FIELD_KEYS)).decrypt(token)
    except InvalidToken as error:
        raise Unreadable(
            f"a value of {field} from before there were data keys was altered, or its key is gone"
        ) from error


def keyed_hash(text: str, key: str = "") -> str:
    """A look-up value for `text` (64 hex digits) that says nothing without SOMV_LOOKUP_KEY, or another `key`.

    A plain hash of a CPR number is broken by trying all of them; the key is what stops that.
    """
    return hashed(text, key or settings.SOMV_LOOKUP_KEY)


class SealedTextField(models.TextField):
    """Text that is encrypted in the database and plain in Python. Cannot be searched."""

    @property
    def sealed_for(self) -> str:
        """The column its values are bound to; a history table has its own."""
        return f"{self.model._meta.db_table}.{self.column}"

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return value if value in (None, "") else seal(value, self.sealed_for)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return value if value in (None, "") else unseal(value, self.sealed_for)

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name not in ("isnull",):
            raise TypeError("a sealed column cannot be searched; use its keyed hash")
        return super().get_lookup(lookup_name)
