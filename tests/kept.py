"""Rows kept as PostgreSQL copies them: what takes seconds to build is built once in a process and copied back."""

from __future__ import annotations

import io

from django.apps import apps
from django.db import connection, transaction

from tests.roles import TESTER, as_owner, as_role

APPS: tuple[str, ...] = ("core", "accounts", "citizens", "plans", "tracks", "meetings", "followups", "evaluation")


def copied_out() -> dict[str, bytes]:
    """Table → its rows, of all our tables that have some but the access log."""
    models = [model for app in APPS for model in apps.get_app_config(app).get_models(include_auto_created=True)]
    rows = {model._meta.db_table: _copy_out(model._meta.db_table) for model in models}
    return {table: data for table, data in rows.items() if data}


def _copy_out(table: str) -> bytes:
    out = io.BytesIO()
    with as_owner(), connection.cursor() as cursor, cursor.copy(f'copy "{table}" to stdout') as copy:
        for block in copy:
            out.write(block)
    return out.getvalue()


def copy_in(kept: dict[str, bytes]) -> None:
    """Past foreign keys and triggers: the rows were whole when they were copied out."""
    with as_owner(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        with as_role(TESTER):  # nothing is copied into a table under a policy that binds
            for table, data in kept.items():
                with cursor.copy(f'copy "{table}" from stdin') as copy:
                    copy.write(data)
        # A flush makes Django's permissions anew, with other keys.
        cursor.execute(
            "update citizens_citizenuserobjectpermission set permission_id = "
            "(select id from auth_permission where codename = 'view_citizen')"
        )
        cursor.execute("set local session_replication_role = origin")
