"""How many requests one person makes in a minute, counted in the memory of this process (ADR 0037).

Nothing is asked and nothing is written for it, so it counts whatever else is away. Each web process counts for itself.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

MINUTE = 60  # seconds
MOST_KEPT = 5_000  # people; beyond, those whose minute is over are forgotten


@dataclass
class _Minute:
    began: float
    requests: int = 0


@dataclass(frozen=True)
class Over:
    """One request too many: `seconds` until the next is answered, and whether it is the `first` of this minute."""

    seconds: float
    first: bool


class Pace:
    """A minute begins with somebody's first request and ends sixty seconds later, whatever happens in it."""

    def __init__(self) -> None:
        self._minutes: dict[str, _Minute] = {}
        self._lock = threading.Lock()

    def count(self, who: str, most: int) -> Over | None:
        """Count a request of `who`; None while there are not more than `most` in this minute."""
        now = time.monotonic()
        with self._lock:
            minute = self._minutes.get(who)
            if minute is None or now - minute.began >= MINUTE:
                self._make_room(now)
                minute = self._minutes[who] = _Minute(now)
            minute.requests += 1
            if minute.requests <= most:
                return None
            return Over(minute.began + MINUTE - now, minute.requests == most + 1)

    def _make_room(self, now: float) -> None:
        if len(self._minutes) >= MOST_KEPT:
            self._minutes = {who: one for who, one in self._minutes.items() if now - one.began < MINUTE}


pace = Pace()
