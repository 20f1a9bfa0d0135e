"""A provider of our own on loopback: discovery, authorize, token, keys. It follows the protocol, and lies when told to.

`answers` are the claims of the next id token; None takes a claim away. `sign` signs them (or does not).
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, unquote_plus, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa

RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
EC = ec.generate_private_key(ec.SECP256R1())
STRANGER = rsa.generate_private_key(public_exponent=65537, key_size=2048)
LOA = "https://data.gov.dk/concept/core/nsis/loa"


def jwk(key: Any, algorithm: str, kid: str) -> dict[str, Any]:
    maker = jwt.get_algorithm_by_name(algorithm)
    return {**maker.to_jwk(key.public_key(), as_dict=True), "kid": kid, "alg": algorithm, "use": "sig"}


def by_rsa(claims: dict[str, Any]) -> str:
    return jwt.encode(claims, RSA, algorithm="RS256", headers={"kid": "rsa-1"})


def by_ec(claims: dict[str, Any]) -> str:
    return jwt.encode(claims, EC, algorithm="ES256", headers={"kid": "ec-1"})


class Provider:
    """`page`: show a button in place of answering at once (for a browser). `asked`: every request, oldest first."""

    def __init__(self, name: str) -> None:
        self.name, self.client_id, self.secret = name, f"somv-{name}", "a secret: with/odd signs"
        self.answers: dict[str, Any] = {}
        self.sign: Callable[[dict[str, Any]], str] = by_rsa
        self.metadata: dict[str, Any] = {}  # laid over what discovery says
        self.redirected: dict[str, str] = {}  # laid over what goes back to us
        self.keys = [jwk(RSA, "RS256", "rsa-1"), jwk(EC, "ES256", "ec-1")]
        self.page = False
        self.codes: dict[str, dict[str, str]] = {}
        self.asked: list[str] = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.provider = self
        self.issuer = f"http://127.0.0.1:{self.server.server_port}/realms/{name}"

    def settings(self, **more: Any) -> dict[str, Any]:
        """What OIDC_PROVIDERS would hold of this provider."""
        told = {"id": self.name, "name": f"Login hos {self.name}", "server_url": self.issuer, "secret": self.secret}
        told |= {"client_id": self.client_id, "assurance_claim": LOA, "levels": ["Low", "Substantial", "High"]}
        return {**told, "minimum_level": "Substantial", **more}

    def discovery(self) -> dict[str, Any]:
        told = {"issuer": self.issuer, "jwks_uri": f"{self.issuer}/keys", "token_endpoint": f"{self.issuer}/token"}
        told["authorization_endpoint"] = f"{self.issuer}/authorize"
        return {**told, "end_session_endpoint": f"{self.issuer}/end", **self.metadata}

    def authorize(self, asked: dict[str, str]) -> str:
        """Where the browser is sent back to."""
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        told = {"code": code, "state": asked["state"], **self.redirected}
        return f"{asked['redirect_uri']}?{urlencode(told)}"

    def token(self, body: dict[str, str], authorization: str) -> dict[str, Any] | None:
        asked = self.codes.pop(body.get("code", ""), None)
        if asked is None or body.get("redirect_uri") != asked["redirect_uri"] or not self._is_client(authorization):
            return None
        challenge = base64.urlsafe_b64encode(hashlib.sha256(body.get("code_verifier", "").encode()).digest())
        if asked["code_challenge_method"] != "S256" or challenge.rstrip(b"=").decode() != asked["code_challenge"]:
            return None
        now = int(time.time())
        claims = {"iss": self.issuer, "sub": "subject-1", "aud": self.client_id, "exp": now + 300, "iat": now}
        claims |= {"nonce": asked["nonce"], "auth_time": now, LOA: "Substantial", **self.answers}
        kept = {name: value for name, value in claims.items() if value is not None}
        return {"access_token": "x", "token_type": "Bearer", "id_token": self.sign(kept)}

    def _is_client(self, authorization: str) -> bool:
        name, _colon, secret = base64.b64decode(authorization.removeprefix("Basic ")).decode().partition(":")
        return (unquote_plus(name), unquote_plus(secret)) == (self.client_id, self.secret)


class Handler(BaseHTTPRequestHandler):
    """One request of a browser, or of ours."""

    @property
    def provider(self) -> Provider:
        return self.server.provider

    def log_message(self, *args: Any) -> None:
        """Quiet."""

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self.provider.asked.append(parts.path)
        if parts.path.endswith("/openid-configuration"):
            self._json(self.provider.discovery())
        elif parts.path.endswith("/keys"):
            self._json({"keys": self.provider.keys})
        elif parts.path.endswith("/authorize"):
            self._sent_back(asked)
        elif parts.path.endswith("/moved"):
            self._moved(f"{self.provider.issuer}/keys")
        else:
            self._html(f"<title>{self.provider.name}</title><h1>Farvel</h1>")

    def do_POST(self) -> None:
        self.provider.asked.append(urlsplit(self.path).path)
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        told = {name: values[0] for name, values in parse_qs(body).items()}
        answer = self.provider.token(told, self.headers.get("Authorization", ""))
        self._json(answer or {"error": "invalid_grant"}, 200 if answer else 400)

    def _sent_back(self, asked: dict[str, str]) -> None:
        back = self.provider.authorize(asked)
        if self.provider.page:
            self._html(f'<title>{self.provider.name}</title><h1>Hvem er du?</h1><a href="{escape(back)}">Mig</a>')
        else:
            self._moved(back)

    def _moved(self, where: str) -> None:
        self.send_response(302)
        self.send_header("Location", where)
        self.end_headers()

    def _html(self, text: str) -> None:
        self._send(f"<!doctype html><html lang=da>{text}</html>".encode(), "text/html; charset=utf-8", 200)

    def _json(self, told: Any, status: int = 200) -> None:
        self._send(json.dumps(told).encode(), "application/json", status)

    def _send(self, body: bytes, kind: str, status: int) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def running(name: str) -> Iterator[Provider]:
    provider = Provider(name)
    thread = Thread(target=provider.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        provider.server.shutdown()
        provider.server.server_close()
        thread.join()
