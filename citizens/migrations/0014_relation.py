"""To which citizens the asker has a live relation: the ground of the second wall (ADR 0023, domain.md § 4).

Functions of the tables' owner, so that they see the places they judge by. Each asks who the asker is
(`app.user_id`, set for a transaction by the middleware) and whether that person is active and works today where the
place is from. Coarse on purpose: consents and parts are the first wall's.
"""

from django.db import migrations

TODAY = """
-- The day in Denmark: what ends at midnight ends at the next statement.
create function somv_today() returns date language sql stable as $$
    select (now() at time zone 'Europe/Copenhagen')::date
$$;
"""

# Another way to a citizen (emergency access) is one more `union` here.
MY_CITIZENS = """
create or replace function somv_my_citizens() returns setof uuid language plpgsql stable rows 50
security definer set search_path = public, pg_temp as $$
declare
    asker uuid := nullif(current_setting('app.user_id', true), '')::uuid;
begin
    if asker is null then
        return;
    end if;
    return query
        with placed as materialized (select somv_placed(asker, somv_today()) as citizen)
        select p.citizen from placed p
        union
        -- a record that was merged is read through the one that was kept (ADR 0016)
        select c.id from placed p join citizens_citizen c on c.merged_into_id = p.citizen;
    if nullif(current_setting('app.acting_on', true), '') is not null
        or nullif(current_setting('app.letting_go', true), '') is not null then
        return query select somv_under_way(asker, somv_today());
    end if;
end $$;
"""

RELATION = """
-- Citizens in whose network somebody has a place on a day, from where they work that day.
create function somv_placed(asker uuid, day date) returns setof uuid language plpgsql stable rows 50
security definer set search_path = public, pg_temp as $$
begin
    return query
        select m.citizen_id from citizens_careteammember m
            join accounts_affiliation a on a.user_id = asker and a.organisation_id = m.organisation_id
                and a.role in ('coordinator', 'partner')
                and a.starts_on <= day and (a.ends_on is null or a.ends_on > day)
            join accounts_user u on u.id = asker and u.is_active
        where m.user_id = asker and m.starts_on <= day and (m.ends_on is null or m.ends_on > day);
end $$;

create function somv_has_role(asker uuid, wanted text) returns boolean language sql stable
security definer set search_path = public, pg_temp as $$
    select exists (
        select from accounts_affiliation a join accounts_user u on u.id = a.user_id
        where u.id = asker and u.is_active and a.role = wanted
          and a.starts_on <= somv_today() and (a.ends_on is null or a.ends_on > somv_today()))
$$;

create function somv_works_today() returns boolean language sql stable
security definer set search_path = public, pg_temp as $$
    select exists (
        select from accounts_affiliation a join accounts_user u on u.id = a.user_id
        where u.id = nullif(current_setting('app.user_id', true), '')::uuid and u.is_active
          and a.starts_on <= somv_today() and (a.ends_on is null or a.ends_on > somv_today()))
$$;

-- What one transaction goes on writing although no place says so (citizens.access.relation), each checked here:
-- the one who takes in a citizen nobody has a place with yet; the one whose place ended today, in that very act; and
-- the administrator who ends the places of somebody who leaves.
create function somv_under_way(asker uuid, day date) returns setof uuid language plpgsql stable
security definer set search_path = public, pg_temp as $$
declare
    acting uuid[] := coalesce(nullif(current_setting('app.acting_on', true), '')::uuid[], '{}');
    leaving uuid := nullif(current_setting('app.letting_go', true), '')::uuid;
begin
    return query
        select a.key from unnest(acting) as a (key)
        where somv_has_role(asker, 'coordinator')
          and not exists (select from citizens_careteammember m where m.citizen_id = a.key)
        union
        select m.citizen_id from citizens_careteammember m
        where m.citizen_id = any (acting) and m.user_id = asker and m.ends_on = day
          and (somv_has_role(asker, 'coordinator') or somv_has_role(asker, 'partner'))
        union
        select m.citizen_id from citizens_careteammember m
        where m.user_id = leaving and (m.ends_on is null or m.ends_on >= day)
          and somv_has_role(asker, 'administrator');
end $$;

-- The programmes the asker leads today, in that role.
create function somv_my_programmes() returns setof uuid language plpgsql stable rows 2
security definer set search_path = public, pg_temp as $$
declare
    asker uuid := nullif(current_setting('app.user_id', true), '')::uuid;
    day date := somv_today();
begin
    if asker is null or not exists (
            select from citizens_programmelead l where l.user_id = asker) or not somv_has_role(asker, 'lead') then
        return;
    end if;
    return query
        select l.programme_id from citizens_programmelead l
        where l.user_id = asker and l.starts_on <= day and (l.ends_on is null or l.ends_on > day);
end $$;

-- Whether the asker leads every programme there is: then no row has to be looked at one by one.
create function somv_leads_all() returns boolean language sql stable
security definer set search_path = public, pg_temp as $$
    select exists (select from somv_my_programmes())
        and not exists (select id from citizens_programme except select somv_my_programmes())
$$;
"""

# A statement asks for each of its tables, often ten times. What was found is kept in the transaction's settings and holds
# for this statement of this asker only: the next one begins at another moment. Not functions of the owner: what they
# say is no more than the app could ask.
ONCE = """
create function somv_mark() returns text language sql stable as $$
    select concat_ws('|', statement_timestamp(), current_setting('app.user_id', true),
        current_setting('app.acting_on', true), current_setting('app.letting_go', true))
$$;

create function somv_reached() returns uuid[] language plpgsql stable as $$
declare
    mark text := public.somv_mark();
    found uuid[];
begin
    if current_setting('somv.reached_at', true) = mark then
        return current_setting('somv.reached', true)::uuid[];
    end if;
    found := array(select public.somv_my_citizens());
    perform set_config('somv.reached', found::text, true), set_config('somv.reached_at', mark, true);
    return found;
end $$;

create function somv_led() returns uuid[] language plpgsql stable as $$
declare
    mark text := public.somv_mark();
    found uuid[];
begin
    if current_setting('somv.led_at', true) = mark then
        return current_setting('somv.led', true)::uuid[];
    end if;
    found := array(select public.somv_my_programmes());
    perform set_config('somv.led', found::text, true), set_config('somv.led_at', mark, true);
    return found;
end $$;

create function somv_leads() returns boolean language plpgsql stable as $$
begin
    return public.somv_led() <> '{}';
end $$;

create function somv_reaches_all() returns boolean language plpgsql stable as $$
begin
    return public.somv_led() <> '{}' and public.somv_leads_all();
end $$;
"""

QUESTIONS = """
-- Whether a case number is in use, wherever: the next one is drawn until it is not.
create function somv_case_number_taken(wanted integer) returns boolean language sql stable
security definer set search_path = public, pg_temp as $$
    select exists (select from citizens_citizen where case_number = wanted)
$$;

-- The programmes in which the asker's workplace coordinates somebody today: where referrals may be taken in.
create function somv_programmes_of_workplace() returns setof uuid language sql stable
security definer set search_path = public, pg_temp as $$
    select distinct c.programme_id
    from accounts_affiliation a
        join accounts_user u on u.id = a.user_id and u.is_active
        join citizens_careteammember m on m.organisation_id = a.organisation_id
        join citizens_citizen c on c.id = m.citizen_id
    where a.user_id = nullif(current_setting('app.user_id', true), '')::uuid
      and a.starts_on <= somv_today() and (a.ends_on is null or a.ends_on > somv_today())
      and m.place in ('coordinator', 'co-coordinator')
      and m.starts_on <= somv_today() and (m.ends_on is null or m.ends_on > somv_today())
$$;

-- "Adgangen er ophørt" (domain.md § 4): of the asker's own places that ended after `since`, where a consent once opened
-- something to the workplace: the case number and the coordinator's name and phone, and never the citizen's.
create function somv_ended_places(since date)
returns table (citizen uuid, case_number integer, coordinator text, phone text)
language sql stable security definer set search_path = public, pg_temp as $$
    select distinct c.id, own.case_number, now.name::text, coalesce(nullif(now.phone, ''), now.own_phone, '')::text
    from citizens_careteammember m
        join citizens_citizen own on own.id = m.citizen_id
        join citizens_citizen c on c.id = coalesce(own.merged_into_id, own.id)
        left join lateral (
            select k.name, k.phone, u.phone as own_phone
            from citizens_careteammember k left join accounts_user u on u.id = k.user_id
            where k.citizen_id = c.id and k.place = 'coordinator' and k.starts_on <= somv_today()
              and (k.ends_on is null or k.ends_on > somv_today())
            order by k.starts_on limit 1) now on true
    where m.user_id = nullif(current_setting('app.user_id', true), '')::uuid
      and (somv_has_role(m.user_id, 'partner') or somv_has_role(m.user_id, 'coordinator'))
      and m.place in ('participant', 'substitute')
      and m.starts_on <= somv_today() and m.ends_on > since and m.ends_on <= somv_today()
      and exists (select from citizens_consentscope s join citizens_consent k on k.id = s.consent_id
            where k.citizen_id = c.id and k.kind = 'exchange' and k.given_on <= somv_today()
              and s.organisation_id = m.organisation_id)
$$;

-- Two records become one: everybody's unsaved texts of the one are offered at the other. Only for who reaches both.
create function somv_move_drafts(merged uuid, kept uuid) returns void language plpgsql
security definer set search_path = public, pg_temp as $$
begin
    if nullif(current_setting('app.user_id', true), '') is not null and not exists (
            select from citizens_citizen k join citizens_citizen m on m.id = merged
            where k.id = kept and m.merged_into_id = kept
              and (k.programme_id in (select somv_my_programmes()) or k.id in (select somv_my_citizens()))) then
        raise exception 'who merges the two may move them' using errcode = 'insufficient_privilege';
    end if;
    update core_draft d set address = replace(d.address, merged::text, kept::text), revision = 2147483647
    where d.address like '%' || merged::text || '%'
      and not exists (select from core_draft other where other.user_id = d.user_id
            and other.address = replace(d.address, merged::text, kept::text));
end $$;
"""

NAMES = """
    somv_today(), somv_my_citizens(), somv_placed(uuid, date), somv_has_role(uuid, text), somv_under_way(uuid, date),
    somv_my_programmes(), somv_leads_all(), somv_case_number_taken(integer), somv_programmes_of_workplace(),
    somv_ended_places(date), somv_move_drafts(uuid, uuid), somv_mark(), somv_reached(), somv_led(), somv_leads(),
    somv_reaches_all(), somv_works_today()
"""
# The app asks about itself only; what takes an asker's key is the other functions' own.
ASKED = """
    somv_today(), somv_my_citizens(), somv_my_programmes(), somv_leads_all(), somv_case_number_taken(integer),
    somv_programmes_of_workplace(), somv_ended_places(date), somv_move_drafts(uuid, uuid), somv_mark(), somv_reached(),
    somv_led(), somv_leads(), somv_reaches_all(), somv_works_today()
"""
GRANTS = f"""
revoke all on function {NAMES} from public;
grant execute on function {ASKED} to somv_app, somv_worker;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("citizens", "0013_find_what_ends"),
        ("accounts", "0010_keep_calendar_keys"),
        ("core", "0005_outbox"),
    ]
    operations = [
        migrations.RunSQL([TODAY + RELATION + MY_CITIZENS + ONCE + QUESTIONS + GRANTS], f"drop function {NAMES}"),
    ]
