"""A virus scanner beside the product, where the operator has one (settings.VIRUS_SCANNER): clamd, asked by INSTREAM.

It must stand on the same machine or in a network of one's own: what is asked of it crosses the socket in the open.
"""

from __future__ import annotations

import logging
import socket
import struct

from django.conf import settings

log = logging.getLogger("somv.viruses")

PORTION = 64 * 1024  # bytes at once
LONGEST_ANSWER = 500  # bytes


class Unchecked(Exception):
    """The scanner is away, too slow, or did not say yes or no: what was sent is not to be kept."""


def is_harmful(content: bytes) -> bool:
    """Whether the scanner found something. Without a scanner nothing is asked, and nothing found. Raises Unchecked."""
    if not settings.VIRUS_SCANNER:
        return False
    try:
        answer = _asked(content)
    except OSError as error:
        log.error("The virus scanner does not answer: %s", type(error).__name__)
        raise Unchecked from None
    if answer.endswith(" FOUND"):
        log.warning("The virus scanner found %s in a file that was sent; it was not kept", answer)
        return True
    if answer != "stream: OK":
        log.error("The virus scanner answered neither yes nor no: %s", answer)
        raise Unchecked
    return False


def _asked(content: bytes) -> str:
    with _connected() as link:
        link.sendall(b"zINSTREAM\0")
        for at in range(0, len(content), PORTION):
            portion = content[at : at + PORTION]
            link.sendall(struct.pack("!L", len(portion)) + portion)
        link.sendall(struct.pack("!L", 0))
        answer = b""
        while b"\0" not in answer and len(answer) < LONGEST_ANSWER and (more := link.recv(LONGEST_ANSWER)):
            answer += more
    return answer.partition(b"\0")[0].decode("ascii", "replace").strip()


def _connected() -> socket.socket:
    """By address and port (`127.0.0.1:3310`), or the path of a Unix socket."""
    place, seconds = settings.VIRUS_SCANNER, settings.VIRUS_SCANNER_SECONDS
    if not place.startswith("/"):
        host, _, port = place.rpartition(":")
        return socket.create_connection((host.strip("[]"), int(port)), timeout=seconds)
    link = socket.socket(socket.AF_UNIX)
    link.settimeout(seconds)
    try:
        link.connect(place)
    except OSError:
        link.close()
        raise
    return link
