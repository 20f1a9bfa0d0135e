-- Extra grants of a server that holds nothing but test databases. Never run on any other: it lets the owner
-- become the app or a test, and switch the append-only triggers off.
--
-- Run as a superuser after roles.sql; safe to run again.

alter role somv_owner createdb;

-- A test's own look at the tables: exactly the app's grants, and every row whatever the policies say. What a test asks
-- of the product itself runs as somv_app (tests/middleware.py).
do $$
begin
    if not exists (select from pg_roles where rolname = 'somv_tester') then
        create role somv_tester;
    end if;
    alter role somv_tester nologin nosuperuser nocreaterole noreplication inherit bypassrls;
end
$$;
grant somv_app to somv_tester;

do $$
begin
    -- Become them, but inherit nothing: the owner must not satisfy policies written for the app.
    if current_setting('server_version_num')::int >= 160000 then
        execute 'grant somv_app, somv_worker, somv_tester to somv_owner with inherit false, set true';
    else
        alter role somv_owner noinherit;
        grant somv_app, somv_worker, somv_tester to somv_owner;
    end if;
end
$$;

-- The flush between tests silences append-only triggers by this setting.
grant set on parameter session_replication_role to somv_owner;
