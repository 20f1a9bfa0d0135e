import django.contrib.postgres.fields
from django.db import migrations, models

from audit.enums import Kind, Outcome

SQL = """
create table audit_accessevent (
    at timestamptz not null,
    id uuid not null,
    request_id uuid not null,
    user_id uuid,
    user_name text not null,
    organisation_id uuid,
    organisation text not null,
    role text not null,
    kind text not null,
    outcome text not null,
    status smallint not null check (status >= 0),
    route text not null,
    programme_id uuid,
    citizens uuid[] not null,
    parts text[] not null,
    object_type text not null,
    object_id uuid,
    basis text not null,
    source inet,
    primary key (at, id)
) partition by range (at);

create index audit_accessevent_citizens on audit_accessevent using gin (citizens);
create index audit_accessevent_user on audit_accessevent (user_id, at desc);

create function audit_refuse() returns trigger language plpgsql as $$
begin
    raise exception 'the access log is insert-only' using errcode = 'insufficient_privilege';
end $$;

create trigger audit_insert_only before update or delete on audit_accessevent
    for each row execute function audit_refuse();

-- Truncate triggers and rights do not follow from the parent: each partition gets its own.
create function audit_ensure_partition(partition text, bounds text) returns void language plpgsql as $$
begin
    if to_regclass(partition) is null then
        execute format('create table %I partition of audit_accessevent %s', partition, bounds);
        execute format('create trigger audit_no_truncate before truncate on %I
                        for each statement execute function audit_refuse()', partition);
        execute format('revoke all on %I from somv_app, somv_worker', partition);
    end if;
end $$;

create function audit_ensure_partitions(months_ahead integer) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    first date := date_trunc('month', now() at time zone 'UTC');
    month date;
begin
    for i in 0..months_ahead loop
        month := first + make_interval(months => i);
        perform audit_ensure_partition(
            'audit_accessevent_' || to_char(month, 'YYYY_MM'),
            format('for values from (%L) to (%L)', month::text || ' 00:00+00',
                   (month + interval '1 month')::date::text || ' 00:00+00'));
    end loop;
end $$;

create function audit_readers_of(citizen uuid, days integer)
returns table (user_name text, organisation text, role text, times bigint, last timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
    select e.user_name, e.organisation, e.role, count(*), max(e.at)
    from audit_accessevent e
    where e.citizens @> array[citizen] and e.at > now() - make_interval(days => days) and e.outcome = 'given'
    group by 1, 2, 3
    order by 5 desc, 1
$$;

-- An event is never lost for want of a partition; a row here is an alarm.
select audit_ensure_partition('audit_accessevent_default', 'default');
select audit_ensure_partitions(3);

revoke all on audit_accessevent from somv_app, somv_worker;
grant insert on audit_accessevent to somv_app, somv_worker;
revoke all on function audit_ensure_partition(text, text) from public;
revoke all on function audit_ensure_partitions(integer) from public;
revoke all on function audit_readers_of(uuid, integer) from public;
grant execute on function audit_ensure_partitions(integer) to somv_worker;
grant execute on function audit_readers_of(uuid, integer) to somv_app;
"""

REVERSE = """
drop function audit_readers_of(uuid, integer);
drop function audit_ensure_partitions(integer);
drop function audit_ensure_partition(text, text);
drop table audit_accessevent;
drop function audit_refuse();
"""

TEXT = models.TextField(default="")


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.RunSQL(
            SQL,
            REVERSE,
            state_operations=[
                migrations.CreateModel(
                    name="AccessEvent",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "at", "id", blank=True, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("id", models.UUIDField()),
                        ("request_id", models.UUIDField()),
                        ("user_id", models.UUIDField(null=True)),
                        ("user_name", models.TextField(default="")),
                        ("organisation_id", models.UUIDField(null=True)),
                        ("organisation", models.TextField(default="")),
                        ("role", models.TextField(default="")),
                        ("kind", models.TextField(choices=Kind.choices)),
                        ("outcome", models.TextField(choices=Outcome.choices)),
                        ("status", models.PositiveSmallIntegerField()),
                        ("route", models.TextField()),
                        ("programme_id", models.UUIDField(null=True)),
                        (
                            "citizens",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.UUIDField(), default=list, size=None
                            ),
                        ),
                        (
                            "parts",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list, size=None
                            ),
                        ),
                        ("object_type", models.TextField(default="")),
                        ("object_id", models.UUIDField(null=True)),
                        ("basis", models.TextField(default="")),
                        ("source", models.GenericIPAddressField(null=True)),
                    ],
                    options={"db_table": "audit_accessevent", "ordering": ["-at", "-id"]},
                )
            ],
        ),
    ]
