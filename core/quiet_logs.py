"""Log lines without rows: PostgreSQL's detail of a refused row is the row itself, a citizen's data."""

from __future__ import annotations

import logging
import re
from typing import Any

# "DETAIL:  Failing row contains (…)" and its kin run to the next line of the traceback or the end.
_DETAIL = re.compile(r"^(DETAIL|CONTEXT|HINT|QUERY|STATEMENT):.*?(?=^\S|\Z)", re.MULTILINE | re.DOTALL)


def without_rows(text: str) -> str:
    """`text` with the details of database errors left out; the message and the constraint's name stay."""
    return _DETAIL.sub("", text)


class Formatter(logging.Formatter):
    def formatException(self, ei: Any) -> str:
        return without_rows(super().formatException(ei))

    def format(self, record: logging.LogRecord) -> str:
        return without_rows(super().format(record))
