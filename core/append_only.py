"""The migration step that makes tables append-only. Every history table gets it (guard)."""

from __future__ import annotations

from django.db import migrations


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
