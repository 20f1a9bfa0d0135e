"""How long the auditor's questions take over a log of millions of events, and how fast it is sealed and verified.

    .venv/bin/python bench/audit.py [--rows 1000000] [--citizens 100000] [--people 5000] [--days 365] [--seal 100000]

Works in a database of its own on the tests' server (`SOMV_PG=test`), which is dropped at the end. Citizens, places and
events are generated inside the server, skewed as life is: a fifth of the events are lists of 25 names, a few people
look at far more than the others, and one look in five hundred is by somebody without a place. Says the median of
five runs of each question.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
NAME = f"bench_audit_{os.getpid()}"
os.environ |= {
    "SOMV_PG": "test",
    "SOMV_TESTING": "1",
    "SOMV_DB_ROLE": "owner",
    "DJANGO_SETTINGS_MODULE": "somv.settings",
}

GROUND = """
set session_replication_role = replica;
insert into accounts_organisation (id, revision, created_at, name, sector, phone, starts_on)
    select md5('o' || n)::uuid, 1, now(), 'Arbejdsplads ' || n, 'municipality', '', '2000-01-01'
    from generate_series(0, 99) n;
insert into accounts_user (id, password, is_superuser, username, name, function, phone, email, language, is_active,
        date_joined)
    select md5('u' || n)::uuid, '', false, 'person' || n, 'Person Navn' || n % 900, '', '', '', 'da', true, now()
    from generate_series(0, {people}) n;
insert into accounts_affiliation (id, revision, created_at, role, starts_on, organisation_id, user_id)
    select md5('a' || n)::uuid, 1, now(), case n when {people} then 'auditor' else 'partner' end, '2020-01-01',
        md5('o' || n % 100)::uuid, md5('u' || n)::uuid
    from generate_series(0, {people}) n;
insert into citizens_programme select * from jsonb_populate_record(null::citizens_programme, '{programme}');
insert into citizens_citizen
    select r.* from generate_series(0, {citizens} - 1) n,
        jsonb_populate_record(null::citizens_citizen, jsonb_build_object(
        'id', md5('c' || n), 'revision', 1, 'created_at', now(), 'programme_id', md5('p'), 'case_number', n + 1,
        'stage', 'included', 'included_on', '2020-01-01', 'left_because', '', 'voided', false, 'void_reason', '',
        'given_name', 'Borger', 'family_name', 'Navn' || n % 900, 'search_name', 'borger', 'sort_name', 'navn',
        'cpr', '', 'address', '', 'postal_code', '', 'town', '', 'municipality', '', 'phone', '', 'email', '',
        'language', 'dansk', 'interpreter', false, 'protected', false, 'doctor', '', 'doctor_phone', '',
        'doctor_note', '', 'housing', '', 'housing_note', '', 'income', '', 'income_note', '',
        'intensity', 'regular')) r;
insert into citizens_careteammember (id, revision, created_at, citizen_id, user_id, organisation_id, place, name,
        function, phone, tracks, contribution, chairs_meetings, visits_home, starts_on, end_reason)
    select md5('m' || n || '/' || k)::uuid, 1, now(), md5('c' || n)::uuid, md5('u' || (n * 7 + k) % {people})::uuid,
        md5('o' || (n * 7 + k) % {people} % 100)::uuid, 'participant', 'x', '', '', '{{}}', '', false, false,
        '2020-01-01', ''
    from generate_series(0, {citizens} - 1) n, generate_series(0, 4) k;
insert into citizens_historicalcareteammember
    select (jsonb_populate_record(null::citizens_historicalcareteammember, to_jsonb(m) || jsonb_build_object(
        'history_id', row_number() over (), 'history_date', timestamptz '2020-01-01', 'history_type', '+'))).*
    from citizens_careteammember m;
"""
# Citizen n is in the network of the people n*7 … n*7+4: so person u looks at those n for whom that holds.
EVENTS = """
insert into audit_accessevent (at, id, request_id, user_id, user_name, organisation_id, organisation, role, kind,
        outcome, status, route, citizens, parts, object_type, object_id, basis, source)
    select timestamptz '{first}' + random() * interval '{days} days', gen_random_uuid(), gen_random_uuid(),
        md5('u' || (c * 7) % {people})::uuid, 'Person Navn' || (c * 7) % {people} % 900, md5('o' || c % 100)::uuid,
        'Arbejdsplads', 'partner', case when n % 5 = 0 then 'list' else 'read' end,
        case when n % 200 = 1 then 'denied' else 'given' end,
        case when n % 200 = 1 then 404 else 200 end, 'overview:plan',
        case when n % 200 = 1 then '{{}}'
             when n % 5 = 0
             then array(select md5('c' || (c + {people} * k) % {citizens})::uuid from generate_series(0, 24) k)
             when n % 500 = 2 then array[md5('c' || (c + 1) % {citizens})::uuid]
             else array[md5('c' || c)::uuid] end,
        '{{front,social}}', 'plans.Plan', md5('c' || c)::uuid,
        case when n % 5 = 0 then '' else 'place:x consent:y' end, '192.0.2.1'
    from (select n, floor({citizens} * power(random(), 2))::bigint as c from generate_series({low}, {high}) n) as looks
"""


def said(what: str, begin: float) -> float:
    took = time.perf_counter() - begin
    print(f"| {what} | {took:.2f} s |", flush=True)
    return took


def make(cursor: Any, told: argparse.Namespace, first: str) -> None:
    """The database's own rows, then the events by portions of 250,000."""
    names = {"people": told.people, "citizens": told.citizens, "days": told.days, "first": first}
    cursor.execute(GROUND.format(programme=_programme(cursor), **names))
    for low in range(0, told.rows, 250_000):
        cursor.execute(EVENTS.format(low=low, high=min(low + 250_000, told.rows) - 1, **names))
    cursor.execute("set session_replication_role = origin")
    for table in (
        "audit_accessevent",
        "citizens_citizen",
        "citizens_careteammember",
        "citizens_historicalcareteammember",
    ):
        cursor.execute(f"analyze {table}")


def _programme(cursor: Any) -> str:
    """A row with something in every column that wants one."""
    cursor.execute(
        "select jsonb_object_agg(column_name, case data_type when 'boolean' then 'true'::jsonb "
        "when 'ARRAY' then '[]' when 'date' then '\"2020-01-01\"' "
        "when 'timestamp with time zone' then '\"2020-01-01\"' "
        "when 'jsonb' then '{}' when 'uuid' then to_jsonb(md5('p')) when 'character varying' then '\"x\"' "
        "when 'text' then '\"x\"' else '1' end)::text from information_schema.columns "
        "where table_name = 'citizens_programme' and is_nullable = 'NO'"
    )
    return str(cursor.fetchone()[0])


def ask(cursor: Any, told: argparse.Namespace) -> None:
    """Each question five times, as the app in the auditor's name."""
    from datetime import date, timedelta

    from overview.queries import log

    cursor.execute("select set_config('app.user_id', md5('u' || %s)::uuid::text, false)", [told.people])
    cursor.execute("select md5('c0')::uuid, md5('u7')::uuid")
    citizen, user = cursor.fetchone()
    last = date(2026, 1, 1) + timedelta(days=told.days - 1)
    year, month = (last - timedelta(days=364), last), (last - timedelta(days=30), last)
    questions = {
        "who has seen a case, a year": lambda: log.of_citizen(citizen, year, 1),
        "what somebody has seen, a month": lambda: log.of_user(user, month, 1),
        "what somebody has seen, a year": lambda: log.of_user(user, year, 1),
        "who could see a case on a day": lambda: log.could_see(citizen, last),
        "without a known relation, a week": lambda: log.unrelated((last - timedelta(days=6), last), 1),
        "without a known relation, 14 days": lambda: log.unrelated((last - timedelta(days=13), last), 1),
        "worth a look, 31 days": lambda: log.signs(month),
    }
    cursor.execute("set role somv_app")
    for what, question in questions.items():
        runs = []
        for _ in range(5):
            begin = time.perf_counter()
            answer = question()
            runs.append(time.perf_counter() - begin)
        rows = answer.paginator.count if hasattr(answer, "paginator") else len(answer)  # type: ignore[attr-defined]
        print(f"| {what} ({rows} rows) | {statistics.median(runs):.2f} s |", flush=True)
    cursor.execute("reset role")


def chain(told: argparse.Namespace) -> None:
    """Sealing some of the events, and going through them."""
    from audit.actions import sealing
    from audit.queries.verify import verify

    begin, done = time.perf_counter(), 0
    while done < told.seal:
        done += sealing._seal_some(None)
    said(f"sealing {done} events", begin)
    begin = time.perf_counter()
    checked = verify()
    said(f"verifying {checked.rows} events", begin)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, value in (
        ("rows", 1_000_000),
        ("citizens", 100_000),
        ("people", 5_000),
        ("days", 365),
        ("seal", 100_000),
    ):
        parser.add_argument(f"--{name}", type=int, default=value)
    told = parser.parse_args()
    import django
    from django.conf import settings
    from django.core.management import call_command

    django.setup()
    from django.db import connection

    with connection._nodb_cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(f"create database {NAME}")
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = NAME
    try:
        call_command("migrate", verbosity=0)
        with connection.cursor() as cursor:
            begin = time.perf_counter()
            months(cursor, told.days)
            make(cursor, told, "2026-01-01")
            said(f"making {told.rows} events", begin)
            ask(cursor, told)
        chain(told)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = "postgres"
        with connection.cursor() as cursor:
            cursor.execute(f"drop database {NAME}")
        connection.close()


def months(cursor: Any, days: int) -> None:
    """The partitions of the days from 1 January 2026 on."""
    for n in range(days // 28 + 1):
        year, month = 2026 + n // 12, n % 12 + 1
        after = f"{year + (month == 12)}-{month % 12 + 1:02d}-01"
        bounds = f"for values from ('{year}-{month:02d}-01 00:00+00') to ('{after} 00:00+00')"
        for table in ("audit_accessevent", "audit_seal"):
            cursor.execute("select audit_ensure_partition(%s, %s)", [f"{table}_{year}_{month:02d}", bounds])


if __name__ == "__main__":
    main()
