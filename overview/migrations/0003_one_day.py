"""The log's functions and the policies go by one day: what opens a page must not be refused by what the page asks."""

from django.db import migrations

AS_THE_POLICIES = """
create or replace function log_today() returns date language sql stable as $$ select somv_today() $$;
"""

BY_ITSELF = """
create or replace function log_today() returns date language sql stable as $$
    select (now() at time zone 'Europe/Copenhagen')::date
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("overview", "0002_emergency_log"), ("citizens", "0014_relation")]

    operations = [migrations.RunSQL(AS_THE_POLICIES, BY_ITSELF)]
