-- The four roles of the product and what they may do in the database this is run in.
--
-- Run as a superuser, connected to the product's own database; safe to run again. Used by the embedded
-- server, by docker-compose's first start and by CI on a server of its own. Plain SQL (no psql commands).
-- Oldest PostgreSQL supported: 15 (from there on nobody but a database's owner may create in "public").
--
-- Passwords come from outside as settings of the session; a role whose setting is absent keeps what it has:
--   PGOPTIONS="-c somv.owner_password=… -c somv.app_password=…" psql -1 -v ON_ERROR_STOP=1 -d somv -f roles.sql
--
--   somv_owner   owns every object and migrates; no superuser: row-level security can bind it, too (FORCE)
--   somv_app     serves; owns nothing, may not bypass row-level security
--   somv_worker  works off the outbox and the schedule
--   somv_backup  reads everything: pg_dump under row-level security would write 0 rows and exit happily

-- Roles belong to the whole server: two runs at once would trip over each other's catalogue rows.
select pg_advisory_lock(hashtext('somv roles'));

do $$
declare
    part record;
    word text;
begin
    for part in
        select * from (values
            ('somv_owner', 'nobypassrls', 'somv.owner_password'),
            ('somv_app', 'nobypassrls', 'somv.app_password'),
            ('somv_worker', 'nobypassrls', 'somv.worker_password'),
            ('somv_backup', 'bypassrls', 'somv.backup_password')
        ) as t (name, row_security, setting)
    loop
        if not exists (select from pg_roles where rolname = part.name) then
            execute format('create role %I', part.name);
        end if;
        execute format('alter role %I login nosuperuser nocreaterole noreplication %s', part.name, part.row_security);
        word := nullif(current_setting(part.setting, true), '');
        if word is not null then
            execute format('alter role %I password %L', part.name, word);
        end if;
    end loop;
    execute format('alter database %I owner to somv_owner', current_database());
    execute format('revoke all on database %I from public', current_database());
    execute format('grant connect on database %I to somv_app, somv_worker, somv_backup', current_database());
end
$$;

grant pg_read_all_data to somv_backup;

-- A page that hangs must not hold its locks for long; the owner (migrations) and backups may take their time.
alter role somv_app set statement_timeout = '30s';
alter role somv_app set lock_timeout = '10s';
alter role somv_app set idle_in_transaction_session_timeout = '60s';

alter schema public owner to somv_owner;
revoke all on schema public from public;
grant usage on schema public to somv_app, somv_worker, somv_backup;

-- Every table made later opens itself to those who serve and work; a log or a history table takes it back in its migration.
alter default privileges for role somv_owner in schema public
    grant select, insert, update, delete on tables to somv_app, somv_worker;
alter default privileges for role somv_owner in schema public
    grant usage on sequences to somv_app, somv_worker;

select pg_advisory_unlock(hashtext('somv roles'));
