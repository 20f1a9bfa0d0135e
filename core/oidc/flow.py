"""The way there and back: one code, one answer, checked against what was asked (OpenID Connect Core, 3.1)."""

from __future__ import annotations

import base64
import hashlib
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from hmac import compare_digest
from typing import Any
from urllib.parse import quote_plus, urlencode

import jwt

from core.oidc.metadata import Failed, asked, endpoint, key, metadata
from core.oidc.providers import Provider

SKEW = 60  # seconds two clocks may differ
LONGEST = 10 * 60  # seconds from the button to the answer
ENDED = {"access_denied", "login_required", "interaction_required", "consent_required"}  # the person turned back


@dataclass(frozen=True)
class Begun:
    """Where to send the browser, and what the session must hold until it is back (JSON)."""

    address: str
    kept: dict[str, Any]


@dataclass(frozen=True)
class Claims:
    """What is believed of an answer. Nothing else of it is kept: no name, no e-mail, no CPR number."""

    subject: str
    level: str  # "" when the provider says none
    proved_at: float | None  # seconds since 1970; None when the provider does not say when the person proved it


def begin(provider: Provider, *, back: str, max_age: int, again: bool = False) -> Begun:
    """Ask the provider. `back` is our own address; `max_age` how old its log-in may be, in seconds; `again`: the
    person must prove it now, whatever session the provider has. Raises Failed."""
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    told = {"response_type": "code", "client_id": provider.client_id, "redirect_uri": back, "scope": provider.scope}
    told |= {"state": state, "nonce": nonce, "code_challenge": challenge, "code_challenge_method": "S256"}
    told |= {"max_age": str(max_age)} | ({"prompt": "login"} if again else {})
    told |= {"acr_values": provider.acr_values} if provider.acr_values else {}
    address = endpoint(provider, "authorization_endpoint")
    kept: dict[str, Any] = {"provider": provider.id, "state": state, "nonce": nonce, "verifier": verifier, "back": back}
    kept |= {"at": time.time(), "max_age": max_age, "again": again}
    return Begun(f"{address}{'&' if '?' in address else '?'}{urlencode(told)}", kept)


def finish(provider: Provider, kept: Mapping[str, Any], answer: Mapping[str, str]) -> Claims:
    """Judge what the browser came back with. Raises Failed; "ended" when the person turned back at the provider."""
    if kept["provider"] != provider.id:
        raise Failed("other-provider")
    if not compare_digest(str(answer.get("state", "")).encode(), kept["state"].encode()):
        raise Failed("wrong-state")
    if time.time() - kept["at"] > LONGEST:
        raise Failed("too-late")
    _judge_sender(provider, answer)
    if "error" in answer:
        raise Failed("ended" if answer["error"] in ENDED else "refused-there")
    if not answer.get("code"):
        raise Failed("no-code")
    token = _exchanged(provider, kept, answer["code"])
    return _judged(provider, kept, token)


def _judge_sender(provider: Provider, answer: Mapping[str, str]) -> None:
    """RFC 9207: an answer that names its issuer must name ours, and must name it where the provider says it does."""
    named = answer.get("iss")
    if named is None and metadata(provider).get("authorization_response_iss_parameter_supported") is not True:
        return
    if named != provider.server_url:
        raise Failed("wrong-issuer")


def _exchanged(provider: Provider, kept: Mapping[str, Any], code: str) -> str:
    """The id token for the code. The access token is thrown away: nothing is asked with it."""
    data = {"grant_type": "authorization_code", "code": code, "redirect_uri": kept["back"]}
    data["code_verifier"], auth = kept["verifier"], None
    if provider.token_auth == "client_secret_post":  # noqa: S105  (the name of a way, no secret)
        data |= {"client_id": provider.client_id, "client_secret": provider.secret}
    else:
        auth = (quote_plus(provider.client_id), quote_plus(provider.secret))  # RFC 6749, 2.3.1
    told = asked(provider, endpoint(provider, "token_endpoint"), data=data, auth=auth)
    token = told.get("id_token")
    if not isinstance(token, str):
        raise Failed("no-token")
    return token


def _judged(provider: Provider, kept: Mapping[str, Any], token: str) -> Claims:
    """The signature by the provider's key, issuer, audience and times; then what ties it to this one log-in."""
    try:
        header = jwt.get_unverified_header(token)
        told = jwt.decode(
            token,
            key=key(provider, header.get("alg"), header.get("kid")),
            algorithms=[header["alg"]],  # `key` has refused all but RS256 and ES256, and keys of another type
            issuer=provider.server_url,
            audience=provider.client_id,
            leeway=SKEW,
            options={"require": ["iss", "sub", "aud", "exp", "iat", "nonce"], "enforce_minimum_key_length": True},
        )
    except (jwt.PyJWTError, ValueError, TypeError) as error:
        raise Failed(f"bad-token-{type(error).__name__}") from None
    if not compare_digest(str(told["nonce"]).encode(), kept["nonce"].encode()):
        raise Failed("wrong-nonce")
    if float(told["iat"]) < kept["at"] - SKEW:
        raise Failed("old-token")
    _judge_party(provider, told)
    level = told.get(provider.assurance_claim)
    return Claims(told["sub"], level if isinstance(level, str) else "", _proved_at(kept, told.get("auth_time")))


def _judge_party(provider: Provider, told: Mapping[str, Any]) -> None:
    """A token for several is ours only when it was asked for by us."""
    several = isinstance(told["aud"], list) and len(told["aud"]) > 1
    if (several or "azp" in told) and told.get("azp") != provider.client_id:
        raise Failed("wrong-party")
    if not 0 < len(told["sub"]) <= 255:
        raise Failed("no-subject")


def _proved_at(kept: Mapping[str, Any], said: Any) -> float | None:
    """When the person proved it there. Raises Failed when that is longer ago than we asked for, or not now where
    it had to be now; a provider that does not say when is believed for a plain log-in only."""
    if isinstance(said, bool) or not isinstance(said, int | float):
        if kept["again"]:
            raise Failed("not-proved-again")
        return None
    earliest = kept["at"] if kept["again"] else time.time() - kept["max_age"]
    if said < earliest - SKEW:
        raise Failed("not-proved-again")
    return min(float(said), time.time())
