"""Who works where, who is whose coordinator, and the citizens with their networks and consents.

Skewed as life is: a coordinator has 10 to 60 citizens and the first one 300; a thousand citizens are one programme
with one lead, a coordinators' team and a hundred partners at twelve workplaces, of whom one stands around 800
citizens and most around a few dozen. The first thousand are the same rows at every size.
"""

from __future__ import annotations

from accounts.models import Affiliation, Organisation, User
from bench.seed.rows import Sql
from bench.seed.words import FAMILY, GIVEN, TOWNS, WORKPLACES, picked
from citizens.models import (
    CareTeamMember,
    Citizen,
    CitizenUserObjectPermission,
    Consent,
    ConsentScope,
    Programme,
    ProgrammeLead,
    Referral,
    Relative,
    Stay,
)
from core.danish import collate, fold

PARTNERS = 100  # of a thousand citizens
BUSY, FULL = 300, 60  # citizens of the first and of the second coordinator
# A number from 0 to 1 that is always the same for a row (n) and a question (salt).
LUCK = """
create or replace function seed_luck(n bigint, salt integer) returns double precision immutable parallel safe
language sql return (hashint8extended(n, salt) & 1048575) / 1048576.0
"""


def ground(sql: Sql) -> None:
    """Names, programmes with their workplaces, and the people who work there."""
    sql.run(LUCK)
    sql.run("create unlogged table seed_name (g int, f int, given text, family text, search text, sort text)")
    pairs = [
        (g, f, given, family, fold(f"{given} {family}"), collate(f"{family} {given}"))
        for g, given in enumerate(GIVEN)
        for f, family in enumerate(FAMILY)
    ]
    sql.cursor.executemany("insert into seed_name values (%s, %s, %s, %s, %s, %s)", pairs)
    sql.table(
        "load",
        f"""select k, (sum(size) over (order by k) - size)::int as first, size from (
            select k, case k when 0 then {BUSY} when 1 then {FULL} else 10 + floor(50 * power(seed_luck(k, 1), 2))::int
            end as size from generate_series(0, {{citizens}} / 10 + 2) k) as sizes""",
    )
    sql.run("delete from seed_load where first >= {citizens}")
    sql.table("block", "select b from generate_series(0, ({citizens} - 1) / 1000) b")
    sql.fill(Programme, "seed_block", id="md5('p' || b)::uuid", name="'Sammen om min vej ' || b + 1",
        emergency_numbers="'112' || chr(10) || 'Psykiatrisk akuttelefon'", starts_on="{day} - 1500")  # fmt: skip
    offices = ", ".join(f"({i}, '{name}', '{sector}')" for i, (name, sector) in enumerate(WORKPLACES, 1))
    sql.fill(Organisation, f"seed_block, (values (0, 'Koordinatorteam', 'municipality'), {offices}) o (i, name, sector)",
        id="md5('o' || b * 13 + i)::uuid", name=f"o.name || ' ' || {picked(TOWNS, 'mod(b, 8) / 8.0')} || ' ' || b + 1",
        sector="o.sector", phone="'5471 ' || lpad((b * 13 + i)::text, 4, '0')")  # fmt: skip
    _staff(sql)


def _staff(sql: Sql) -> None:
    """Coordinators k0 …, partners p0 …, a lead of each programme l0 …, and one who checks the log."""
    sql.table("staff", f"""
        select 'k' || k as key, 'coordinator' as role, md5('o' || least(first / 1000, ({{citizens}} - 1) / 1000) * 13)
            as office, k as n from seed_load
        union all select 'p' || n, 'partner', md5('o' || n / {PARTNERS} * 13 + 1 + mod(n, 12)), n
            from seed_block, generate_series(b * {PARTNERS}, b * {PARTNERS} + {PARTNERS} - 1) n
        union all select 'l' || b, 'lead', md5('o' || b * 13), b from seed_block
        union all select 'a0', 'auditor', md5('o0'), 0""")  # fmt: skip
    sql.fill(User, """seed_staff join seed_name on g = floor(55 * seed_luck(n + ascii(key), 2))::int
            and f = floor(50 * seed_luck(n + ascii(key), 3))::int""",
        id="md5(key)::uuid", username="key", name="given || ' ' || family", password="'!'", email="''",
        phone="'2871 ' || lpad(mod(n, 10000)::text, 4, '0')", language="'da'")  # fmt: skip
    sql.fill(Affiliation, "seed_staff", id="md5('a' || key)::uuid", user_id="md5(key)::uuid",
        organisation_id="office::uuid", role="role", starts_on="{day} - 1400")  # fmt: skip
    sql.fill(ProgrammeLead, "seed_block", id="md5('pl' || b)::uuid", programme_id="md5('p' || b)::uuid",
        user_id="md5('l' || b)::uuid", starts_on="{day} - 1400")  # fmt: skip


def citizens(sql: Sql) -> None:
    """The citizens themselves. Number 310 is the one whose plan is measured: he has one, and it is full."""
    sql.table("crowd", """
        select *, included_on + ({day} - included_on) / 2 + floor(({day} - included_on) * 0.4 * l3)::int as left_on
        from (select n::int as n, k::int as k, n::int / 1000 as b, md5('c' || n)::uuid as id, {day} - 10 - floor(900 * l2)::int as included_on,
            case when n = 310 then 'included' when l1 < 0.06 then 'referred' when l1 < 0.08 then 'excluded'
                when l1 < 0.92 then 'included' else 'left' end as stage,
            case when n = 310 then 'active' when l1 >= 0.92 then 'closed' when l1 < 0.08 or l4 < 0.05 then null
                when l4 < 0.2 then 'draft' else 'active' end as plan, l3
        from seed_load cross join lateral generate_series(first, least(first + size, {citizens}) - 1) n
            cross join lateral (select seed_luck(n, 4) as l1, seed_luck(n, 5) as l2, seed_luck(n, 6) as l3,
                seed_luck(n, 7) as l4) as luck) as made""", "k")  # fmt: skip
    sql.fill(Citizen, """seed_crowd c join seed_name on g = floor(55 * power(seed_luck(n, 8), 1.5))::int
            and f = floor(50 * power(seed_luck(n, 9), 2))::int""",
        id="c.id", programme_id="md5('p' || b)::uuid", case_number="n + 1", stage="c.stage",
        created_at="c.included_on::timestamptz",
        included_on="case when stage in ('included', 'left') then c.included_on end",
        left_on="case stage when 'left' then c.left_on end", left_because="case stage when 'left' then 'finished' else '' end",
        given_name="given", family_name="family", search_name="search", sort_name="sort", cpr="{sealed}",
        cpr_lookup="md5('x' || n) || md5('y' || n)", born_on="{day} - 9000 - floor(14000 * seed_luck(n, 10))::int",
        address="{sealed}", phone="{sealed}", postal_code="'4800'", town=picked(TOWNS, "seed_luck(n, 11)"),
        municipality="case when seed_luck(n, 12) < 0.6 then 'Guldborgsund' else 'Lolland' end",
        doctor="'Lægerne Torvet'", intensity="case when seed_luck(n, 13) < 0.2 then 'hand-held' else 'regular' end",
        protected="seed_luck(n, 14) < 0.03")  # fmt: skip
    sql.fill(Referral, "seed_crowd", id="md5('r' || n)::uuid", citizen_id="id", referred_by="'Egen læge'",
        received_on="included_on", created_at="included_on::timestamptz", reason="'Mange kontakter, ingen samlet plan'",
        citizen_agrees="true", steps_done="case when stage = 'referred' then '{{1}}' else '{{1,2,3,4,5,6}}' end::int[]")  # fmt: skip
    sql.fill(Relative, "seed_crowd where seed_luck(n, 15) < 0.6", id="md5('rel' || n)::uuid", citizen_id="id",
        name="'Søster'", relation="'søster'", phone="'2871 0000'", created_at="included_on::timestamptz")  # fmt: skip
    sql.fill(Stay, "seed_crowd where seed_luck(n, 16) < 0.3", id="md5('s' || n)::uuid", citizen_id="id",
        kind="'somatic'", where="'Nykøbing F. Sygehus'", starts_on="{day} - floor(500 * seed_luck(n, 17))::int - 20",
        ends_on="{day} - 15", created_at="included_on::timestamptz")  # fmt: skip


def networks(sql: Sql) -> None:
    """Dated places and guardian's projection of them, the consents, and what they open."""
    sql.table("partner", f"""
        select distinct n, c.id as citizen_id, b * {PARTNERS} + case when j = 0 and seed_luck(n, 20) < 0.8 then 0
            else 1 + floor(({PARTNERS} - 1) * power(seed_luck(n, 20 + j), 2))::int end as p, included_on
        from seed_crowd c cross join lateral generate_series(0, floor(6 * seed_luck(n, 19))::int) j
        where stage in ('included', 'left')""", "n")  # fmt: skip
    common = {"created_at": "c.included_on::timestamptz", "name": "u.name", "phone": "u.phone"}
    common |= {"organisation_id": "a.organisation_id", "user_id": "u.id", "tracks": "'{{}}'"}
    worker = "join accounts_user u on u.id = md5({key})::uuid join accounts_affiliation a on a.user_id = u.id"
    sql.fill(CareTeamMember, "seed_crowd c " + worker.format(key="'k' || k"), id="md5('m' || n)::uuid",
        citizen_id="c.id", place="'coordinator'", starts_on="c.included_on", function="'forløbspartner'", **common)  # fmt: skip
    sql.fill(CareTeamMember, "seed_partner c " + worker.format(key="'p' || p"), id="md5('m' || n || '/' || p)::uuid",
        citizen_id="c.citizen_id", place="'participant'", starts_on="c.included_on + 5", function="'kontaktperson'",
        ends_on="case when seed_luck(n * 7 + p, 30) < 0.08 then {day} - 3 end", **common)  # fmt: skip
    sql.fill(CitizenUserObjectPermission,
        "(select distinct citizen_id, user_id from citizens_careteammember where ends_on is null or ends_on > {day}) p",
        content_object_id="p.citizen_id", user_id="p.user_id", permission_id="""(select p.id from auth_permission p
            join django_content_type t on t.id = content_type_id
            where codename = 'view_citizen' and app_label = 'citizens')""")  # fmt: skip
    given = {"form": "'written'", "given_to_id": "md5('k' || k)::uuid", "purpose": "'Samarbejde om min plan'"}
    sql.fill(Consent, "seed_crowd where stage in ('included', 'left')", id="md5('cp' || n)::uuid", citizen_id="id",
        kind="'participation'", given_on="included_on", created_at="included_on::timestamptz", **given)  # fmt: skip
    # One in eight has run out; the next has not been given yet.
    sql.table(
        "exchange",
        """select n, k, id, greatest(included_on, {day} - 1 - floor(415 * seed_luck(n, 31))::int) as d
        from seed_crowd where stage in ('included', 'left')""",
    )
    sql.fill(Consent, "seed_exchange", id="md5('ce' || n)::uuid", citizen_id="id", kind="'exchange'", given_on="d",
        expires_on="(d + interval '1 year')::date", created_at="d::timestamptz", **given)  # fmt: skip
    sql.fill(ConsentScope, """(select distinct p.n, d, a.organisation_id from seed_partner p join seed_exchange e using (n)
            join accounts_affiliation a on a.user_id = md5('p' || p)::uuid) o,
            unnest(array['addiction','psychiatry','somatic','social','front','crisis','answers']) with ordinality q (part, i)
        where i = 1 + mod(n, 4) or seed_luck(n * 8 + i, 32) < 0.55""",
        id="md5('cs' || n || '/' || organisation_id || part)::uuid", consent_id="md5('ce' || n)::uuid",
        organisation_id="o.organisation_id", part="q.part", level="case when mod(n, 3) = 0 then 'read' else 'comment' end",
        created_at="d::timestamptz")  # fmt: skip
