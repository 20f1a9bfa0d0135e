import django.contrib.postgres.fields
from django.db import migrations, models
from django.db.models.functions import Now

CRITERION = "alter table audit_accessevent add column criterion text not null default ''"

SEALS = """
create table audit_seal (
    at timestamptz not null,
    id uuid not null,
    n bigint not null check (n > 0),
    form smallint not null check (form > 0),
    key text not null,
    prev bytea not null,
    mac bytea not null check (length(mac) = 32),
    sealed_at timestamptz not null default now(),
    primary key (at, id)
) partition by range (at);
create index audit_seal_n on audit_seal (n);
create trigger audit_insert_only before update or delete on audit_seal
    for each row execute function audit_refuse();

create table audit_retired (
    month date primary key,
    first_n bigint not null,
    last_n bigint not null check (last_n >= first_n),
    kept bigint[] not null,
    head bytea not null,
    key text not null,
    mac bytea not null,
    retired_at timestamptz not null default now()
);
create trigger audit_insert_only before update or delete on audit_retired
    for each row execute function audit_refuse();
create trigger audit_no_truncate before truncate on audit_retired
    for each statement execute function audit_refuse();

-- As before; the name says which of the two tables the partition is of.
create or replace function audit_ensure_partition(partition text, bounds text) returns void language plpgsql as $$
declare
    parent text := case when partition like 'audit_seal_%' then 'audit_seal' else 'audit_accessevent' end;
begin
    if to_regclass(partition) is null then
        execute format('create table %I partition of %I %s', partition, parent, bounds);
        execute format('create trigger audit_no_truncate before truncate on %I
                        for each statement execute function audit_refuse()', partition);
        execute format('revoke all on %I from somv_app, somv_worker', partition);
    end if;
end $$;

create or replace function audit_ensure_partitions(months_ahead integer) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    first date := date_trunc('month', now() at time zone 'UTC');
    month date;
    bounds text;
begin
    for i in 0..months_ahead loop
        month := first + make_interval(months => i);
        bounds := format('for values from (%L) to (%L)', month::text || ' 00:00+00',
                         (month + interval '1 month')::date::text || ' 00:00+00');
        perform audit_ensure_partition('audit_accessevent_' || to_char(month, 'YYYY_MM'), bounds);
        perform audit_ensure_partition('audit_seal_' || to_char(month, 'YYYY_MM'), bounds);
    end loop;
end $$;

-- The seals of an event lie in the same month as the event, or they could not be dropped with it.
do $$
declare
    part record;
begin
    for part in
        select c.relname, pg_get_expr(c.relpartbound, c.oid) as bounds
        from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'audit_accessevent'::regclass
    loop
        perform audit_ensure_partition(replace(part.relname, 'audit_accessevent_', 'audit_seal_'), part.bounds);
    end loop;
end $$;

-- What has no seal yet, oldest first: also what a slow request wrote after its neighbours were sealed.
create function audit_unsealed(since timestamptz, most integer) returns setof audit_accessevent
language sql stable security definer set search_path = public, pg_temp as $$
    select e.* from audit_accessevent e
    where e.at >= coalesce(since, '-infinity'::timestamptz)
      and not exists (select from audit_seal s where s.at = e.at and s.id = e.id
                      and s.at >= coalesce(since, '-infinity'::timestamptz))
    order by e.at, e.id limit most
$$;

create function audit_head() returns table (n bigint, mac bytea, sealed_at timestamptz, waiting bigint, strays bigint)
language sql stable security definer set search_path = public, pg_temp as $$
    select coalesce(s.n, r.last_n, 0), coalesce(s.mac, r.head, ''::bytea), s.sealed_at,
        (select count(*) from audit_accessevent e where e.at between now() - interval '1 hour' and now() - interval '1 minute'
             and not exists (select from audit_seal x where x.at = e.at and x.id = e.id
                             and x.at > now() - interval '1 hour')),
        (select count(*) from audit_accessevent_default)
    from (select 1) one
    left join lateral (select * from audit_seal order by audit_seal.n desc limit 1) s on true
    left join lateral (select * from audit_retired order by last_n desc limit 1) r on true
$$;

create function audit_months_before(day date) returns table (month date)
language sql stable security definer set search_path = public, pg_temp as $$
    select to_date(right(c.relname, 7), 'YYYY_MM') as month
    from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'audit_accessevent'::regclass and c.relname ~ '_[0-9]{4}_[0-9]{2}$'
      and to_date(right(c.relname, 7), 'YYYY_MM') < day
    order by 1
$$;

-- What is put on record before a month goes: its numbers, and which between them are another month's.
create function audit_month(month date) returns table (first_n bigint, last_n bigint, kept bigint[], head bytea)
language sql stable security definer set search_path = public, pg_temp as $$
    with bounds as (
        select (month::text || ' 00:00+00')::timestamptz as low,
               ((month + interval '1 month')::date::text || ' 00:00+00')::timestamptz as high),
    own as (select min(s.n) as first_n, max(s.n) as last_n from audit_seal s, bounds where s.at >= low and s.at < high)
    select own.first_n, own.last_n,
        array(select s.n from audit_seal s, bounds where s.n between own.first_n and own.last_n
              and not (s.at >= low and s.at < high) order by s.n),
        coalesce((select s.mac from audit_seal s where s.n = own.last_n), ''::bytea)
    from own
$$;

create function audit_retire(
    gone date, first_n bigint, last_n bigint, kept bigint[], head bytea, key text, mac bytea) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    suffix text := to_char(gone, 'YYYY_MM');
    events bigint;
    seals bigint;
begin
    if gone <> date_trunc('month', gone)::date or gone > now() - interval '13 months' then
        raise exception 'not a month that may be dropped: %', gone using errcode = 'insufficient_privilege';
    end if;
    execute format('select count(*) from %I', 'audit_accessevent_' || suffix) into events;
    execute format('select count(*) from %I', 'audit_seal_' || suffix) into seals;
    if events <> seals then
        raise exception 'the month % is not wholly sealed', gone;
    end if;
    if last_n is not null then
        insert into audit_retired (month, first_n, last_n, kept, head, key, mac)
        values (gone, first_n, last_n, kept, head, key, mac);
    end if;
    execute format('drop table %I', 'audit_accessevent_' || suffix);
    execute format('drop table %I', 'audit_seal_' || suffix);
end $$;

revoke all on audit_seal, audit_retired from somv_app, somv_worker;
grant insert on audit_seal to somv_worker;
revoke all on function audit_unsealed(timestamptz, integer), audit_head(), audit_months_before(date), audit_month(date),
    audit_retire(date, bigint, bigint, bigint[], bytea, text, bytea) from public;
grant execute on function audit_unsealed(timestamptz, integer), audit_head(), audit_months_before(date), audit_month(date),
    audit_retire(date, bigint, bigint, bigint[], bytea, text, bytea) to somv_worker;
grant execute on function audit_head() to somv_app;
"""

REVERSE = """
drop function audit_retire(date, bigint, bigint, bigint[], bytea, text, bytea);
drop function audit_month(date);
drop function audit_months_before(date);
drop function audit_head();
drop function audit_unsealed(timestamptz, integer);
drop table audit_retired;
drop table audit_seal;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [
        migrations.RunSQL(
            CRITERION,
            "alter table audit_accessevent drop column criterion",
            state_operations=[migrations.AddField("accessevent", "criterion", models.TextField(default=""))],
        ),
        migrations.RunSQL(
            SEALS,
            REVERSE,
            state_operations=[
                migrations.CreateModel(
                    name="Seal",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "at", "id", blank=True, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("id", models.UUIDField()),
                        ("n", models.BigIntegerField()),
                        ("form", models.PositiveSmallIntegerField()),
                        ("key", models.TextField()),
                        ("prev", models.BinaryField()),
                        ("mac", models.BinaryField()),
                        ("sealed_at", models.DateTimeField(db_default=Now())),
                    ],
                    options={"db_table": "audit_seal", "ordering": ["n"]},
                ),
                migrations.CreateModel(
                    name="RetiredMonth",
                    fields=[
                        ("month", models.DateField(primary_key=True, serialize=False)),
                        ("first_n", models.BigIntegerField()),
                        ("last_n", models.BigIntegerField()),
                        ("kept", django.contrib.postgres.fields.ArrayField(models.BigIntegerField(), size=None)),
                        ("head", models.BinaryField()),
                        ("key", models.TextField()),
                        ("mac", models.BinaryField()),
                        ("retired_at", models.DateTimeField(db_default=Now())),
                    ],
                    options={"db_table": "audit_retired", "ordering": ["month"]},
                ),
            ],
        ),
    ]
