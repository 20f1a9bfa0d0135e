"""The auditor's questions find their rows by index: over a few thousand events no month is read from end to end."""

import re

import pytest
from django.db import connection
from django.utils import timezone

from tests.roles import as_owner

pytestmark = pytest.mark.django_db
EVENTS = """
insert into audit_accessevent (at, id, request_id, user_id, user_name, organisation, role, kind, outcome, status, route,
        citizens, parts, object_type, basis)
    select now() - n * interval '1 second', gen_random_uuid(), gen_random_uuid(), md5('u' || n % 200)::uuid, 'x', 'x',
        'partner', 'read', 'given', 200, 'x', array[md5('c' || n % 500)::uuid], '{social}', '', 'place:x'
    from generate_series(1, 6000) n
"""
KEY = "'00000000-0000-0000-0000-000000000007'::uuid"
VALUES = {
    "p_citizen": KEY, "p_user": KEY, "p_from": "now() - interval '10 minutes'", "p_to": "now()",
    "p_given": "true", "p_limit": "50", "p_offset": "0", "p_many": "30",
}  # fmt: skip


def plan_of(function: str) -> str:
    """How the database would answer the question that stands in the function."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(EVENTS)
        cursor.execute("analyze audit_accessevent")
        cursor.execute("select prosrc from pg_proc where proname = %s", [function])
        question = re.search(r"return query(.*?);\s*end", cursor.fetchone()[0], re.DOTALL)[1]
        question = re.sub(r"log_records\(\w+\)", f"array[{KEY}]", question)
        question = question.replace("days => days", "days => 30")
        for name, value in VALUES.items():
            question = re.sub(rf"\b{name}\b", value, question)
        cursor.execute("explain " + question)
        return "\n".join(row[0] for row in cursor.fetchall())


@pytest.mark.parametrize(
    ("function", "index"),
    [
        ("audit_readers_of", "citizens_idx"),
        ("log_of_citizen", "citizens_idx"),
        ("log_of_user", "user_id_at_idx"),
        ("log_unrelated", "pkey"),
        ("log_patterns", "pkey"),
    ],
)
def test_a_question_finds_its_events_by_index(function, index):
    plan = plan_of(function)
    assert index in plan, plan
    assert f"Seq Scan on audit_accessevent_{timezone.now():%Y_%m}" not in plan, plan
