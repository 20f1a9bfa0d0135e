"""What was read by an emergency access, for the one who reviews it; and emergency access among who could see (ADR 0024)."""

import importlib

from django.db import migrations

_first = importlib.import_module("overview.migrations.0001_log_questions")

# The one who leads the programme reviews the use, not the case: times and kinds, no part of what was read.
LOOKS = """
create function log_of_emergency(p_access uuid) returns table (at timestamptz, kind text)
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
    used citizens_emergencyaccess;
begin
    select * into used from citizens_emergencyaccess where id = p_access;
    if used.id is null or used.user_id = log_reader() or not log_role('lead') or not exists (
            select from citizens_programmelead l join citizens_citizen c on c.programme_id = l.programme_id
            where c.id = used.citizen_id and l.user_id = log_reader()
              and l.starts_on <= log_today() and (l.ends_on is null or l.ends_on > log_today())) then
        raise exception 'the one who reviews it may read this' using errcode = 'insufficient_privilege';
    end if;
    return query
        select e.at, e.kind from audit_accessevent e
        where e.citizens && array[used.citizen_id] and e.user_id = used.user_id and e.outcome = 'given'
          and e.at between used.opened_at - interval '1 minute' and used.ends_at + interval '1 minute'
          and e.basis = 'emergency:' || p_access
        order by e.at, e.id;
end $$;
revoke all on function log_of_emergency(uuid) from public;
grant execute on function log_of_emergency(uuid) to somv_app;
"""

_EMERGENCY = """
            union
            select e.user_id, e.organisation_id, 'emergency',
                array['addiction', 'psychiatry', 'somatic', 'social', 'crisis'], 'emergency', false, array['partner']
            from citizens_emergencyaccess e
            where e.citizen_id = any(records) and e.opened_at < day_end and e.ends_at > day_start)
        select f.user_id,"""
COULD_SEE = _first.COULD_SEE.replace("create function", "create or replace function")
assert COULD_SEE.count(")\n        select f.user_id,") == 1
WITH = COULD_SEE.replace(")\n        select f.user_id,", _EMERGENCY)


class Migration(migrations.Migration):
    dependencies = [("overview", "0001_log_questions"), ("citizens", "0019_keep_emergencies")]
    operations = [
        migrations.RunSQL([LOOKS], "drop function log_of_emergency(uuid)"),
        migrations.RunSQL([WITH], [COULD_SEE]),
    ]
