"""Bringing values up to date that were sealed before there were data keys: Fernet, under SOMV_FIELD_KEYS itself.

What is written is the same text under another seal, so history rows are no exception: their append-only trigger is
set aside within the transaction that proves, value by value, that both open to the same text.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection, transaction

from core.fields import FERNET, SealedTextField, seal, unseal

BATCH = 500  # rows of a transaction


@dataclass(frozen=True)
class Column:
    table: str
    key: str
    name: str
    in_json: bool = False  # the sealed texts are the values of a JSON object

    @property
    def field(self) -> str:
        return f"{self.table}.{self.name}"

    @property
    def old(self) -> str:
        """The condition for rows that hold an old value. Sealed base64 holds no other text by chance."""
        return f""""{self.name}"::text like '%"{FERNET}%'""" if self.in_json else f'''"{self.name}" like '{FERNET}%' '''

    def resealed(self, value: str) -> str:
        """Raises core.keyring.Unreadable."""
        if not self.in_json:
            return self._again(value)
        return json.dumps({name: self._again(text) for name, text in json.loads(value).items()})

    def _again(self, text: Any) -> Any:
        if not isinstance(text, str) or not text.startswith(FERNET):
            return text
        plain = unseal(text, self.field)
        fresh = seal(plain, self.field)
        if unseal(fresh, self.field) != plain:
            raise AssertionError(self.field)
        return fresh


def columns() -> Iterator[Column]:
    """Every sealed column but the finished files of jobs, which are gone within a day."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            key = model._meta.pk
            if isinstance(field, SealedTextField) and key is not None and key.column and field.column:
                yield Column(model._meta.db_table, key.column, field.column)
    factors = apps.get_model("mfa", "Authenticator")._meta
    yield Column(factors.db_table, "id", "data", in_json=True)


def left() -> dict[str, int]:
    """Column → how many old values it holds, where there are any."""
    found = {}
    with connection.cursor() as cursor:
        for column in columns():
            cursor.execute(f'select count(*) from "{column.table}" where {column.old}')  # noqa: S608  our own names
            found[column.field] = cursor.fetchone()[0]
    return {field: n for field, n in found.items() if n}


def reseal(column: Column) -> int:
    """Reseal all old values of a column; how many rows. As the owner. Raises Unreadable; its batch stays."""
    done = 0
    while n := _batch(column):
        done += n
    return done


def _batch(column: Column) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f'select "{column.key}", "{column.name}"::text from "{column.table}"'  # noqa: S608
            f' where {column.old} order by "{column.key}" limit {BATCH} for update'
        )
        rows = cursor.fetchall()
        new = [(column.resealed(value), key) for key, value in rows]
        if new:
            cast = "jsonb" if column.in_json else "text"
            with append_only_set_aside(cursor, column.table):
                cursor.executemany(
                    f'update "{column.table}" set "{column.name}" = %s::{cast} where "{column.key}" = %s',  # noqa: S608
                    new,
                )
    return len(rows)


@contextmanager
def append_only_set_aside(cursor: Any, table: str) -> Iterator[None]:
    """Inside, rows of `table` can be written although it may be append-only. In a transaction, as the owner."""
    kept = _kept(cursor, table)
    if kept:
        cursor.execute(f'alter table "{table}" disable trigger somv_append_only')
    yield  # what raises takes the transaction, and this with it
    if kept:
        cursor.execute(f'alter table "{table}" enable trigger somv_append_only')


def _kept(cursor: Any, table: str) -> bool:
    cursor.execute(
        "select exists (select from pg_trigger where tgrelid = %s::regclass and tgname = 'somv_append_only')", [table]
    )
    return cursor.fetchone()[0]
