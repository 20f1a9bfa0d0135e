"""Going through the chain: the first bad row, or none. Asked by a role that may read the log (`somv_backup`)."""

from __future__ import annotations

import hmac
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from audit.queries.chain import FORM, FORMS, keys, mac_of

GRACE = "5 minutes"  # a sealer may be late; an event without a seal that is older was put in, or its seal taken out
PORTION = 2_000


@dataclass(frozen=True)
class Bad:
    """The first row that is not as it was sealed."""

    what: str
    n: int | None = None
    at: datetime | None = None
    id: Any = None

    def __str__(self) -> str:
        place = " ".join(
            f"{name} {value}" for name, value in (("n", self.n), ("at", self.at), ("id", self.id)) if value
        )
        return f"{self.what}: {place}"


@dataclass(frozen=True)
class Retired:
    """A month that was dropped when its time was over: why numbers are missing."""

    first_n: int
    last_n: int
    kept: frozenset[int]
    head: bytes

    def explains(self, n: int) -> bool:
        return self.first_n <= n <= self.last_n and n not in self.kept


@dataclass
class Checked:
    """How far it went, and what was found."""

    rows: int = 0
    n: int = 0
    mac: bytes = b""
    bad: Bad | None = None


_SEALS = """
    select s.n, s.form, s.key, s.prev, s.mac, s.at, s.id, e.id, {columns}
    from audit_seal s left join audit_accessevent e on e.at = s.at and e.id = s.id
    where s.n between {low} and {high} order by s.n
"""
_BOUNDS = """
    select coalesce(min(n) - 1, 1), coalesce(max(n) + 1, 0) from audit_seal
    where at >= coalesce(%s, '-infinity'::timestamptz) and at < coalesce(%s, 'infinity'::timestamptz)
"""
_UNSEALED = f"""
    select e.at, e.id from audit_accessevent e
    where e.at < now() - interval '{GRACE}'
      and e.at >= coalesce(%s, '-infinity'::timestamptz) and e.at < coalesce(%s, 'infinity'::timestamptz)
      and not exists (select from audit_seal s where s.at = e.at and s.id = e.id)
    order by e.at, e.id limit 1
"""  # noqa: S608  (no value of anybody's in it)


def verify(
    begin: datetime | None = None, end: datetime | None = None, heads: Iterable[tuple[int, str]] = ()
) -> Checked:
    """Go through the chain, or the part of it that holds the events from `begin` to before `end`.

    `heads` are exported ones, (number, seal in hex): a chain that ends before one of them has lost its tail.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        retired, bad = _retired(cursor)
        low, high = (1, 2**62) if begin is None and end is None else _asked(cursor, _BOUNDS, begin, end)
        done = Checked(bad=bad)
        if bad is None:
            done.n, done.mac = _before(cursor, max(low, 1))
            with closing(_rows(cursor, low, high)) as rows:
                _go_through(done, rows, retired)
        if done.bad is None:
            done.bad = _cut(cursor, heads, retired)
        if done.bad is None and (row := _asked(cursor, _UNSEALED, begin, end)):
            done.bad = Bad("never sealed", None, *row)
    return done


def _asked(cursor: Any, sql: str, *values: Any) -> Any:
    cursor.execute(sql, values)
    return cursor.fetchone()


def _rows(cursor: Any, low: int, high: int) -> Generator[tuple[Any, ...]]:
    columns = ", ".join(f"e.{name}" for name in FORMS[FORM])  # every older form's columns are among the newest one's
    seals = _SEALS.format(columns=columns, low=int(low), high=int(high))
    cursor.execute(f"declare audit_chain no scroll cursor for {seals}")
    try:
        while rows := _fetched(cursor):
            yield from rows
    finally:
        cursor.execute("close audit_chain")


def _fetched(cursor: Any) -> list[Any]:
    cursor.execute(f"fetch {PORTION} from audit_chain")
    return cursor.fetchall()


def _retired(cursor: Any) -> tuple[list[Retired], Bad | None]:
    """The dropped months; each is signed like an event, so that none can be made up to explain a gap."""
    cursor.execute("select month, first_n, last_n, kept, head, key, mac from audit_retired order by month")
    found: list[Retired] = []
    for month, first_n, last_n, kept, head, key, mac in cursor.fetchall():
        said = keys().get(key)
        if said is None or not hmac.compare_digest(mac_of(said, last_n, bytes(head), [month, first_n, kept]), mac):
            return found, Bad(f"the record of the dropped month {month} is not what was signed", last_n)
        found.append(Retired(first_n, last_n, frozenset(kept), bytes(head)))
    return found, None


def _before(cursor: Any, low: int) -> tuple[int, bytes]:
    """The number and the seal the first one asked for has to go on from; no seal where there is none."""
    row = _asked(cursor, "select n, mac from audit_seal where n = %s", low - 1)
    return (low - 1, bytes(row[1])) if row else (low - 1, b"")


def _go_through(done: Checked, rows: Iterable[tuple[Any, ...]], retired: list[Retired]) -> None:
    for row in rows:
        n, form, key, prev, mac, at, event_id, found, *values = row
        if (bad := _gap(done, n, retired)) or (bad := _link(done, n, bytes(prev), retired)):
            done.bad = bad
        elif found is None:
            done.bad = Bad("the event was removed", n, at, event_id)
        elif not _is_sealed(form, key, n, bytes(prev), bytes(mac), values):
            done.bad = Bad("the event is not what was sealed", n, at, event_id)
        if done.bad:
            return
        done.rows, done.n, done.mac = done.rows + 1, n, bytes(mac)


def _is_sealed(form: int, key: str, n: int, prev: bytes, mac: bytes, values: list[Any]) -> bool:
    said, columns = keys().get(key), FORMS.get(form)
    if said is None or columns is None:
        return False
    told = dict(zip(FORMS[FORM], values, strict=True))
    return hmac.compare_digest(mac_of(said, n, prev, [told[name] for name in columns]), mac)


def _gap(done: Checked, n: int, retired: list[Retired]) -> Bad | None:
    if n <= done.n:
        return Bad("two seals of one number", n)
    missing = next((m for m in _between(done.n + 1, n, retired)), None)
    return Bad("event and seal were removed", missing) if missing else None


def _between(low: int, high: int, retired: list[Retired]) -> Iterator[int]:
    """The numbers from `low` to before `high` that no dropped month explains."""
    n = low
    while n < high:
        month = next((row for row in retired if row.explains(n)), None)
        if month is None:
            yield n
            n += 1
        else:
            n = min([kept for kept in month.kept if kept > n] + [month.last_n + 1])


def _link(done: Checked, n: int, prev: bytes, retired: list[Retired]) -> Bad | None:
    """The seal before it is the one it names; where that one was dropped with its month, the one that is on record."""
    follows = n == done.n + 1 and (done.mac or n == 1)
    expected = done.mac if follows else None
    expected = next((row.head for row in retired if row.last_n == n - 1), expected)
    return Bad("the seal does not go on from the one before", n) if expected not in (None, prev) else None


def _cut(cursor: Any, heads: Iterable[tuple[int, str]], retired: list[Retired]) -> Bad | None:
    for n, mac in sorted(heads):
        if n == 0 or any(row.explains(n) for row in retired):
            continue
        row = _asked(cursor, "select mac, at, id from audit_seal where n = %s", n)
        if row is None:
            last = _asked(cursor, "select coalesce(max(n), 0) from audit_seal")[0]
            return Bad(f"the tail was cut: an exported head says that the chain reached {n}", last + 1)
        if bytes(row[0]).hex() != mac:
            return Bad("another seal than the one that was exported", n, *row[1:])
    return None
