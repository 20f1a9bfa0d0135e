"""A new outer key touches the key table only; a new data key touches nothing; what is old is brought up to date."""

import base64
import io
import os

import pytest
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command
from django.db import connection

from citizens.models import Citizen
from core.checks import data_keys_open
from core.fields import seal
from core.keyring import Unreadable, aside, outer_keys, stored
from core.models import Draft
from manage import database_role
from tests.roles import OWNER, as_owner

SECRET = base64.urlsafe_b64encode(os.urandom(32)).decode()
ROWS = "select md5(string_agg(t::text, '|' order by t::text)) from {} t"
SEALED = ("citizens_citizen", "citizens_historicalcitizen", "core_job", "core_draft", "mfa_authenticator")


def bytes_of(*tables: str) -> list[str]:
    found = []
    with as_owner(), connection.cursor() as cursor:
        for table in tables:
            cursor.execute(ROWS.format(table))
            found.append(cursor.fetchone()[0])
    return found


def outer_names() -> set[str]:
    with connection.cursor() as cursor:
        return {row.outer_key for row in stored(cursor)}


def run(name: str, *args: str, **options: object) -> str:
    told = io.StringIO()
    with as_owner():
        call_command(name, *args, stdout=told, stderr=told, **options)
    return told.getvalue()


@pytest.fixture
def one_by_one(cast):
    """A citizen, a history, a draft: something under several keys."""
    Draft.objects.create(user=cast.koordinator, address="/x/", content="{}", updated_at="2026-11-23T10:00Z")
    return cast.peter


@pytest.mark.django_db
def test_a_new_outer_key_rewraps_the_keys_and_leaves_every_row_as_it_is(one_by_one, settings):
    """All within the test's transaction: the rows of the key table are as before when it ends."""
    old, cpr = settings.SOMV_FIELD_KEYS[0], one_by_one.cpr
    before, names = bytes_of(*SEALED), outer_names()
    settings.SOMV_FIELD_KEYS = [SECRET, old]
    told = run("rotate_keys")
    assert f"{len(_rows())} were re-wrapped" in told and "Keep the older keys" not in told
    assert bytes_of(*SEALED) == before
    assert len(outer_names()) == 1 and not outer_names() & names
    settings.SOMV_FIELD_KEYS = [SECRET]
    assert data_keys_open(databases=["default"]) == []
    assert {len(row.opened(outer_keys())) for row in _rows()} == {32}  # each one opens under the new key alone
    assert cpr == one_by_one.cpr
    assert "; 0 were re-wrapped" in run("rotate_keys")
    settings.SOMV_FIELD_KEYS = [old]
    assert {error.id for error in data_keys_open(databases=["default"])} == {"core.E007"}


@pytest.mark.django_db(transaction=True)
def test_after_the_rotation_a_fresh_process_reads_everything_with_the_new_key_only(one_by_one, settings):
    old, plain = settings.SOMV_FIELD_KEYS[0], (one_by_one.cpr, one_by_one.address, one_by_one.phone)
    try:
        settings.SOMV_FIELD_KEYS = [SECRET, old]
        run("rotate_keys")
        settings.SOMV_FIELD_KEYS = [SECRET]  # another ring, as in a process that has just begun
        fresh = Citizen.objects.get(pk=one_by_one.pk)
        assert (fresh.cpr, fresh.address, fresh.phone) == plain
        assert fresh.history.first().cpr == plain[0]
        assert Draft.objects.get().content == "{}"
    finally:
        settings.SOMV_FIELD_KEYS = [old, SECRET]
        run("rotate_keys")  # keys are kept for good, for the next test, too


@pytest.mark.django_db
def test_without_the_old_key_nothing_is_changed(one_by_one, settings):
    settings.SOMV_FIELD_KEYS = [SECRET]
    before = bytes_of("core_datakey")
    with pytest.raises(CommandError, match=r"Nothing was changed: .* which SOMV_FIELD_KEYS does not name"):
        run("rotate_keys")
    assert bytes_of("core_datakey") == before


@pytest.mark.django_db(transaction=True)
def test_a_new_data_key_is_for_new_values_and_the_old_one_goes_on_reading(one_by_one):
    before, field = bytes_of(*SEALED), "citizens_citizen.cpr"
    first = _token(one_by_one)
    assert f"{field}: a new key." in run("new_data_key", field)
    assert bytes_of(*SEALED) == before
    assert Citizen.objects.get(pk=one_by_one.pk).cpr == one_by_one.cpr
    assert seal("x", field).split(":")[1] not in first
    with pytest.raises(CommandError, match=r"Name a column that has a key, or --all: .*citizens_citizen\.cpr"):
        run("new_data_key", "citizens_citizen.nothing")
    with pytest.raises(CommandError, match="Name a column"):
        run("new_data_key")
    assert run("new_data_key", all=True).count("a new key") == len({row.field for row in _rows()})


@pytest.mark.django_db(transaction=True)
def test_what_was_sealed_before_there_were_data_keys_is_sealed_anew(one_by_one, settings):
    def before(text: str) -> str:
        return Fernet(settings.SOMV_FIELD_KEYS[0]).encrypt(text.encode()).decode()

    factor = Authenticator.objects.create(
        user_id=Draft.objects.get().user_id, type="totp", data={"secret": before("GEHEIM"), "n": 1}
    )
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("update citizens_citizen set cpr = %s", [before("1312480001")])
        cursor.execute("alter table citizens_historicalcitizen disable trigger somv_append_only")
        cursor.execute("update citizens_historicalcitizen set phone = %s", [before("12 34 56 78")])
        cursor.execute("alter table citizens_historicalcitizen enable trigger somv_append_only")
    told = run("rotate_keys")
    assert "Keep the older keys" in told and "citizens_historicalcitizen.phone (" in told
    told = run("reseal")
    citizens = Citizen.objects.count()
    assert f"citizens_citizen.cpr: {citizens}\n" in told and "mfa_authenticator.data: 1" in told
    assert told.endswith("none is left.\n")
    assert {row.cpr for row in Citizen.objects.order_by("pk")} == {"1312480001"}
    assert one_by_one.history.first().phone == "12 34 56 78"
    factor.refresh_from_db()
    assert factor.wrap().validate_code and factor.data["secret"].startswith("v1:") and factor.data["n"] == 1
    assert run("reseal") == "0 values were sealed anew; none is left.\n"
    assert "Keep the older keys" not in run("rotate_keys")
    with as_owner(), connection.cursor() as cursor, pytest.raises(Exception, match="append-only"):
        cursor.execute("update citizens_historicalcitizen set phone = ''")


@pytest.mark.django_db(transaction=True)
def test_an_old_value_that_does_not_open_is_named_and_left(one_by_one, settings):
    foreign = Fernet(SECRET).encrypt(b"x").decode()
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("update citizens_citizen set phone = %s where id = %s", [foreign, one_by_one.pk])
    with pytest.raises(CommandError, match=r"citizens_citizen\.phone: .* its key is gone"):
        run("reseal")
    assert _token(one_by_one, "phone") == foreign
    with pytest.raises(Unreadable):
        Citizen.objects.get(pk=one_by_one.pk)


def test_the_commands_connect_as_the_owner():
    assert {database_role(["manage.py", name]) for name in ("rotate_keys", "new_data_key", "reseal")} == {
        OWNER.removeprefix("somv_")
    }


def _token(citizen: Citizen, column: str = "cpr") -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"select {column} from citizens_citizen where id = %s", [citizen.pk])
        return cursor.fetchone()[0]


def _rows() -> list:
    with aside() if not connection.in_atomic_block else connection.cursor() as cursor:
        return stored(cursor)
