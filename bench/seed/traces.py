"""What time leaves behind: rounds and answers, signposts, history, and who has looked."""

from __future__ import annotations

from bench.seed.rows import Sql
from citizens.models import Signpost
from core.models import Record
from followups.models import Course, FollowUp, FollowUpAnswer

KEPT = {  # how often a row was changed since, by its luck r from 0 to 1: most never, a few ten times
    "citizens.Citizen": "least(10, 0.5 / (r + 0.04))",
    "plans.Plan": "least(20, 1.0 / (r + 0.04))",
    "tracks.Intervention": "least(10, 0.6 / (r + 0.05))",
    "tracks.Track": "0.3 / (r + 0.1)",
}
LOOKS, LOOKED_BACK = 60, 300  # at most so many of a citizen, within so many days


def rounds(sql: Sql) -> None:
    sql.table(
        "course",
        """select n, k, b, id as citizen_id, included_on, stage, left_on, included_on::timestamptz as at
        from seed_crowd where plan is not null""",
    )
    sql.table(
        "round",
        """select n, citizen_id, b, g, at, due, seed_luck(n * 32 + g, 61) as l,
            (c.included_on + make_interval(months => 3 * g + 3))::date - 14 as closes
        from seed_course c cross join lateral generate_series(0, 16) g
            cross join lateral (select (c.included_on + make_interval(months => 3 * g))::date as due) as dated
        where due < case stage when 'left' then left_on else ({day} + interval '13 months')::date end""",
        "n",
    )
    sql.fill(Course, "seed_course c", id="md5('co' || n)::uuid", citizen_id="c.citizen_id", created_at="at",
        programme_id="md5('p' || b)::uuid", included_on="c.included_on",
        planned_to="(select max(due) from seed_round r where r.n = c.n)",
        ended_on="case stage when 'left' then left_on end",
        ended_because="case stage when 'left' then 'left' else '' end")  # fmt: skip
    over = "r.due < {day} and r.l > 0.06"
    sql.fill(FollowUp, "seed_round r", id="md5('f' || n || '/' || g)::uuid", course_id="md5('co' || n)::uuid",
        citizen_id="r.citizen_id", programme_id="md5('p' || b)::uuid", number="g", due_on="r.due", closes_on="r.closes",
        ended_on=f"case when {over} then least(r.due + floor(10 * r.l)::int, {{day}}) end", created_at="at")  # fmt: skip
    sql.fill(FollowUpAnswer, f"seed_round r where {over}", id="md5('fa' || n || '/' || g)::uuid",
        follow_up_id="md5('f' || n || '/' || g)::uuid", created_at="r.due::timestamptz",
        answered_on="least(r.due + floor(10 * r.l)::int, {day})", mode="'visit'", health="1 + mod(n + g, 5)",
        satisfaction="mod(n * 7 + g, 11)", knows="'partly'")  # fmt: skip


def signposts(sql: Sql) -> None:
    """As `citizens.actions.signpost` would have left them."""
    sql.fill(Signpost, """seed_crowd c
            left join (select citizen_id, max(created_at) as last from tracks_logentry group by 1) l on l.citizen_id = c.id
            left join plans_plan p on p.citizen_id = c.id left join plans_crisisplan cr on cr.plan_id = p.id
            left join (select citizen_id, min(due_on) as next from followups_followup
                where ended_on is null and closes_on > {day} group by 1) f on f.citizen_id = c.id""",
        citizen_id="c.id", plan_state="coalesce(p.state, '')", has_crisis_plan="cr.id is not null",
        next_meeting_on="p.next_meeting_on", next_follow_up_on="case when c.stage = 'included' then f.next end",
        last_activity_at="l.last")  # fmt: skip


def history(sql: Sql) -> None:
    """Of everything that keeps one: each row's beginning, and a long tail of changes."""
    from django.apps import apps

    for model in apps.get_models():
        if issubclass(model, Record) and hasattr(model, "history"):
            sql.remember(model, KEPT.get(model._meta.label, "0"))


def months(sql: Sql) -> None:
    """The log's partitions for the days looked back."""
    sql.cursor.execute("select date_trunc('month', now() - make_interval(days => %s))::date", [LOOKED_BACK])
    sql.cursor.execute("""
        select to_char(m, 'YYYY_MM'), to_char(m, 'YYYY-MM-DD'), to_char(m + interval '1 month', 'YYYY-MM-DD')
        from generate_series(date_trunc('month', now() - make_interval(days => %s)), now(), interval '1 month') m""",
        [LOOKED_BACK])  # fmt: skip
    for name, first, after in sql.cursor.fetchall():
        bounds = f"for values from ('{first} 00:00+00') to ('{after} 00:00+00')"
        for table in ("audit_accessevent", "audit_seal"):
            sql.cursor.execute("select audit_ensure_partition(%s, %s)", [f"{table}_{name}", bounds])


def events(sql: Sql) -> None:
    """Looks at a citizen by those around them, and the lists of 25 that coordinators see."""
    columns = """at, id, request_id, user_id, user_name, organisation_id, organisation, role, kind, outcome, status,
        route, programme_id, citizens, parts, object_type, object_id, basis, source, criterion"""
    who = """u.id, u.name, o.id, o.name, a.role"""
    joined = """join accounts_user u on u.id = md5(key)::uuid join accounts_affiliation a on a.user_id = u.id
        join accounts_organisation o on o.id = a.organisation_id"""
    back = f"now() - {LOOKED_BACK} * interval '1 day'"
    sql.run(f"""
        insert into audit_accessevent ({columns})
        select {back} * seed_luck(e.n * 64 + i, 71), md5('e' || e.n || '/' || i)::uuid, md5('q' || e.n || '/' || i)::uuid,
            {who}, 'read', 'given', 200, 'overview:plan', md5('p' || e.b)::uuid, array[e.citizen_id], '{{{{front,social}}}}',
            'plans.Plan', e.citizen_id, 'place:x consent:y', '192.0.2.1', ''
        from (select c.n, c.b, c.id as citizen_id, i, coalesce('p' || m.p, 'k' || k) as key from seed_crowd c
            cross join lateral generate_series(1, case n when 310 then {LOOKS}
                else least({LOOKS}, floor(2 / (seed_luck(n, 70) + 0.03))::int) end) i
            left join lateral (select s.p from seed_partner s where s.n = c.n order by s.p limit 1) m on mod(i, 3) > 0) e
            {joined}""")
    sql.run(f"""
        insert into audit_accessevent ({columns})
        select {back} * seed_luck(k * 64 + i, 72), md5('el' || k || '/' || i)::uuid, md5('ql' || k || '/' || i)::uuid,
            {who}, 'list', 'given', 200, 'overview:citizens', null, shown.ids, '{{{{}}}}', '', null, '', '192.0.2.1', ''
        from (select k, 'k' || k as key, i from seed_load, generate_series(1, 40) i) e
            cross join lateral (select array_agg(id) as ids from (select id from seed_crowd c where c.k = e.k limit 25) x)
            as shown {joined}""")
