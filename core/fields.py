"""Columns that hold what must not be read from a copied disk."""

from __future__ import annotations

import hashlib
import hmac
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import models


@lru_cache(maxsize=4)
def _box(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def seal(text: str) -> str:
    """Encrypt and authenticate `text` with the first of SOMV_FIELD_KEYS."""
    return _box(tuple(settings.SOMV_FIELD_KEYS)).encrypt(text.encode()).decode()


def unseal(token: str) -> str:
    """The text behind `token`. Raises cryptography.fernet.InvalidToken if it was altered or the key is gone."""
    return _box(tuple(settings.SOMV_FIELD_KEYS)).decrypt(token.encode()).decode()


def seal_bytes(content: bytes) -> bytes:
    """Like `seal`, for a file; a third longer than what went in."""
    return _box(tuple(settings.SOMV_FIELD_KEYS)).encrypt(content)


def unseal_bytes(token: bytes) -> bytes:
    """The file behind `token`. Raises cryptography.fernet.InvalidToken like `unseal`."""
    return _box(tuple(settings.SOMV_FIELD_KEYS)).decrypt(token)


def keyed_hash(text: str) -> str:
    """A look-up value for `text` (64 hex digits) that says nothing without SOMV_LOOKUP_KEY.

    A plain hash of a CPR number is broken by trying all of them; the key is what stops that.
    """
    return hmac.new(settings.SOMV_LOOKUP_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


class SealedTextField(models.TextField):
    """Text that is encrypted in the database and plain in Python. Cannot be searched."""

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return value if value in (None, "") else seal(value)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return value if value in (None, "") else unseal(value)

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name not in ("isnull",):
            raise TypeError("a sealed column cannot be searched; use its keyed hash")
        return super().get_lookup(lookup_name)
