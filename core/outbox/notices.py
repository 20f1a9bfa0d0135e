"""What is to be told becomes rows: written by actions in their transaction, or found by the sweep."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice

from core.dates import danish_date
from core.heartbeat import beat, ended_at
from core.models import Notice
from core.outbox.kinds import Due, Kind, Kinds
from core.outbox.problems import Problems

BATCH = 1000
# Mails and notices are kept that long, so nothing older may be found again: it would be sent twice.
KEPT = timedelta(days=180)


def tell(kind: str, about: uuid.UUID, occasion: str, due_at: datetime) -> None:
    """Have it told, once however often this is called. Call it in the transaction of what happened."""
    _write([_notice(kind, Due(about, occasion, due_at))])


def find_due(kinds: Kinds, now: datetime, problems: Problems) -> int:
    """Write down what every kind finds due; returns how many were new. A kind that fails stops no other.

    Each batch is a transaction of its own: two sweeps that find the same in another order must not wait in a ring.
    """
    made = 0
    for kind in kinds.values():
        with problems.of(kind.name):
            for batch in _batches(_found(kind, now)):
                made += _write_new(kind, batch)
            if kind.find:
                beat(_found_beat(kind.name))
    return made


def found_today(kind: str, now: datetime) -> bool:
    """Whether everything of this kind was found and written down already on the Danish day of `now`, so that what fell
    due on earlier days need not be looked for."""
    at = ended_at(_found_beat(kind))
    return at is not None and danish_date(at) == danish_date(now)


def _found_beat(kind: str) -> str:
    return f"found:{kind}"[:40]


def _found(kind: Kind, now: datetime) -> Iterator[Due]:
    for due in kind.find(now) if kind.find else ():
        if now - KEPT < due.at <= now:
            yield due


def _batches(rows: Iterable[Due]) -> Iterator[list[Due]]:
    found = iter(rows)
    while batch := list(islice(found, BATCH)):
        yield batch


def _write_new(kind: Kind, batch: list[Due]) -> int:
    """Ask first: most of what is found each minute stands there already, and reading is cheaper than refusing."""
    found = {_key(kind.name, due): due for due in batch}
    known = set(Notice.objects.filter(key__in=list(found)).values_list("key", flat=True).order_by())
    fresh = [_notice(kind.name, due) for key, due in found.items() if key not in known]
    if fresh:
        _write(fresh)
    return len(fresh)


def _write(rows: list[Notice]) -> None:
    """In the order of their keys, so that two sweeps that write the same wait for each other in one direction only."""
    Notice.objects.bulk_create(sorted(rows, key=lambda row: row.key), ignore_conflicts=True)


def _notice(kind: str, due: Due) -> Notice:
    key = _key(kind, due)
    return Notice(kind=kind, about=due.about, occasion=due.occasion, key=key, due_at=due.at, try_at=due.at)


def _key(kind: str, due: Due) -> str:
    return f"{kind}:{due.about}:{due.occasion}"
