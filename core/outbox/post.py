"""The mail server, and what its answers mean for a mail: refused for good, later, or nobody there."""

from __future__ import annotations

import contextlib
import smtplib
import socket
import ssl
from typing import Any

from django.core.mail import EmailMessage, get_connection


class _Said(Exception):
    """`code` is safe to store: a word and a number, never the server's text (it holds addresses)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class MailRefused(_Said):
    """This mail will never be taken."""


class MailDelayed(_Said):
    """This mail is not taken now."""


class ServerAway(_Said):
    """No mail can be sent now."""


class Post:
    """One connection to the mail server, for the mails of one sweep."""

    def __init__(self) -> None:
        self.connection: Any = get_connection()
        self.is_open = False

    def open(self) -> None:
        """Raises ServerAway."""
        try:
            self.connection.open()
        except (OSError, smtplib.SMTPException) as error:
            raise ServerAway(_away(error)) from None
        self.is_open = True

    def close(self) -> None:
        # What was sent was answered; how it says goodbye does not matter.
        with contextlib.suppress(OSError, smtplib.SMTPException):
            self.connection.close()

    def send(self, message: EmailMessage) -> None:
        """Raises MailRefused, MailDelayed or ServerAway."""
        try:
            self.connection.send_messages([message])
        except smtplib.SMTPRecipientsRefused as error:
            _raise("recipient", max(code for code, _text in error.recipients.values()))
        except smtplib.SMTPSenderRefused as error:
            raise ServerAway(f"sender:{error.smtp_code}") from None  # ours: it is the same for every mail
        except smtplib.SMTPDataError as error:
            _raise("content", error.smtp_code)
        except (OSError, smtplib.SMTPException) as error:
            raise ServerAway(_away(error)) from None


def _raise(what: str, code: int) -> None:
    if code == 421:
        raise ServerAway(f"closing:{code}") from None
    if code >= 500:
        raise MailRefused(f"{what}:{code}") from None
    raise MailDelayed(f"{what}:{code}") from None


def _away(error: Exception) -> str:
    """The kind of failure as a word."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return f"login:{error.smtp_code}"
    if isinstance(error, ssl.SSLError | smtplib.SMTPNotSupportedError):
        return "tls"
    if isinstance(error, TimeoutError):
        return "timeout"
    if isinstance(error, socket.gaierror):
        return "name"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"server:{error.smtp_code}"
    return "connection"
