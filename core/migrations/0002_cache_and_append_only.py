from django.db import migrations

CACHE = """
create table core_cache (
    cache_key varchar(255) primary key,
    value text not null,
    expires timestamptz not null
);
create index core_cache_expires on core_cache (expires);
"""

# Attached to every history table and to the logbook; what was written stays as it was.
APPEND_ONLY = """
create function somv_append_only() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only', tg_table_name using errcode = 'insufficient_privilege';
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0001_uuidrange")]
    operations = [
        migrations.RunSQL(CACHE, "drop table core_cache"),
        migrations.RunSQL(APPEND_ONLY, "drop function somv_append_only()"),
    ]
