"""Addresses with one key, for what stands on a page many times."""

from __future__ import annotations

import uuid
from functools import lru_cache

from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse

NO_KEY = uuid.UUID(int=0)


def address(name: str, key: uuid.UUID) -> str:
    """As `reverse(name, args=[key])` of an address with one key; where the key stands is looked up once a process.
    Raises NoReverseMatch for what is no such address."""
    if not isinstance(key, uuid.UUID):
        raise NoReverseMatch(f"{name} is asked for with {type(key).__name__}")
    before, after = _around(name, get_script_prefix(), get_urlconf())
    return f"{before}{key}{after}"


@lru_cache(maxsize=256)
def _around(name: str, prefix: str, urlconf: str | None) -> tuple[str, str]:
    before, _key, after = reverse(name, args=[NO_KEY]).partition(str(NO_KEY))
    return before, after
