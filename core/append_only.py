"""The migration steps that keep what was stored: history tables are append-only, records cannot be deleted (guard)."""

from __future__ import annotations

from django.db import migrations


def no_delete(*tables: str) -> migrations.RunSQL:
    """Take DELETE on `tables` from those who serve and work: nothing is hard-deleted (domain.md § 3)."""
    names = ", ".join(tables)
    return migrations.RunSQL(
        f"revoke delete, truncate on {names} from somv_app, somv_worker",
        f"grant delete on {names} to somv_app, somv_worker",
    )


def append_only(*tables: str) -> migrations.RunSQL:
    """Refuse UPDATE, DELETE and TRUNCATE on `tables`, whoever asks, by trigger."""
    forward = "".join(
        f"create trigger somv_append_only before update or delete on {table} "
        f"for each row execute function somv_append_only();\n"
        f"create trigger somv_no_truncate before truncate on {table} "
        f"for each statement execute function somv_append_only();\n"
        for table in tables
    )
    backward = "".join(
        f"drop trigger somv_append_only on {table};\ndrop trigger somv_no_truncate on {table};\n" for table in tables
    )
    return migrations.RunSQL(forward, backward)
