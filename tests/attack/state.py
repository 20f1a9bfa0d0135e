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


_TOKEN = re.compile(rb'(csrfmiddlewaretoken" value="|csrf-token" content="|X-CSRFToken": ?")[^"]+')


def page_of(answer: Any, *ids: Any) -> tuple[int, bytes]:
    """Status and body, without the token of the moment and without what was asked for."""
    body = _TOKEN.sub(rb"\1", answer.content) if not answer.streaming else b"".join(answer.streaming_content)
    for key in ids:
        for text in (str(key), getattr(key, "hex", str(key))):
            body = body.replace(text.encode(), b"ID")
    return answer.status_code, body


def filled(form: Any) -> dict[str, list[str]]:
    """What a form of a page sends as it stands."""
    data: dict[str, list[str]] = {}
    for name, value in form.fields:
        data.setdefault(name, []).append(value)
    return data
