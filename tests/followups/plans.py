"""What PostgreSQL means to do for the queries that find a day's due."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from followups.notices.rounds import find

LARGE = {"followups_followup", "citizens_citizen", "citizens_consent", "core_notice"}


def plans(now: datetime, since: datetime | None = None) -> list[Any]:
    """The plan of every query of `find`, as the database explains it."""
    return [told["Plan"] for told in explained(now, since)]


def explained(now: datetime, since: datetime | None = None, *, run: bool = False) -> list[Any]:
    """The same with the milliseconds it took, where it is `run`."""
    with CaptureQueriesContext(connection) as asked:
        list(find(now, since))
    found = []
    for query in asked.captured_queries:
        sql = query["sql"]
        if sql.lower().startswith("declare"):
            sql = sql[sql.lower().index("select") :]
        if sql.lower().startswith("select"):
            with connection.cursor() as cursor:
                cursor.execute(f"explain (format json{', analyze' if run else ''}) " + sql.replace("%", "%%"))
                told = cursor.fetchone()[0]
            found.append((told if isinstance(told, list) else json.loads(told))[0])
    return found


def nodes(plan: Any) -> Iterator[Any]:
    """A step of a plan, and those under it."""
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes(below)


def whole_tables_read(now: datetime, since: datetime | None = None) -> set[str]:
    """The large tables that one of the queries would read from one end to the other."""
    every = [node for plan in plans(now, since) for node in nodes(plan)]
    return {node["Relation Name"] for node in every if node["Node Type"] == "Seq Scan"} & LARGE


def indexes_used(now: datetime, since: datetime | None = None) -> set[str]:
    return {node["Index Name"] for plan in plans(now, since) for node in nodes(plan) if "Index Name" in node}
