"""Every table under a policy, from the catalogue, and which of its rows are about whom – in SQL of its own."""

from __future__ import annotations

import re
import uuid
from typing import Any

from django.db import connection

from tests.roles import as_app

# What a row hangs on, where it does not say itself whose it is.
PARENTS = {
    "citizens_consentscope": ("consent_id", "citizens_consent"),
    "citizens_consentscan": ("consent_id", "citizens_consent"),
    "citizens_scancontent": ("scan_id", "citizens_consentscan"),
    "citizens_screeninganswer": ("screening_id", "citizens_screening"),
    "plans_crisiscontact": ("crisis_plan_id", "plans_crisisplan"),
    "tracks_goal": ("track_id", "tracks_track"),
    "tracks_intervention": ("track_id", "tracks_track"),
    "meetings_meetingparticipant": ("meeting_id", "meetings_networkmeeting"),
    "followups_pause": ("course_id", "followups_course"),
    "followups_followupanswer": ("follow_up_id", "followups_followup"),
    "followups_snooze": ("follow_up_id", "followups_followup"),
    "citizens_accessdecision": ("place_id", "citizens_careteammember"),
    "followups_concern": ("answer_id", "followups_followupanswer"),
}
NAMED = {"citizens_citizen": "id", "citizens_citizenuserobjectpermission": "content_object_id"}
NAMED |= {"citizens_merging": "kept_id"}
OWN = {"core_draft": "user_id", "core_job": "ordered_by"}  # a person's, whoever they are about


def asked(statement: str, parameters: Any = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()


def policed() -> list[str]:
    """The tables under row-level security, but for those that are a person's own."""
    rows = asked("select relname::text from pg_class where relrowsecurity and relnamespace = 'public'::regnamespace")
    return sorted(name for (name,) in rows if name not in OWN)


def _plain(table: str) -> str:
    return re.sub(r"_historical", "_", table)


def citizen_of(table: str, alias: str = "t") -> str:
    """SQL: the citizen a row of `table` is about."""
    plain = _plain(table)
    if plain in NAMED:
        return f"{alias}.{NAMED[plain]}"
    columns = {
        name for (name,) in asked("select attname::text from pg_attribute where attrelid = %s::regclass", [table])
    }
    if "citizen_id" in columns:
        return f"{alias}.citizen_id"
    column, parent = PARENTS.get(plain, ("plan_id", "plans_plan"))
    inner = f"{alias}p"
    return f"(select {citizen_of(parent, inner)} from {parent} {inner} where {inner}.id = {alias}.{column})"


def statements(citizen: uuid.UUID) -> dict[str, str]:
    """Table → the condition for the rows about this citizen. Ask for it as the tester."""
    return {table: f"{citizen_of(table)} = '{citizen}'" for table in policed()}


def keys_of(citizen: uuid.UUID) -> dict[str, set[str]]:
    """Table → the rows about the citizen, by their place in it; asked as the tester, who sees all."""
    found = {}
    for table, condition in statements(citizen).items():
        found[table] = {key for (key,) in asked(f"select ctid::text from {table} t where {condition}")}
    return found


def reached(user: Any) -> dict[str, set[str]]:
    """Table → every row of it that the app gets when `user` asks, or nobody."""
    tables = policed()
    with as_app(user):
        return {table: {key for (key,) in asked(f"select ctid::text from {table}")} for table in tables}
