"""What a provider says of itself: its addresses and its keys. Only the configured origins are ever asked."""

from __future__ import annotations

import hashlib
import json
import logging
import time
from typing import Any
from urllib.parse import urlencode

import requests
from django.core.cache import cache
from jwt import PyJWK
from jwt.exceptions import PyJWKError
from urllib3.exceptions import HTTPError

from core.oidc.providers import Provider, origin

logger = logging.getLogger(__name__)

TIMEOUT = (3, 5)  # seconds to connect, and between two pieces
LARGEST = 256 * 1024  # bytes of an answer
KEPT = 60 * 60  # seconds
AGAIN = 60  # seconds between two looks for a key we do not know: a forged token must not make us ask at will
_looked: dict[str, float] = {}  # issuer → when; in memory, for what a refused request kept is rolled back
TYPES = {"RS256": "RSA", "ES256": "EC"}  # what may have signed; never "none", never a shared secret


class Failed(Exception):
    """The log-in cannot go on. `code` says why in one word: shown to nobody, and in the log without any value."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def asked(provider: Provider, address: Any, **sent: Any) -> dict[str, Any]:
    """The JSON object behind `address`, by GET, or by POST with `data`. Follows no redirect. Raises Failed."""
    if not isinstance(address, str) or origin(address) not in provider.hosts:
        raise Failed("foreign-address")
    try:
        with requests.Session() as session:
            session.auth = sent.pop("auth", None) or (lambda request: request)  # never one from a .netrc
            method = "POST" if "data" in sent else "GET"
            answer = session.request(method, address, timeout=TIMEOUT, allow_redirects=False, stream=True, **sent)
            body = answer.raw.read(LARGEST + 1, decode_content=True)
    except (requests.RequestException, HTTPError, OSError) as error:
        logger.warning("provider %s does not answer: %s", provider.id, type(error).__name__)
        raise Failed("unreachable") from None
    return _object(provider, answer.status_code, body)


def _object(provider: Provider, status: int, body: bytes) -> dict[str, Any]:
    try:
        told = json.loads(body) if status == 200 and len(body) <= LARGEST else None
    except ValueError:
        told = None
    if not isinstance(told, dict):
        logger.warning("provider %s answered %s, and not with what was asked for", provider.id, status)
        raise Failed("bad-answer")
    return told


def _kept_as(provider: Provider, what: str) -> str:
    return f"oidc-{what}-{hashlib.sha256(provider.server_url.encode()).hexdigest()[:32]}"


def metadata(provider: Provider) -> dict[str, Any]:
    """What the provider publishes about itself, an hour old at most. Raises Failed."""
    told: dict[str, Any] | None = cache.get(_kept_as(provider, "metadata"))
    if told is None:
        told = asked(provider, f"{provider.server_url.rstrip('/')}/.well-known/openid-configuration")
        if told.get("issuer") != provider.server_url:
            logger.warning("provider %s says it is another issuer than server_url", provider.id)
            raise Failed("other-issuer")
        cache.set(_kept_as(provider, "metadata"), told, KEPT)
    return told


def endpoint(provider: Provider, name: str) -> str:
    """One of the provider's addresses, on a configured origin. Raises Failed."""
    address = metadata(provider).get(name)
    if not isinstance(address, str) or origin(address) not in provider.hosts:
        logger.warning("provider %s: %s is missing, or on a host that hosts does not name", provider.id, name)
        raise Failed("foreign-address")
    return address


def key(provider: Provider, algorithm: Any, name: Any) -> PyJWK:
    """The provider's key of that name, for an algorithm we accept. Raises Failed."""
    if algorithm not in TYPES:
        raise Failed("bad-algorithm")
    found = _found(_keys(provider), algorithm, name)
    if found is None and time.monotonic() - _looked.get(provider.server_url, -AGAIN) >= AGAIN:
        _looked[provider.server_url] = time.monotonic()
        found = _found(_keys(provider, anew=True), algorithm, name)  # the provider may have changed its keys
    if found is None:
        raise Failed("unknown-key")
    return found


def _keys(provider: Provider, *, anew: bool = False) -> list[Any]:
    rows: list[Any] | None = None if anew else cache.get(_kept_as(provider, "keys"))
    if rows is None:
        told = asked(provider, endpoint(provider, "jwks_uri")).get("keys")
        rows = [row for row in told if isinstance(row, dict)] if isinstance(told, list) else []
        cache.set(_kept_as(provider, "keys"), rows, KEPT)
    return rows


def _found(rows: list[Any], algorithm: str, name: Any) -> PyJWK | None:
    """A token without a key's name is believed where there is only one key it can be."""
    fit = [row for row in rows if row.get("kty") == TYPES[algorithm] and row.get("use", "sig") == "sig"]
    fit = [row for row in fit if row.get("alg", algorithm) == algorithm and (name is None or row.get("kid") == name)]
    if len(fit) != 1:
        return None
    try:
        return PyJWK.from_dict(fit[0], algorithm)
    except PyJWKError:
        raise Failed("bad-key") from None


def goodbye(provider: Provider, back: str) -> str | None:
    """Where one logs out at the provider, too; None when it offers no such address or does not answer."""
    try:
        address = endpoint(provider, "end_session_endpoint")
    except Failed:
        return None
    return f"{address}?{urlencode({'client_id': provider.client_id, 'post_logout_redirect_uri': back})}"
