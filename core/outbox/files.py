"""The demo's mail server: each mail is a file in var/mail, and the newest of them can be read on a page."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class EmailBackend(BaseEmailBackend):
    """Writes `<Message-ID>.eml`; a mail sent twice is the same file."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.DEMO_MAILS)
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            written = message.message()
            name = re.sub(r"[^0-9a-zA-Z-]", "", str(written["Message-ID"]).partition("@")[0]) or "mail"
            (folder / f"{name}.eml").write_bytes(written.as_bytes())
        return len(email_messages)


@dataclass(frozen=True)
class Written:
    """A mail as it lies there."""

    to: str
    subject: str
    at: datetime
    text: str


def newest(limit: int = 50) -> list[Written]:
    """The mails that were written last, newest first."""
    files = sorted(Path(settings.DEMO_MAILS).glob("*.eml"), key=lambda path: path.stat().st_mtime, reverse=True)
    return [_read(path) for path in files[:limit]]


def _read(path: Path) -> Written:
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    text = message.get_content() if isinstance(message, email.message.EmailMessage) else ""
    return Written(str(message["To"]), str(message["Subject"]), parsedate_to_datetime(str(message["Date"])), text)
