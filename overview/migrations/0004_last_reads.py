"""When somebody last read a case, for the one who goes through who is in which network (ADR 0031)."""

from django.db import migrations

# Only for the one who leads the programme of all of them today, and only of these people and citizens. A name on a list
# is not a reading. By the index of the log on person and time.
LAST_READS = """
create function log_last_reads(p_people uuid[], p_citizens uuid[], p_since timestamptz)
returns table (user_id uuid, citizen uuid, last timestamptz)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
    if not log_role('lead') or exists (
            select from citizens_citizen c
            where c.id = any (p_citizens) and not exists (
                select from citizens_programmelead l
                where l.programme_id = c.programme_id and l.user_id = log_reader()
                  and l.starts_on <= log_today() and (l.ends_on is null or l.ends_on > log_today()))) then
        raise exception 'the one who leads the programme may read this' using errcode = 'insufficient_privilege';
    end if;
    return query
        select e.user_id, named.citizen, max(e.at)
        from audit_accessevent e cross join lateral unnest(e.citizens) as named (citizen)
        where e.user_id = any (p_people) and e.at >= p_since and e.outcome = 'given'
          and e.kind not in ('list', 'search') and named.citizen = any (p_citizens)
        group by 1, 2;
end $$;
revoke all on function log_last_reads(uuid[], uuid[], timestamptz) from public;
grant execute on function log_last_reads(uuid[], uuid[], timestamptz) to somv_app;
"""


class Migration(migrations.Migration):
    dependencies = [("overview", "0003_one_day"), ("citizens", "0023_keep_reviews")]
    operations = [migrations.RunSQL([LAST_READS], "drop function log_last_reads(uuid[], uuid[], timestamptz)")]
