"""What the asker reaches is found once a statement and kept in a cursor of the transaction, not as text (ADR 0023).

A statement of a list asks for nine policed tables. Reading seven hundred keys from text anew for each took a third of a
millisecond; a cursor hands them out as they are. Cursor and setting go the same way when a savepoint is rolled back: the
setting that names a cursor never outlives it, but for one that was closed since, and a new statement looks first.

What is found is as before, and found in half the time: the person and the workplaces are looked at once and not beside
each place, the merged records by one search for all.
"""

from importlib import import_module

from django.db import migrations

EMERGENCIES = import_module("citizens.migrations.0019_keep_emergencies")

IN_A_CURSOR = """
create or replace function somv_reached() returns uuid[] language plpgsql stable as $$
declare
    mark text := public.somv_mark();
    held refcursor := current_setting('somv.reached', true);
    found uuid[];
begin
    if current_setting('somv.reached_at', true) = mark then
        fetch first from held into found;
        return found;
    end if;
    if exists (select from pg_catalog.pg_cursors where name = held::text and name <> '') then
        close held;  -- an earlier statement's: a transaction keeps one, however long it is
    end if;
    held := null;
    found := array(select public.somv_my_citizens());
    open held scroll for select found;
    perform set_config('somv.reached', held::text, true), set_config('somv.reached_at', mark, true);
    return found;
end $$;
"""
AS_TEXT = """
create or replace function somv_reached() returns uuid[] language plpgsql stable as $$
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
"""

PLACED_ONCE = """
create or replace function somv_placed(asker uuid, day date) returns setof uuid language plpgsql stable rows 50
security definer set search_path = public, pg_temp as $$
begin
    if exists (select from accounts_user u where u.id = asker and u.is_active) then
        return query
            select m.citizen_id from citizens_careteammember m
            where m.user_id = asker and m.starts_on <= day and (m.ends_on is null or m.ends_on > day)
                and m.organisation_id = any (array(
                    select a.organisation_id from accounts_affiliation a
                    where a.user_id = asker and a.role in ('coordinator', 'partner')
                        and a.starts_on <= day and (a.ends_on is null or a.ends_on > day)));
    end if;
end $$;
"""
PLACED_JOINED = """
create or replace function somv_placed(asker uuid, day date) returns setof uuid language plpgsql stable rows 50
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
"""
# Another way to a citizen is one more `union` here.
MY_CITIZENS = """
create or replace function somv_my_citizens() returns setof uuid language plpgsql stable rows 50
security definer set search_path = public, pg_temp as $$
declare
    asker uuid := nullif(current_setting('app.user_id', true), '')::uuid;
    placed uuid[];
begin
    if asker is null then
        return;
    end if;
    placed := array(select somv_placed(asker, somv_today()));
    return query
        select unnest(placed)
        union
        -- a record that was merged is read through the one that was kept (ADR 0016)
        select c.id from citizens_citizen c where c.merged_into_id = any (placed)
        union
        select somv_in_emergency(asker);
    if nullif(current_setting('app.acting_on', true), '') is not null
        or nullif(current_setting('app.letting_go', true), '') is not null then
        return query select somv_under_way(asker, somv_today());
    end if;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("citizens", "0023_keep_reviews")]
    operations = [
        migrations.RunSQL(PLACED_ONCE + MY_CITIZENS + IN_A_CURSOR, PLACED_JOINED + EMERGENCIES.WITH + AS_TEXT)
    ]
