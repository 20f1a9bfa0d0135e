"""The whole database in a few letters, and row by row: what an attack may not change."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection

from tests.guards.test_records import OURS
from tests.roles import as_owner

# What every request may write: that it was made, and one's own session.
NOT_STATE = frozenset({"audit_accessevent", "django_session", "core_cache"})
NOT_STATE |= {"usersessions_usersession", "accounts_failedtry"}


@cache
def tables() -> tuple[str, ...]:
    """Every table of ours, history and many-to-many ones too, and those of the log-in."""
    found = {
        model._meta.db_table
        for app in (*OURS, "auth", "mfa", "account", "usersessions")
        if apps.is_installed(app) or app in {config.label for config in apps.get_app_configs()}
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    }
    return tuple(sorted(found - NOT_STATE))


def checksum() -> dict[str, str]:
    """Table → hash of its rows, in one question."""
    each = " union all ".join(
        f"select '{table}', coalesce(md5(string_agg(t::text, '|' order by t::text)), '') from \"{table}\" t"
        for table in tables()
    )
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(each)
        return dict(cursor.fetchall())


def rows() -> dict[str, dict[str, dict[str, Any]]]:
    """Table → its rows by their text, each as column → value."""
    each = " union all ".join(f"select '{table}', t::text, to_jsonb(t)::text from \"{table}\" t" for table in tables())
    found: dict[str, dict[str, dict[str, Any]]] = {table: {} for table in tables()}
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(each)
        for table, text, row in cursor.fetchall():
            found[table][text] = json.loads(row)
    return found


def delta(before: Any, after: Any) -> dict[str, list[dict[str, Any]]]:
    """Table → rows that are there after and were not before, as they are now."""
    new = {table: [row for text, row in after[table].items() if text not in before[table]] for table in after}
    return {table: found for table, found in new.items() if found}


def written() -> dict[str, int]:
    """Table → rows written in this transaction so far, whoever wrote them: statements, triggers, functions."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "select relname::text, n_tup_ins + n_tup_upd + n_tup_del from pg_stat_xact_user_tables"
            " where schemaname = 'public' and n_tup_ins + n_tup_upd + n_tup_del > 0"
        )
        return {name: count for name, count in cursor.fetchall() if not name.startswith(tuple(NOT_STATE))}


def known_ids() -> frozenset[str]:
    """Every UUID that stands in any table: what a page says beyond them it has just made up."""
    return frozenset(found for there in rows().values() for text in there for found in UUID.findall(text))


UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
# The token of the moment, and how long the session still runs.
_TOKEN = re.compile(r'(csrfmiddlewaretoken" value="|csrf-token" content="|X-CSRFToken": ?"|data-left=")[^"]+')


def page_of(answer: Any, known: frozenset[str], path: str, *ids: Any) -> tuple[int, str, str]:
    """Status, where it leads, and what is said; without the token of the moment, and without what was asked for."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    said = [answer.headers.get("Location", ""), _TOKEN.sub(r"\1", content.decode(errors="replace"))]
    said = [text.replace(path, "PATH") for text in said]
    for key in ids:
        said = [text.replace(str(key), "ID").replace(key.hex, "ID") for text in said]
    said = [UUID.sub(lambda found: found[0] if found[0] in known else "NEW", text) for text in said]
    return answer.status_code, said[0], said[1]
