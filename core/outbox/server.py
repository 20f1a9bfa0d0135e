"""The mail server's address as one setting. No Django in here: the settings ask for it."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import unquote, urlsplit

# scheme → port, STARTTLS, TLS from the first byte
_SCHEMES = {"smtp": (587, True, False), "smtps": (465, False, True), "smtp+plain": (25, False, False)}


class MailServerNotConfigured(RuntimeError):
    """EMAIL_URL is not an address of a mail server."""


class MailServer(NamedTuple):
    host: str
    port: int
    user: str
    password: str
    starttls: bool
    tls: bool


def mail_server(url: str) -> MailServer:
    """Take ``smtp://user:password@host:port`` apart; parts may be percent-encoded.

    Raises MailServerNotConfigured; its message never holds the address (passwords).
    """
    parts = urlsplit(url)
    if parts.scheme not in _SCHEMES or not parts.hostname:
        raise MailServerNotConfigured("EMAIL_URL is smtp://…, smtps://… or smtp+plain://… with a host")
    port, starttls, tls = _SCHEMES[parts.scheme]
    try:
        port = parts.port or port
    except ValueError:
        raise MailServerNotConfigured("the port of EMAIL_URL is a number") from None
    return MailServer(parts.hostname, port, unquote(parts.username or ""), unquote(parts.password or ""), starttls, tls)
