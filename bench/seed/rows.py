"""Filling a model's table, and its history, inside the database.

A statement names what matters; every other column is given what the model would give it (its default, now, nothing),
so that a new column does not break the generator. Triggers and foreign keys are off while it runs (`seed.fill` looks
for orphans afterwards); checks, unique and exclusion constraints hold.
"""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import NOT_PROVIDED, Field

from core.fields import SealedTextField, seal

SEALED, TEXT = "{sealed}", "2871 0000"  # a column given as the first holds the second, sealed once


class Sql:
    """Statements on the owner's cursor. A `{word}` in them stands for what every statement may use."""

    def __init__(self, cursor: Any, **words: Any) -> None:
        self.cursor, self.words = cursor, words

    def run(self, statement: str) -> None:
        self.cursor.execute(statement.format(**self.words))

    def table(self, name: str, query: str, index: str = "") -> None:
        """A table of the generator's own, dropped with `drop_own`; analysed, because joins are planned by it."""
        self.run(f"create unlogged table seed_{name} as {query}")
        if index:
            self.cursor.execute(f"create index on seed_{name} ({index})")
        self.cursor.execute(f"analyze seed_{name}")

    def drop_own(self) -> None:
        self.cursor.execute("select tablename from pg_tables where tablename ~ '^seed_'")
        for (name,) in self.cursor.fetchall():
            self.cursor.execute(f"drop table {name}")

    def fill(self, model: type[Any], source: str, **columns: str) -> None:
        """`insert into` the model's table `select … from source`; the columns are expressions by attribute name."""
        names, wanted, values = [], [], []
        for field in model._meta.local_concrete_fields:
            given = columns.pop(field.attname, None)
            if given is None and field.primary_key and not field.has_default():
                continue  # numbered by the database
            names.append(f'"{field.column}"')
            if given == SEALED:
                given = f"'{seal(TEXT, field.sealed_for)}'"
            wanted.append(given.format(**self.words) if given is not None else "%s")
            if given is None:
                values.append(_default(field))
        assert not columns, f"{model._meta.label} has no {', '.join(columns)}"
        # Percent signs would be places for values: the expressions use mod().
        told = f"({', '.join(names)}) select {', '.join(wanted)} from {source.format(**self.words)}"
        sql = f"insert into {model._meta.db_table} {told}"
        self.cursor.execute(sql, values)

    def remember(self, model: type[Any], extra: str = "0") -> None:
        """Each row's beginning in history, and `extra` (an expression over `r`, from 0 to 1) later changes of it."""
        history: Any = model.history.model  # type: ignore[attr-defined]
        fields = model._meta.local_concrete_fields
        own = [f'"{field.column}"' for field in fields]
        then = [_then(field, history) for field in fields]
        sql = f"""
            insert into {history._meta.db_table}
                ({", ".join(own)}, history_date, history_type, history_change_reason, history_user_id)
            select {", ".join(then)},
                t.created_at + (now() - t.created_at) * (step::float / (1 + steps.number)),
                case step when 0 then '+' else '~' end, '', {self.words["writer"]}
            from {model._meta.db_table} t
                cross join lateral (select (('x' || left(t.id::text, 6))::bit(24)::int / 16777216.0) as r) as luck
                cross join lateral (select floor({extra})::int as number) as steps
                cross join lateral generate_series(0, steps.number) as step
        """
        self.cursor.execute(sql)


def _then(field: Field[Any, Any], history: Any) -> str:
    """The column as history has it: a sealed value is bound to its table."""
    if not isinstance(field, SealedTextField):
        return f't."{field.column}"'
    token = seal(TEXT, history._meta.get_field(field.name).sealed_for)
    return f"""case t."{field.column}" when '' then '' else '{token}' end"""


def _default(field: Field[Any, Any]) -> Any:
    if getattr(field, "auto_now_add", False) or field.attname == "date_joined":
        from django.utils import timezone

        return timezone.now()
    if field.default is not NOT_PROVIDED:
        return field.get_db_prep_save(field.get_default(), connection)
    return None if field.null else ""
