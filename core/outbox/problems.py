"""What goes wrong, said as a code: the text of an error may hold an address or a row."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

log = logging.getLogger("somv.outbox")

NOBODY = "nobody"  # it concerns, but nobody can be told
LONGEST = 60  # of the column


class Problems:
    """The codes of one sweep, by kind; the next kind goes on."""

    def __init__(self) -> None:
        self.codes: dict[str, str] = {}

    @contextmanager
    def of(self, kind: str) -> Iterator[None]:
        """Swallow and note whatever a kind's own code raises."""
        try:
            yield
        except Exception as error:  # noqa: BLE001  one kind's fault must not keep the others from being told
            self.note(kind, f"kind:{type(error).__name__}")

    def note(self, name: str, code: str) -> None:
        self.codes[name] = code[:LONGEST]
        log.error("outbox, %s: %s", name, code)

    def __str__(self) -> str:
        return " ".join(sorted(set(self.codes.values())))[:LONGEST]
