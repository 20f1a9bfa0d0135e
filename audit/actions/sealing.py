"""Sealing the log, taking the chain's head out of the house, and dropping what is past its time. The worker's work."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from django.utils import timezone

from audit.queries.chain import FORM, FORMS, head, keys, mac_of
from core.dates import add_months

LOOK_BACK = timedelta(hours=1)  # longer than any request: what is written late is found among what has no seal yet
PORTION = 5_000
_LOCK = "select pg_try_advisory_xact_lock(hashtext('audit chain'))"


def seal(*, everything: bool = False) -> int:
    """Seal what has no seal yet, of the last hour or of all time; returns how many. Nothing when another does it."""
    since = None if everything else timezone.now() - LOOK_BACK
    done = 0
    while found := _seal_some(since):
        done += found
        if found < PORTION:
            break
    return done


def _seal_some(since: datetime | None) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        if not _asked(cursor, _LOCK)[0]:
            return 0
        cursor.execute(f"select {', '.join(FORMS[FORM])} from audit_unsealed(%s, %s)", [since, PORTION])  # noqa: S608
        rows = cursor.fetchall()
        if rows:
            last = head()
            name, key = next(iter(keys().items()))
            _insert(cursor, _chained(rows, last.n, bytes.fromhex(last.mac), name, key))
    return len(rows)


def _chained(rows: list[Any], n: int, prev: bytes, name: str, key: bytes) -> list[tuple[Any, ...]]:
    seals = []
    for values in rows:
        n += 1
        mac = mac_of(key, n, prev, values)
        seals.append((values[0], values[1], n, FORM, name, prev, mac))
        prev = mac
    return seals


def _insert(cursor: Any, seals: list[tuple[Any, ...]]) -> None:
    columns = [list(column) for column in zip(*seals, strict=True)]
    cursor.execute(
        "insert into audit_seal (at, id, n, form, key, prev, mac) select * from unnest"
        "(%s::timestamptz[], %s::uuid[], %s::bigint[], %s::smallint[], %s::text[], %s::bytea[], %s::bytea[])",
        columns,
    )


def _asked(cursor: Any, sql: str, *values: Any) -> Any:
    cursor.execute(sql, values)
    return cursor.fetchone()


def export_head() -> Path | None:
    """Write where the chain ends as a file of the day; returns it, None where no folder is set.

    Kept away from the database it is what shows that the end of the log was cut off.
    """
    if not settings.AUDIT_HEAD_DIR:
        return None
    folder, now, last = Path(settings.AUDIT_HEAD_DIR), timezone.now(), head()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"audit-head-{now:%Y-%m-%d}.json"
    told = {"n": last.n, "mac": last.mac, "exported_at": now.isoformat()}
    path.write_text(json.dumps(told) + "\n", encoding="ascii")
    return path


def heads_in(folder: Path) -> list[tuple[int, str]]:
    """The exported heads of a folder: number and seal. Raises OSError, ValueError or KeyError for what is none."""
    told = [json.loads(path.read_text(encoding="ascii")) for path in sorted(folder.glob("audit-head-*.json"))]
    return [(int(row["n"]), str(row["mac"])) for row in told]


def retire() -> list[date]:
    """Drop the months older than AUDIT_RETENTION_YEARS, each put on record; returns them.

    What is not sealed yet is sealed first. The database refuses a month that is younger than a year.
    """
    years = int(settings.AUDIT_RETENTION_YEARS)
    if years < 1:
        raise ImproperlyConfigured("AUDIT_RETENTION_YEARS is at least 1")
    before = add_months(timezone.now().date().replace(day=1), -12 * years)
    with connection.cursor() as cursor:
        cursor.execute("select month from audit_months_before(%s)", [before])
        months = [row[0] for row in cursor.fetchall()]
    if months:
        seal(everything=True)
    return [month for month in months if _retire(month)]


def _retire(month: date) -> bool:
    with transaction.atomic(), connection.cursor() as cursor:
        if not _asked(cursor, _LOCK)[0]:
            return False
        first_n, last_n, kept, last = _asked(cursor, "select * from audit_month(%s)", month)
        name, key = next(iter(keys().items()))
        mac = mac_of(key, last_n, bytes(last), [month, first_n, kept]) if last_n else b""
        values = [month, first_n, last_n, kept, last, name, mac]
        cursor.execute("select audit_retire(%s, %s, %s, %s, %s, %s, %s)", values)
    return True
