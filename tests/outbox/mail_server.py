"""A mail server on loopback that writes down what it took, and can be told to be difficult."""

from __future__ import annotations

import email
import email.policy
import socket
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aiosmtpd.controller import Controller
from django.test import override_settings


class Server:
    """What it took, in order: (Message-ID, recipient, text). `answers`: recipient → what it says to RCPT or DATA."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, str, str]] = []
        self.at_rcpt: dict[str, str] = {}
        self.at_data: dict[str, str] = {}
        self.hangs_up_on: set[str] = set()
        self.port = 0
        self._lock = threading.Lock()

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if answer := self.at_rcpt.get(_name(address)):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        name = _name(envelope.rcpt_tos[0])
        if name in self.hangs_up_on:
            server.transport.abort()
            return "421 gone"
        if answer := self.at_data.get(name):
            return answer
        message: Any = email.message_from_bytes(envelope.content, policy=email.policy.default)
        with self._lock:
            self.taken.append((str(message["Message-ID"]), name, message.get_content()))
        return "250 OK"

    @property
    def names(self) -> list[str]:
        return [name for _id, name, _text in self.taken]

    @property
    def doubled(self) -> int:
        """How many were more than were needed: the same Message-ID again."""
        return len(self.taken) - len({taken[0] for taken in self.taken})

    def lines(self) -> Counter[tuple[str, str]]:
        """(recipient, thing) → in how many different mails that person was told of it."""
        different = {message_id: (name, text) for message_id, name, text in self.taken}
        found: Counter[tuple[str, str]] = Counter()
        for name, text in different.values():
            said = text.replace("\r", "").split("\n")
            found.update((name, line.removeprefix("- Punkt ")) for line in said if line.startswith("- "))
        return found


def _name(address: str) -> str:
    return address.partition("@")[0]


@contextmanager
def mail_server(server: Server | None = None) -> Iterator[Server]:
    """Run it; Django's mail goes there meanwhile. The same server can be run again, with what it took before."""
    server = server or Server()
    server.port = server.port or _free_port()
    controller = Controller(server, hostname="127.0.0.1", port=server.port)
    controller.start()
    try:
        with sent_to(server.port):
            yield server
    finally:
        controller.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def sent_to(port: int) -> Any:
    """Real SMTP instead of the test run's own box."""
    return override_settings(
        EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=port,
        EMAIL_USE_TLS=False,
        EMAIL_USE_SSL=False,
        EMAIL_TIMEOUT=3,
    )
