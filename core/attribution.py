"""Who acts, and why: every saved record names both.

The name is given by the action that saves, never guessed from the request, so that a task, a command
and a view leave the same trace.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any


class NobodyNamed(RuntimeError):
    """A record was saved outside `attributed_to`: history would not know who did it."""


class System:
    """The product itself acts: periodic tasks and the loading of demo data."""

    pk = None


SYSTEM = System()


@dataclass(frozen=True)
class Attribution:
    user: Any  # None when the system acts
    reason: str


_current: ContextVar[Attribution | None] = ContextVar("attribution", default=None)


@contextmanager
def attributed_to(by: Any, *, reason: str = "") -> Iterator[None]:
    """Name who acts within the block. `by` is a user or SYSTEM; `reason` is shown in the timeline."""
    if by is None or not (by is SYSTEM or by.pk):
        raise NobodyNamed("attributed_to needs a saved user or SYSTEM")
    token = _current.set(Attribution(None if by is SYSTEM else by, reason))
    try:
        yield
    finally:
        _current.reset(token)


def current() -> Attribution:
    """The attribution in force. Raises NobodyNamed outside `attributed_to`."""
    found = _current.get()
    if found is None:
        raise NobodyNamed("save inside `with attributed_to(by, reason=…)`")
    return found
