"""The look-up values of CPR numbers under another key (ADR 0034). As the owner, with the product stopped.

A value is computed anew from the number beside it; nothing else of a row is touched, and history is no exception.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection, models, transaction

from citizens.models import Citizen, Merging
from citizens.models.citizen import look_up_value
from core.resealing import append_only_set_aside

BATCH = 500  # rows of a transaction


class UnderNeither(Exception):
    """A value stands under neither key: the wrong old key, or a row whose number was exchanged."""


@dataclass(frozen=True)
class Keys:
    old: str
    new: str


@dataclass(frozen=True)
class Place:
    """A table that holds look-up values: in a column, or (a merging) in the rows it keeps as they were before."""

    model: type[models.Model]
    fields: tuple[str, ...]
    writes: str

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    def rows(self, after: Any = None) -> list[Any]:
        """The next rows by key, locked."""
        found: models.QuerySet[Any] = (
            models.QuerySet(self.model).order_by("pk").only("pk", *self.fields).select_for_update(of=("self",))
        )
        return list((found.filter(pk__gt=after) if after is not None else found)[:BATCH])

    def is_under(self, row: Any, key: str) -> bool:
        """Whether every value of the row is its number's under `key`; a row without a number is under any."""
        return all(held["cpr_lookup"] == look_up_value(held["cpr"], held["voided"], key) for held in self._held(row)[1])

    def renew(self, row: Any, keys: Keys) -> bool:
        """Put the values of a row under the new key. False where they are. Raises UnderNeither."""
        if self.is_under(row, keys.new):
            return False
        if not self.is_under(row, keys.old):
            raise UnderNeither(f"{self.table}, row {row.pk}")
        whole, citizens = self._held(row)
        for held in citizens:
            held["cpr_lookup"] = look_up_value(held["cpr"], held["voided"], keys.new)
        setattr(row, self.writes, citizens[0]["cpr_lookup"] if whole is None else json.dumps(whole))
        return True

    def _held(self, row: Any) -> tuple[list[Any] | None, list[dict[str, Any]]]:
        """The kept rows, None where the row is a citizen itself; and the citizens among them."""
        if self.writes == "cpr_lookup":
            return None, [{name: getattr(row, name) for name in self.fields}]
        whole = json.loads(row.before)
        return whole, [kept["fields"] for kept in whole if kept["model"] == "citizens.citizen"]


_COLUMN = ("cpr", "voided", "cpr_lookup")
CITIZENS = Place(Citizen, _COLUMN, "cpr_lookup")
# Read back, never looked up in: they follow after the citizens, in transactions of their own.
FOLLOWING = (
    Place(Citizen.history.model, _COLUMN, "cpr_lookup"),
    Place(Merging, ("before",), "before"),
    Place(Merging.history.model, ("before",), "before"),
)


def not_under(*keys: str) -> dict[str, int]:
    """Table → how many rows hold a value that is under none of `keys`, where there are any. Reads every row."""
    found: dict[str, int] = {}
    for place in (CITIZENS, *FOLLOWING):
        rows: models.QuerySet[Any] = models.QuerySet(place.model).order_by("pk").only("pk", *place.fields)
        for row in rows.iterator(chunk_size=BATCH):
            if not any(place.is_under(row, key) for key in keys):
                found[place.table] = found.get(place.table, 0) + 1
    return found


def renew_citizens(keys: Keys) -> int:
    """All citizens at once, nobody writing meanwhile: two keys beside each other would let a number in twice.

    How many were changed. Call it in a transaction. Raises UnderNeither, and core.keyring.Unreadable.
    """
    with connection.cursor() as cursor:
        cursor.execute("lock table citizens_citizen in share row exclusive mode")
    return sum(_renewed(CITIZENS, rows, keys) for rows in _batches(CITIZENS))


def renew_following(place: Place, keys: Keys) -> int:
    """A batch is a transaction: broken off, what was done stays, and the next run goes on. How many were changed."""
    changed, last = 0, None
    while True:
        with transaction.atomic():
            rows = place.rows(after=last)
            changed += _renewed(place, rows, keys)
        if not rows:
            return changed
        last = rows[-1].pk


def _batches(place: Place) -> Iterator[list[Any]]:
    rows = place.rows()
    while rows:
        yield rows
        rows = place.rows(after=rows[-1].pk)


def _renewed(place: Place, rows: list[Any], keys: Keys) -> int:
    changed = [row for row in rows if place.renew(row, keys)]
    if changed:
        with connection.cursor() as cursor, append_only_set_aside(cursor, place.table):
            models.QuerySet(place.model).bulk_update(changed, [place.writes])
    return len(changed)
