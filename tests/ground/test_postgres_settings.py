"""As whom one connects: never as a superuser, never by accident somewhere else."""

import subprocess

import psycopg
import pytest
from django.core.management.utils import get_random_secret_key

from core import postgres
from core.postgres.settings import parse_url
from tests.ground.conftest import PROJECT, PYTHON


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgresql://u:p@db.example:5433/n", ("u", "p", "db.example", "5433", "n", {})),
        ("postgres://u@h/n", ("u", "", "h", "", "n", {})),
        ("postgresql://u:p%40%2F%3A@h/n%20m", ("u", "p@/:", "h", "", "n m", {})),
        ("postgresql://u@%2FVar%2Frun%2Fpg:5432/n", ("u", "", "/Var/run/pg", "5432", "n", {})),
        ("postgresql:///n?host=/run/pg&user=u&port=6", ("u", "", "/run/pg", "6", "n", {})),
        ("postgresql://u:p@[::1]:5/n", ("u", "p", "::1", "5", "n", {})),
        ("postgresql://u:p@h/n?sslmode=verify-full", ("u", "p", "h", "", "n", {"sslmode": "verify-full"})),
    ],
)
def test_addresses(url, expected):
    found = parse_url(url)
    assert tuple(found[key] for key in ("USER", "PASSWORD", "HOST", "PORT", "NAME", "OPTIONS")) == expected


@pytest.mark.parametrize("url", ["mysql://u:geheim@h/n", "postgresql://u:geheim@h:x/n", "postgresql://u:geheim@h"])
def test_a_wrong_address_is_refused_without_its_password(url):
    with pytest.raises(postgres.DatabaseNotConfigured) as refused:
        parse_url(url)
    assert "geheim" not in str(refused.value)


def test_a_role_without_an_address_never_falls_back_to_another_server(own_var, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://somv_app@h/n")
    assert postgres.database_settings("app")["HOST"] == "h"
    with pytest.raises(postgres.DatabaseNotConfigured, match="DATABASE_OWNER_URL"):
        postgres.database_settings("owner")
    assert not postgres.is_running(postgres.locate())


def test_off_starts_nothing(own_var, monkeypatch):
    monkeypatch.setenv("SOMV_PG", "off")
    postgres.database_settings("app")
    assert list(own_var.iterdir()) == []


def connect(role: str) -> psycopg.Connection:
    found = postgres.database_settings(role)
    return psycopg.connect(host=found["HOST"], port=found["PORT"], user=found["USER"], dbname=found["NAME"])


def test_what_each_role_is(own_var):
    attributes = "select rolsuper, rolcreaterole, rolcreatedb, rolbypassrls from pg_roles where rolname = current_user"
    found = {}
    for role in postgres.ROLES:
        with connect(role) as connection:
            found[role] = connection.execute(attributes).fetchone()
    nothing = (False, False, False, False)
    assert found == {"app": nothing, "worker": nothing, "owner": nothing, "backup": (False, False, False, True)}


def test_only_the_owner_makes_tables_and_all_may_work_in_them(own_var):
    with connect("owner") as owner:
        owner.execute("create table thing (id int generated always as identity primary key, name text)")
        owner.execute("create type span as range (subtype = uuid)")
    for role in ("app", "worker"):
        with connect(role) as connection:
            connection.execute("insert into thing (name) values ('x')")
            connection.execute("select span(gen_random_uuid(), null)")
            for refused in ("create table mine (id int)", "truncate thing", "drop table thing"):
                with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
                    connection.execute(refused)
    with connect("backup") as backup:
        assert backup.execute("select count(*) from thing").fetchone() == (2,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            backup.execute("insert into thing (name) values ('x')")


def test_the_demo_server_has_none_of_the_tests_grants(own_var):
    with connect("owner") as owner:
        owner.autocommit = True
        for refused in ("set role somv_app", "set session_replication_role = replica", "create database other"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                owner.execute(refused)


def test_danish_letters_fold(own_var):
    with connect("app") as connection:
        assert connection.execute("select lower('ÆØÅ'), upper('æøå')").fetchone() == ("æøå", "ÆØÅ")


@pytest.mark.parametrize(
    ("command", "user"),
    [("migrate", "somv_owner"), ("createcachetable", "somv_owner"), ("demo", "somv_worker"), ("shell", "somv_app")],
)
def test_manage_py_connects_as(command, user):
    code = f"import manage; print(manage.database_role(['manage.py', '{command}']))"
    done = subprocess.run([PYTHON, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert f"somv_{done.stdout.strip()}" == user


def test_passwords_come_from_outside(own_var):
    """As the database container's first start and CI do it."""
    cluster = postgres.ensure_running()
    password = get_random_secret_key()
    script = (PROJECT / "core" / "sql" / "roles.sql").read_text()
    with psycopg.connect(host=str(cluster.socket), user="postgres", dbname="somv", autocommit=True) as server:
        server.execute("select set_config('somv.app_password', %s, false)", [password])
        for _ in range(2):  # safe to run again
            server.execute(script)
        found = server.execute("select rolname from pg_authid where rolpassword is not null").fetchall()
    assert found == [("somv_app",)]
