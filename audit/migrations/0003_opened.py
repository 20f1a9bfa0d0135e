"""Who has opened how many citizens within the hour, for the limit of the door (ADR 0037)."""

from django.db import migrations

# By the index of the log on person and time. Nothing but the caller's own last hour; nothing at all below the limit.
# A list names citizens that nobody has chosen, unless it is about one; emergency access has its own limit.
OPENED = """
create function audit_opened(p_user uuid, p_most integer) returns jsonb
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
    found jsonb;
begin
    select case when count(*) >= p_most then jsonb_object_agg(opened.citizen, opened.last) end into found
    from (
        select named.citizen, extract(epoch from max(e.at)) as last
        from audit_accessevent e cross join lateral unnest(e.citizens) as named (citizen)
        where e.user_id = p_user and e.at > now() - interval '1 hour' and e.outcome = 'given'
          and e.kind <> 'search' and e.basis not like '%emergency%' and e.object_type not like 'audit.%'
          and (e.kind <> 'list' or cardinality(e.citizens) = 1)
        group by named.citizen) opened;
    return found;
end $$;
revoke all on function audit_opened(uuid, integer) from public;
grant execute on function audit_opened(uuid, integer) to somv_app;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_sealing")]
    operations = [migrations.RunSQL([OPENED], "drop function audit_opened(uuid, integer)")]
