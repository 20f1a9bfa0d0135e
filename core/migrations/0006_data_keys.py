from django.db import migrations

# No model: nothing but core.keyring speaks to it, on a connection of its own, and `flush` leaves it alone – an emptied
# key table would take every sealed value with it.
KEYS = """
create table core_datakey (
    id text primary key check (id ~ '^[A-Za-z0-9_-]{12}$'),
    field text not null check (field ~ '^[a-z0-9_]+[.][a-z0-9_]+$'),
    number integer not null check (number > 0),
    outer_key text not null check (outer_key ~ '^[0-9a-f]{8}$'),
    wrapped bytea not null check (length(wrapped) = 60),
    made_at timestamptz not null default now(),
    constraint core_datakey_once unique (field, number)
);
-- A key is made at the first use, so who serves and who works may add one. Only the owner's command re-wraps.
revoke update, delete, truncate on core_datakey from somv_app, somv_worker;

-- Whoever asks: what a key is for never changes, and a key that is gone is data that are gone.
create function core_datakey_stays() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and (new.id, new.field, new.number, new.made_at) = (old.id, old.field, old.number, old.made_at)
    then
        return new;
    end if;
    raise exception 'a data key is re-wrapped, and nothing else' using errcode = 'insufficient_privilege';
end $$;
create trigger core_datakey_stays before update or delete on core_datakey
    for each row execute function core_datakey_stays();
create trigger core_datakey_no_truncate before truncate on core_datakey
    for each statement execute function core_datakey_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0005_outbox")]
    operations = [
        migrations.RunSQL(KEYS, "drop table core_datakey; drop function core_datakey_stays()"),
    ]
