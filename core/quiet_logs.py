"""Log lines that tell when and what, and nothing about anybody.

One event is one line that begins with its moment in UTC; what belongs to it (a traceback, a line feed somebody sent) is
indented, so that no text can pass for an event of its own (ASVS 16.2.2, 16.4.1).
"""

from __future__ import annotations

import logging
import re
import time
from typing import Any

from django.conf import settings

# PostgreSQL's detail of a refused row is the row itself, a citizen's data: "DETAIL:  Failing row contains (…)" and its
# kin run to the next line of the traceback or the end.
_DETAIL = re.compile(r"^(DETAIL|CONTEXT|HINT|QUERY|STATEMENT):.*?(?=^\S|\Z)", re.MULTILINE | re.DOTALL)
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")  # all but tab and line feed
_DEEPER = "\n    "


def without_rows(text: str) -> str:
    """`text` with the details of database errors left out; the message and the constraint's name stay."""
    return _DETAIL.sub("", text)


def without_secrets(text: str) -> str:
    """`text` with whatever follows an address that is itself a key (settings.SECRET_ADDRESSES) left out."""
    begins = "|".join(map(re.escape, settings.SECRET_ADDRESSES))
    return re.sub(rf"/({begins})/[^/\s\"'?]+", r"/\1/…", text)


def in_one_piece(text: str) -> str:
    """`text` with all but its first line indented and signs that steer a terminal or a reader written out."""
    return _UNSEEN.sub(lambda sign: f"\\x{ord(sign[0]):02x}", text.rstrip("\n")).replace("\n", _DEEPER)


class Formatter(logging.Formatter):
    converter = staticmethod(time.gmtime)
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def formatException(self, ei: Any) -> str:
        return without_rows(super().formatException(ei))

    def format(self, record: logging.LogRecord) -> str:
        return in_one_piece(without_secrets(without_rows(super().format(record))))
