"""The migration steps of the second wall: row-level security on a table, for each of our roles (ADR 0023)."""

from __future__ import annotations

from django.db import migrations

# Nobody is named: a worker looks up by itself what is due. Evaluated once a statement.
NOBODY = "(select nullif(current_setting('app.user_id', true), '')) is null"
ASKER = "(select nullif(current_setting('app.user_id', true), '')::uuid)"


def policed(table: str, rule: str) -> migrations.RunSQL:
    """Who serves reads and writes the rows of `table` for which `rule` is true, and no others; no asker, no rows.

    A worker is bound by the same rule while it works as somebody, and reaches all rows while it works for nobody.
    The owner (migrations, and functions that check the asker's right themselves) and the backup reach all.
    """
    forward = f"""
        alter table {table} enable row level security;
        alter table {table} force row level security;
        create policy somv_keepers on {table} to somv_owner, somv_backup using (true) with check (true);
        create policy somv_serves on {table} to somv_app using ({rule}) with check ({rule});
        create policy somv_works on {table} to somv_worker
            using ({NOBODY} or {rule}) with check ({NOBODY} or {rule});
    """
    backward = f"""
        drop policy somv_keepers on {table};
        drop policy somv_serves on {table};
        drop policy somv_works on {table};
        alter table {table} no force row level security;
        alter table {table} disable row level security;
    """
    return migrations.RunSQL(forward, backward)


def own(column: str) -> str:
    """The rule: the row is the asker's own."""
    return f"{column} = {ASKER}"


def seen_with(table: str, column: str, parent: str) -> str:
    """The rule: the row is reached where the row of `parent` that `column` names is."""
    there = f"(select from {parent} parent where parent.id = {table}.{column})"
    return f"((select somv_reaches_all()) or exists {there})"


def with_history(table: str) -> tuple[str, str]:
    """The table and its history: `citizens_stay`, `citizens_historicalstay`."""
    app, _, name = table.partition("_")
    return table, f"{app}_historical{name}"
