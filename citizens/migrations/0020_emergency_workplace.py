"""The second wall keeps an emergency access to the workplace it was opened from, as the finder does (ADR 0024).

Who works elsewhere from today, also in a sector that may open one, reaches nothing by what was opened before.
"""

from django.db import migrations

BEFORE = """
create or replace function somv_in_emergency(asker uuid) returns setof uuid language sql stable rows 1
security definer set search_path = public, pg_temp as $$
    select e.citizen_id from citizens_emergencyaccess e
    where e.user_id = asker and e.ends_at > clock_timestamp() and somv_may_open_emergency(asker)
$$;
"""
AFTER = """
create or replace function somv_in_emergency(asker uuid) returns setof uuid language sql stable rows 1
security definer set search_path = public, pg_temp as $$
    select e.citizen_id from citizens_emergencyaccess e
        join accounts_affiliation a on a.user_id = asker and a.organisation_id = e.organisation_id
            and a.starts_on <= somv_today() and (a.ends_on is null or a.ends_on > somv_today())
    where e.user_id = asker and e.ends_at > clock_timestamp() and somv_may_open_emergency(asker)
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("citizens", "0019_keep_emergencies")]
    operations = [migrations.RunSQL(AFTER, BEFORE)]
