"""The benchmark's crowd: so many citizens with all that hangs on them, made by the database itself.

The same at every run (a number's luck is a hash of it); relative to today. CPR numbers, addresses and phones are one
constant text, sealed once for each column, so they decrypt; the look-up of a CPR number is made up, so nobody is found by one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bench.seed import people, plans, traces
from bench.seed.rows import Sql

STEPS: tuple[Callable[[Sql], None], ...] = (
    people.ground, people.citizens, people.networks, plans.plans, plans.tracks, plans.meetings, traces.rounds,
    traces.signposts, traces.months, traces.events, traces.history,
)  # fmt: skip
NUMBER = 310  # of the citizen whose plan is measured (seed.people.citizens), from 0
COORDINATOR = "k1"  # with the 60 citizens among whom the measured one is
ORPHANS = """
select c.conrelid::regclass::text, a.attname, c.confrelid::regclass::text, f.attname
from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
    join pg_attribute f on f.attrelid = c.confrelid and f.attnum = c.confkey[1]
where c.contype = 'f' and array_length(c.conkey, 1) = 1 and c.conparentid = 0
order by 1, 2
"""
INDEXES = """
select i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) from pg_index i
    join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
where n.nspname = 'public' and not i.indisunique and not i.indisexclusion and c.relkind = 'r' and not c.relispartition
    and c.relname ~ '^(citizens|plans|tracks|meetings|followups)_'
"""


def fill(cursor: Any, citizens: int) -> None:
    """Fill an empty, migrated database, which must be Django's default, too: what is sealed needs its keys.

    As the owner, past triggers; indexes are built at the end, once.
    """
    day = "(now() at time zone 'Europe/Copenhagen')::date"
    sql = Sql(cursor, citizens=citizens, day=day, writer="md5('k0')::uuid")
    cursor.execute("set session_replication_role = replica")
    cursor.execute("set synchronous_commit = off; set work_mem = '64MB'; set maintenance_work_mem = '256MB'")
    cursor.execute(INDEXES)
    indexes = cursor.fetchall()
    for name, _made_by in indexes:
        cursor.execute(f"drop index {name}")
    for step in STEPS:
        step(sql)
    for _name, made_by in indexes:
        cursor.execute(made_by)
    sql.drop_own()
    cursor.execute("drop function seed_luck; set session_replication_role = origin")
    cursor.execute("vacuum (analyze)")


def orphans(cursor: Any) -> list[str]:
    """Rows that point at nothing, one line for each foreign key that has some: the triggers were off."""
    cursor.execute(ORPHANS)
    found = []
    for table, column, other, key in cursor.fetchall():
        cursor.execute(
            f"select count(*) from {table} t where {column} is not null "
            f"and not exists (select from {other} o where o.{key} = t.{column})"
        )
        (number,) = cursor.fetchone()
        if number:
            found.append(f"{table}.{column}: {number}")
    return found
