"""The questions the pages ask of the access log: functions of its owner that check the reader's right themselves.

The app's role reads neither the log nor, once policies are in force, citizens in an auditor's name. Here and not in
`audit`, because a right and a relation are questions to the tables of accounts and citizens.
"""

from django.db import migrations

RIGHTS = """
create function log_reader() returns uuid language sql stable as $$
    select nullif(current_setting('app.user_id', true), '')::uuid
$$;

create function log_today() returns date language sql stable as $$
    select (now() at time zone 'Europe/Copenhagen')::date
$$;

create function log_role(wanted text) returns boolean language sql stable
security definer set search_path = public, pg_temp as $$
    select exists (
        select from accounts_affiliation a join accounts_user u on u.id = a.user_id
        where u.id = log_reader() and u.is_active and a.role = wanted
          and a.starts_on <= log_today() and (a.ends_on is null or a.ends_on > log_today()))
$$;

create function log_for_auditor() returns void language plpgsql stable
security definer set search_path = public, pg_temp as $$
begin
    if not log_role('auditor') then
        raise exception 'who checks the log may read this' using errcode = 'insufficient_privilege';
    end if;
end $$;

-- The citizen's coordinators and the lead of the programme today, and who checks the log.
create function log_about(citizen uuid) returns void language plpgsql stable
security definer set search_path = public, pg_temp as $$
begin
    if log_role('auditor') then
        return;
    end if;
    if log_role('coordinator') and exists (
        select from citizens_careteammember m
            join accounts_affiliation a on a.user_id = m.user_id and a.organisation_id = m.organisation_id
        where m.citizen_id = citizen and m.user_id = log_reader() and m.place in ('coordinator', 'co-coordinator')
          and m.starts_on <= log_today() and (m.ends_on is null or m.ends_on > log_today())
          and a.starts_on <= log_today() and (a.ends_on is null or a.ends_on > log_today())) then
        return;
    end if;
    if log_role('lead') and exists (
        select from citizens_programmelead l join citizens_citizen c on c.programme_id = l.programme_id
        where c.id = citizen and l.user_id = log_reader()
          and l.starts_on <= log_today() and (l.ends_on is null or l.ends_on > log_today())) then
        return;
    end if;
    raise exception 'the coordinator may read this' using errcode = 'insufficient_privilege';
end $$;

-- A citizen's records: this one and those that were merged into it.
create function log_records(citizen uuid) returns uuid[] language sql stable
security definer set search_path = public, pg_temp as $$
    select array_agg(id) from citizens_citizen where id = citizen or merged_into_id = citizen
$$;
"""

QUESTIONS = """
create or replace function audit_readers_of(citizen uuid, days integer)
returns table (user_name text, organisation text, role text, times bigint, last timestamptz)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
    perform log_about(citizen);
    return query
        select e.user_name, e.organisation, e.role, count(*), max(e.at)
        from audit_accessevent e
        where e.citizens && log_records(citizen) and e.at > now() - make_interval(days => days)
          and e.outcome = 'given'
        group by 1, 2, 3
        order by 5 desc, 1;
end $$;

create function log_case(p_number integer) returns uuid language plpgsql stable
security definer set search_path = public, pg_temp as $$
begin
    perform log_for_auditor();
    return (select id from citizens_citizen where case_number = p_number);
end $$;

create function log_case_number(p_citizen uuid) returns integer language plpgsql stable
security definer set search_path = public, pg_temp as $$
begin
    perform log_for_auditor();
    return (select case_number from citizens_citizen where id = p_citizen);
end $$;

create function log_of_citizen(
    p_citizen uuid, p_from timestamptz, p_to timestamptz, p_given boolean, p_limit integer, p_offset integer)
returns table (total bigint, at timestamptz, id uuid, user_id uuid, user_name text, organisation text, role text,
    kind text, outcome text, parts text[], basis text, criterion text, object_type text,
    citizens uuid[], case_numbers integer[])
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
    perform log_about(p_citizen);
    return query
        select count(*) over (), e.at, e.id, e.user_id, e.user_name, e.organisation, e.role, e.kind, e.outcome,
            e.parts, e.basis, e.criterion, e.object_type, '{}'::uuid[], '{}'::integer[]
        from audit_accessevent e
        where e.citizens && log_records(p_citizen) and e.at >= p_from and e.at < p_to
          and (not p_given or e.outcome = 'given')
        order by e.at desc, e.id
        limit p_limit offset p_offset;
end $$;

create function log_of_user(
    p_user uuid, p_from timestamptz, p_to timestamptz, p_limit integer, p_offset integer)
returns table (total bigint, at timestamptz, id uuid, user_id uuid, user_name text, organisation text, role text,
    kind text, outcome text, parts text[], basis text, criterion text, object_type text,
    citizens uuid[], case_numbers integer[])
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
    perform log_for_auditor();
    return query
        with shown as (
            select count(*) over () as total, e.*
            from audit_accessevent e
            where e.user_id = p_user and e.at >= p_from and e.at < p_to
            order by e.at desc, e.id
            limit p_limit offset p_offset)
        select s.total, s.at, s.id, s.user_id, s.user_name, s.organisation, s.role, s.kind, s.outcome,
            s.parts, s.basis, s.criterion, s.object_type, named.keys, named.numbers
        from shown s cross join lateral (
            select coalesce(array_agg(c.id order by c.case_number), '{}') as keys,
                coalesce(array_agg(c.case_number order by c.case_number), '{}') as numbers
            from citizens_citizen c where c.id = any(s.citizens)) named
        order by s.at desc, s.id;
end $$;

-- What was refused; what emergency access opened; and what was given to who had no place with the citizen that day and
-- did not lead the programme. The last day of a place counts: it ends at some hour of it.
create function log_unrelated(p_from timestamptz, p_to timestamptz, p_limit integer, p_offset integer)
returns table (total bigint, at timestamptz, id uuid, user_id uuid, user_name text, organisation text, role text,
    kind text, outcome text, parts text[], basis text, criterion text, object_type text,
    citizens uuid[], case_numbers integer[], reason text)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
    perform log_for_auditor();
    return query
        with looks as materialized (
            select e.user_id, named.citizen, (min(e.at) at time zone 'Europe/Copenhagen')::date as first_day,
                (max(e.at) at time zone 'Europe/Copenhagen')::date as last_day
            from audit_accessevent e cross join lateral unnest(e.citizens) as named (citizen)
            where e.at >= p_from and e.at < p_to and e.outcome = 'given' and e.user_id is not null
              and e.object_type not like 'audit.%' and e.basis not like '%emergency%'
            group by 1, 2),
        -- Nearly everybody has one place or lead all the time: those are out before any day is looked at.
        suspects as materialized (
            select l.user_id, array_agg(l.citizen) as citizens
            from looks l left join citizens_citizen c on c.id = l.citizen
            where not exists (select from citizens_careteammember m where m.user_id = l.user_id
                    and m.citizen_id = l.citizen and m.starts_on <= l.first_day
                    and (m.ends_on is null or m.ends_on >= l.last_day))
              and not exists (select from citizens_programmelead p where p.user_id = l.user_id
                    and p.programme_id = c.programme_id and p.starts_on <= l.first_day
                    and (p.ends_on is null or p.ends_on >= l.last_day))
            group by 1),
        worth as (
            select e.*, 'denied' as reason, e.citizens || e.object_id as about
            from audit_accessevent e
            where e.at >= p_from and e.at < p_to and e.outcome = 'denied' and e.user_id is not null
              and (e.object_id is not null or e.citizens <> '{}')
            union all
            select e.*, 'emergency', e.citizens
            from audit_accessevent e
            where e.at >= p_from and e.at < p_to and e.outcome = 'given' and e.basis like '%emergency%'
            union all
            select e.*, 'no-relation', alone.citizens
            from suspects s
                join audit_accessevent e on e.user_id = s.user_id and e.citizens && s.citizens
                cross join lateral (select (e.at at time zone 'Europe/Copenhagen')::date as day) d
                cross join lateral (
                    select array_agg(k.key) as citizens
                    from unnest(s.citizens) as k (key) left join citizens_citizen c on c.id = k.key
                    where k.key = any(e.citizens)
                      and not exists (select from citizens_careteammember m where m.user_id = e.user_id
                            and m.citizen_id in (k.key, c.merged_into_id) and m.starts_on <= d.day
                            and (m.ends_on is null or m.ends_on >= d.day))
                      and not exists (select from citizens_programmelead p where p.user_id = e.user_id
                            and p.programme_id = c.programme_id and p.starts_on <= d.day
                            and (p.ends_on is null or p.ends_on >= d.day))) alone
            where e.at >= p_from and e.at < p_to and e.outcome = 'given' and alone.citizens is not null
              and e.object_type not like 'audit.%' and e.basis not like '%emergency%'),
        shown as (
            select count(*) over () as total, w.* from worth w order by w.at desc, w.id limit p_limit offset p_offset)
        select s.total, s.at, s.id, s.user_id, s.user_name, s.organisation, s.role, s.kind, s.outcome,
            s.parts, s.basis, s.criterion, s.object_type, named.keys, named.numbers, s.reason
        from shown s cross join lateral (
            select coalesce(array_agg(c.id order by c.case_number), '{}') as keys,
                coalesce(array_agg(c.case_number order by c.case_number), '{}') as numbers
            from citizens_citizen c where c.id = any(s.about)) named
        order by s.at desc, s.id;
end $$;

-- What is worth a look and proves nothing. Lists are left out: they show names, nobody chose them one by one.
create function log_patterns(p_from timestamptz, p_to timestamptz, p_many integer, p_limit integer)
returns table (reason text, user_id uuid, user_name text, organisation text, at timestamptz, times bigint,
    citizen uuid, case_number integer)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
    perform log_for_auditor();
    return query
        with opened as materialized (
            select e.user_id, e.user_name, e.organisation, e.at, named.citizen,
                e.at at time zone 'Europe/Copenhagen' as danish
            from audit_accessevent e cross join lateral unnest(e.citizens) as named (citizen)
            where e.at >= p_from and e.at < p_to and e.outcome = 'given' and e.user_id is not null
              and e.kind not in ('list', 'search') and e.object_type not like 'audit.%'),
        pairs as materialized (
            select o.user_id, max(o.user_name) as user_name, max(o.organisation) as organisation, o.citizen,
                min(o.at) as at, count(*) as times
            from opened o group by o.user_id, o.citizen)
        select found.* from (
            select 'many' as reason, o.user_id, max(o.user_name), max(o.organisation), min(o.at) as at,
                count(distinct o.citizen) as times, null::uuid, null::integer
            from opened o group by o.user_id, date_trunc('hour', o.danish)
            having count(distinct o.citizen) > p_many
            union all
            select 'night', o.user_id, max(o.user_name), max(o.organisation), min(o.at), count(distinct o.citizen),
                null, null
            from opened o where extract(hour from o.danish) >= 23 or extract(hour from o.danish) < 5
            group by o.user_id, (o.danish + interval '1 hour')::date
            union all
            select 'surname', p.user_id, p.user_name, p.organisation, p.at, p.times, c.id, c.case_number
            from pairs p join citizens_citizen c on c.id = p.citizen
                and lower(c.family_name) = lower(substring(p.user_name from '[^ ]+$'))) found
        order by found.at desc, found.reason, found.user_id
        limit p_limit;
end $$;
"""

# A history row counts from when it was written to when the next one was. What was entered only after the day opened
# nothing on it, whatever dates it bears; it is shown as such.
VERSIONS = """
        {name} as (
            select h.*, h.first >= day_end as late from (
                select v.*, lead(v.history_date) over (partition by v.id order by v.history_date, v.history_id) as next,
                    min(v.history_date) over (partition by v.id) as first
                from {table} v where {which}) h
            where (h.history_date < day_end and (h.next is null or h.next > day_start))
               or (h.first >= day_end and h.next is null)),"""

COULD_SEE = f"""
create function log_could_see(p_citizen uuid, p_day date)
returns table (user_id uuid, user_name text, organisation text, place text, parts text[], why text, late boolean)
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
    records uuid[] := log_records(p_citizen);
    day_start timestamptz := p_day::timestamp at time zone 'Europe/Copenhagen';
    day_end timestamptz := (p_day + 1)::timestamp at time zone 'Europe/Copenhagen';
    gone date := (select c.left_on from citizens_citizen c where c.id = p_citizen);
begin
    perform log_for_auditor();
    return query
        with {
    VERSIONS.format(
        name="placed", table="citizens_historicalcareteammember", which="v.citizen_id = any(records)"
    ).lstrip()
}{VERSIONS.format(name="said", table="citizens_historicalconsent", which="v.citizen_id = any(records)")}{
    VERSIONS.format(
        name="cells",
        table="citizens_historicalconsentscope",
        which="v.consent_id in (select s.id from citizens_consent s where s.citizen_id = any(records))",
    )
}{
    VERSIONS.format(
        name="leads",
        table="citizens_historicalprogrammelead",
        which="v.programme_id = (select c.programme_id from citizens_citizen c where c.id = p_citizen)",
    )
}
        valid as (
            select s.id, s.kind, s.late from said s
            where s.withdrawn_on is null and s.given_on <= p_day and (s.expires_on is null or s.expires_on > p_day)),
        partaking as (
            select case
                when exists (select from valid v where v.kind = 'participation') then 'consent'
                when exists (select from said s where s.kind = 'participation' and s.withdrawn_on > p_day - 30
                             and s.given_on <= p_day) then 'grace'
                when not exists (select from said s where s.kind = 'participation' and s.given_on <= p_day) then 'enrolling'
            end as why),
        people as (
            select p.user_id, p.organisation_id, p.place, p.late from placed p
            where p.user_id is not null and p.starts_on <= p_day and (p.ends_on is null or p.ends_on > p_day)),
        open_parts as (
            select c.organisation_id, array_agg(distinct c.part::text) as parts, bool_and(c.late or v.late) as late
            from cells c join valid v on v.id = c.consent_id and v.kind = 'exchange'
            where c.ended_on is null group by 1),
        found as (
            select p.user_id, p.organisation_id, p.place::text as place, '{{}}'::text[] as parts, k.why, p.late,
                array['coordinator'] as roles
            from people p, partaking k where p.place in ('coordinator', 'co-coordinator') and k.why is not null
            union
            select l.user_id, null, 'lead', '{{}}'::text[], k.why, l.late, array['lead']
            from leads l, partaking k
            where l.starts_on <= p_day and (l.ends_on is null or l.ends_on > p_day) and k.why in ('consent', 'grace')
            union
            select p.user_id, p.organisation_id, p.place::text, o.parts, 'exchange', p.late or o.late,
                array['partner', 'coordinator']
            from people p join open_parts o on o.organisation_id = p.organisation_id
            where p.place in ('participant', 'substitute') and (gone is null or gone > p_day))
        select f.user_id, u.name::text, w.name::text, f.place, f.parts, f.why, bool_and(f.late)
        from found f join accounts_user u on u.id = f.user_id
            join accounts_affiliation a on a.user_id = f.user_id and a.role = any(f.roles)
                and (f.organisation_id is null or a.organisation_id = f.organisation_id)
                and a.starts_on <= p_day and (a.ends_on is null or a.ends_on > p_day)
            join accounts_organisation w on w.id = a.organisation_id
        group by 1, 2, 3, 4, 5, 6
        order by 3, 2, 4;
end $$;
"""  # noqa: S608  (no value of anybody's in it)

ASKED = """
    audit_readers_of(uuid, integer), log_case(integer), log_case_number(uuid),
    log_of_citizen(uuid, timestamptz, timestamptz, boolean, integer, integer),
    log_of_user(uuid, timestamptz, timestamptz, integer, integer),
    log_unrelated(timestamptz, timestamptz, integer, integer),
    log_patterns(timestamptz, timestamptz, integer, integer), log_could_see(uuid, date)
"""
GRANTS = f"""
revoke all on function {ASKED}, log_role(text), log_for_auditor(), log_about(uuid), log_records(uuid), log_reader(),
    log_today() from public;
grant execute on function {ASKED} to somv_app;
"""

REVERSE = """
drop function log_could_see(uuid, date);
drop function log_patterns(timestamptz, timestamptz, integer, integer);
drop function log_unrelated(timestamptz, timestamptz, integer, integer);
drop function log_of_user(uuid, timestamptz, timestamptz, integer, integer);
drop function log_of_citizen(uuid, timestamptz, timestamptz, boolean, integer, integer);
drop function log_case_number(uuid);
drop function log_case(integer);
create or replace function audit_readers_of(citizen uuid, days integer)
returns table (user_name text, organisation text, role text, times bigint, last timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
    select e.user_name, e.organisation, e.role, count(*), max(e.at)
    from audit_accessevent e
    where e.citizens @> array[citizen] and e.at > now() - make_interval(days => days) and e.outcome = 'given'
    group by 1, 2, 3
    order by 5 desc, 1
$$;
drop function log_about(uuid);
drop function log_for_auditor();
drop function log_role(text);
drop function log_records(uuid);
drop function log_reader();
drop function log_today();
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("audit", "0002_sealing"),
        ("accounts", "0008_keep_invitations"),
        ("citizens", "0012_keep_mergings"),
    ]
    operations = [migrations.RunSQL([RIGHTS + QUESTIONS + COULD_SEE + GRANTS], REVERSE)]
