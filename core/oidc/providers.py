"""Who may say who somebody is: the providers of OIDC_PROVIDERS. Bad settings stop the start, and name the key."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

ID = re.compile(r"[a-z][a-z0-9-]{1,30}")
LOOPBACK = ("127.0.0.1", "localhost", "::1")
REQUIRED = ("id", "name", "server_url", "client_id", "assurance_claim", "levels", "minimum_level")
OPTIONAL: tuple[str, ...] = (
    "secret",
    "secret_file",
    "second_factor_level",
    "hosts",
    "scope",
    "acr_values",
    "token_auth",
)
OPTIONAL += ("organisation", "end_session")
TOKEN_AUTH = ("client_secret_basic", "client_secret_post")


@dataclass(frozen=True)
class Provider:
    """One of OIDC_PROVIDERS. `levels` from the lowest to the highest; `hosts` are origins, `server_url`'s the first."""

    id: str
    name: str
    server_url: str  # the issuer, character for character
    client_id: str
    assurance_claim: str
    levels: tuple[str, ...]
    minimum_level: str
    hosts: tuple[str, ...]
    secret: str = field(repr=False)
    second_factor_level: str = ""  # from here on the provider has asked for two factors; empty: it never has
    scope: str = "openid"
    acr_values: str = ""
    token_auth: str = TOKEN_AUTH[0]
    organisation: uuid.UUID | None = None
    end_session: bool = False

    def reaches(self, level: str, wanted: str) -> bool:
        """Whether `level` is one of ours and at least `wanted`."""
        return level in self.levels and self.levels.index(level) >= self.levels.index(wanted)


def origin(address: str) -> str:
    """Scheme, host and port of an address."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def providers(text: str, *, loopback: bool = False) -> dict[str, Provider]:
    """The providers by id; `text` is JSON, empty for none. `loopback`: http to this machine will do (demo and tests).

    Raises ImproperlyConfigured with provider and key in its words, never with a value.
    """
    if not text.strip():
        return {}
    try:
        rows = json.loads(text)
    except ValueError:
        raise ImproperlyConfigured("OIDC_PROVIDERS is not JSON") from None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ImproperlyConfigured("OIDC_PROVIDERS is not a list of objects")
    found = [_provider(row, number, loopback) for number, row in enumerate(rows, 1)]
    _once([row.id for row in found], "id")
    _once([row.server_url for row in found], "server_url")
    return {row.id: row for row in found}


def _once(values: list[str], key: str) -> None:
    if len(set(values)) < len(values):
        raise ImproperlyConfigured(f"OIDC_PROVIDERS: two providers have the same {key}")


def _provider(row: dict[str, Any], number: int, loopback: bool) -> Provider:
    def bad(key: str, why: str) -> ImproperlyConfigured:
        return ImproperlyConfigured(f"OIDC_PROVIDERS, provider {number}, {key}: {why}")

    for key in row:
        if key not in REQUIRED + OPTIONAL:
            raise bad(key, "is no key of a provider")
    told = {key: row.get(key) for key in (*REQUIRED, "secret", "secret_file", "second_factor_level", "token_auth")}
    texts = {key: value for key, value in row.items() if key not in ("levels", "hosts", "end_session")}
    for key in REQUIRED:
        if not told[key]:
            raise bad(key, "is missing")
    for key, value in texts.items():
        if not isinstance(value, str):
            raise bad(key, "is not a text")
    if not ID.fullmatch(row["id"]):
        raise bad("id", "2 to 31 small letters, digits and hyphens, a letter first")
    levels = _texts(row["levels"])
    if not levels or len(set(levels)) < len(levels):
        raise bad("levels", "is not a list of different texts, the lowest first")
    for key in ("minimum_level", "second_factor_level"):
        if told[key] and told[key] not in levels:
            raise bad(key, "is not one of levels")
    if row.get("token_auth", TOKEN_AUTH[0]) not in TOKEN_AUTH:
        raise bad("token_auth", f"is neither {' nor '.join(TOKEN_AUTH)}")
    if not isinstance(row.get("end_session", False), bool):
        raise bad("end_session", "is neither true nor false")
    if "openid" not in row.get("scope", "openid").split():
        raise bad("scope", "does not hold openid")
    values = {key: value for key, value in row.items() if key not in ("secret_file", "organisation")}
    values |= {"levels": levels, "hosts": _hosts(row, loopback, bad), "secret": _secret(row, bad)}
    return Provider(**values, organisation=_organisation(row, bad))


def _texts(value: Any) -> tuple[str, ...]:
    ok = isinstance(value, list) and all(isinstance(item, str) and item for item in value)
    return tuple(value) if ok else ()


def _hosts(row: dict[str, Any], loopback: bool, bad: Any) -> tuple[str, ...]:
    """The origins we speak to and send people to: that of server_url, and what `hosts` adds."""
    if not _is_safe(row["server_url"], loopback) or row["server_url"].endswith("/.well-known/openid-configuration"):
        raise bad("server_url", "is not the https address of an issuer, without query")
    hosts = _texts(row.get("hosts", []))
    if len(hosts) < len(row.get("hosts", [])) or not all(_is_safe(h, loopback) and origin(h) == h for h in hosts):
        raise bad("hosts", "is not a list of https origins, e.g. https://keys.example.dk")
    return tuple(dict.fromkeys((origin(row["server_url"]), *hosts)))


def _is_safe(address: str, loopback: bool) -> bool:
    """https, or on this machine http where `loopback` allows it; nothing in it that would break out of a header."""
    parts = urlsplit(address)
    if not parts.hostname or parts.username or parts.query or parts.fragment or re.search(r"[\s;,'\"*]", address):
        return False
    return parts.scheme == "https" or (loopback and parts.scheme == "http" and parts.hostname in LOOPBACK)


def _secret(row: dict[str, Any], bad: Any) -> str:
    path, value = row.get("secret_file"), row.get("secret")
    if bool(path) == bool(value):
        raise bad("secret", "set it or secret_file, one of them")
    if not path:
        return str(value)
    try:
        text = Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise bad("secret_file", "names a file that cannot be read") from None
    if not text:
        raise bad("secret_file", "names an empty file")
    return text


def _organisation(row: dict[str, Any], bad: Any) -> uuid.UUID | None:
    try:
        return uuid.UUID(row["organisation"]) if row.get("organisation") else None
    except ValueError:
        raise bad("organisation", "is not the id of an organisation") from None


def origins(found: Collection[Provider]) -> list[str]:
    """Where a form of ours may lead to: Chromium holds a redirect after a form to the page's form-action, too."""
    return list(dict.fromkeys(host for row in found for host in row.hosts))
