"""Many citizens at once: one whole citizen copied row by row by the database, a second for three hundred."""

from __future__ import annotations

from typing import Any

from django.db import connection, models, transaction

from citizens.models import (
    CareTeamMember,
    Citizen,
    CitizenUserObjectPermission,
    Consent,
    ConsentScope,
    Referral,
    Screening,
    Signpost,
)
from meetings.models import NetworkMeeting
from plans.models import CrisisPlan, Plan, PlanVersion
from tests.roles import as_owner
from tracks.models import Goal, Intervention, LogEntry, Track

# A row is copied with all that leads to it, so owners stand before what they own.
COPIED: tuple[type[models.Model], ...] = (
    Citizen, CitizenUserObjectPermission, Signpost, Referral, Screening, CareTeamMember, Consent, ConsentScope,
    Plan, PlanVersion, CrisisPlan, Track, Goal, Intervention, LogEntry, NetworkMeeting,
)  # fmt: skip
OF_PLAN = "plan_id in (select id from plans_plan where citizen_id = %(citizen)s)"
OF_TRACK = f"track_id in (select id from tracks_track where {OF_PLAN})"
TO_CITIZEN: dict[type[models.Model], str] = {
    Citizen: "id = %(citizen)s",
    CitizenUserObjectPermission: "content_object_id = %(citizen)s",
    ConsentScope: "consent_id in (select id from citizens_consent where citizen_id = %(citizen)s)",
    **dict.fromkeys((PlanVersion, CrisisPlan, Track, NetworkMeeting), OF_PLAN),
    **dict.fromkeys((Goal, Intervention), OF_TRACK),
}
# What may not stand twice in the database.
INSTEAD: dict[str, str] = {"case_number": "case_number + 100000 + n", "cpr_lookup": "null", "cpr": "''"}


def copies(of: Citizen, number: int, *, first: int = 1, counted: bool = True) -> None:
    """`number` more of this citizen, with network, consents, plan, tracks and log; without history.

    Call again with another `first` for more. Triggers and foreign keys are past: the rows were whole already. Not
    `counted`: as it is in the first minute of a new database, before the server has looked how many there are (and
    whatever it made of the rows of the tests before).
    """
    with as_owner(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        for model in COPIED:
            rule = TO_CITIZEN.get(model, "citizen_id = %(citizen)s")
            names, values = zip(*_columns(model), strict=True)
            cursor.execute(
                f'insert into "{model._meta.db_table}" ({", ".join(names)}) select {", ".join(values)} '
                f'from "{model._meta.db_table}", generate_series(%(first)s::int, %(last)s::int) n where {rule}',
                {"citizen": of.pk, "first": first, "last": first + number - 1},
            )
        cursor.execute("set local session_replication_role = origin")
        # As the server does by itself within a minute: without it, it takes hundreds of rows for a handful.
        for model in COPIED:
            if counted:
                cursor.execute(f'analyze "{model._meta.db_table}"')
            else:
                _never_counted(cursor, model._meta.db_table)


def _never_counted(cursor: Any, table: str) -> None:
    """Take back what the server has found out about a table. Of PostgreSQL 18; an older one keeps what it has."""
    cursor.execute("select exists (select from pg_proc where proname = 'pg_clear_relation_stats')")
    if not cursor.fetchone()[0]:
        return
    cursor.execute("select pg_clear_relation_stats('public', %s)", [table])
    cursor.execute("select attname from pg_stats where schemaname = 'public' and tablename = %s", [table])
    for (column,) in cursor.fetchall():
        cursor.execute("select pg_clear_attribute_stats('public', %s, %s, false)", [table, column])


def _columns(model: type[models.Model]) -> list[tuple[str, str]]:
    """Column and what stands in the copy: keys of copied rows are made from the old key and the copy's number."""
    found = []
    for column in model._meta.concrete_fields:
        name, value = f'"{column.column}"', f'"{column.column}"'
        if isinstance(column, models.AutoField | models.BigAutoField):
            continue
        target: Any = column.related_model or (model if column.primary_key else None)
        if target in COPIED:
            value = f"md5({name}::text || n)::uuid"
        elif model is Citizen:
            value = INSTEAD.get(column.column, value)
        found.append((name, value))
    return found
