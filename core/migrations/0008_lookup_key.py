"""Under which look-up key the hashes stand, so that a process with another one does not start (ADR 0034)."""

from django.conf import settings
from django.db import migrations

from core.lookup_key import name_of

# No model, like core_datakey: `flush` leaves it alone. Only the owner's command writes.
STANDS = """
create table core_lookupkey (
    only_one boolean primary key default true check (only_one),
    name text not null check (name ~ '^[0-9a-f]{8}$'),
    since timestamptz not null default now(),
    finished boolean not null default true
);
revoke insert, update, delete, truncate on core_lookupkey from somv_app, somv_worker;
"""


def name_the_key_in_use(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("insert into core_lookupkey (name) values (%s)", [name_of(settings.SOMV_LOOKUP_KEY)])


class Migration(migrations.Migration):
    dependencies = [("core", "0007_policies")]
    operations = [
        migrations.RunSQL(STANDS, "drop table core_lookupkey"),
        migrations.RunPython(name_the_key_in_use, migrations.RunPython.noop),
    ]
