"""What is sealed cannot be read from a copied disk, stays where it was put, and says when it was tampered with."""

import base64

import pytest
from cryptography.fernet import Fernet
from django.conf import settings
from django.db import connection

from citizens.models import Citizen
from core.fields import keyed_hash, seal, seal_bytes, unseal, unseal_bytes
from core.keyring import Unreadable
from tests.roles import as_owner

pytestmark = pytest.mark.django_db
CPR, PHONE = "citizens_citizen.cpr", "citizens_citizen.phone"


def stored(citizen: Citizen, column: str, table: str = "citizens_citizen") -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"select {column} from {table} where id = %s order by revision desc", [citizen.pk])
        return cursor.fetchone()[0]


def as_before(text: str) -> str:
    """As it was sealed before there were data keys."""
    return Fernet(settings.SOMV_FIELD_KEYS[0]).encrypt(text.encode()).decode()


@pytest.mark.parametrize("table", ["citizens_citizen", "citizens_historicalcitizen"])
@pytest.mark.parametrize("column", ["cpr", "address", "phone"])
def test_the_database_and_the_history_hold_ciphertext(cast, column, table):
    plain = getattr(cast.peter, column)
    token = stored(cast.peter, column, table)
    assert plain and plain not in token and token.startswith("v1:")
    assert unseal(token, f"{table}.{column}") == plain
    assert getattr(Citizen.objects.get(pk=cast.peter.pk), column) == plain
    assert getattr(cast.peter.history.first(), column) == plain


def test_each_column_has_a_key_of_its_own(cast):
    names = {
        stored(cast.peter, column, table).split(":")[1]
        for column in ("cpr", "address", "phone")
        for table in ("citizens_citizen", "citizens_historicalcitizen")
    }
    assert len(names) == 6


def test_a_value_moved_to_another_column_does_not_open(cast):
    """Who can write the table but not read it could put a number where a phone is shown, and read it there."""
    with connection.cursor() as cursor:
        cursor.execute("update citizens_citizen set phone = cpr where id = %s", [cast.peter.pk])
    with pytest.raises(Unreadable, match=r"citizens_citizen\.phone"):
        Citizen.objects.get(pk=cast.peter.pk)


def test_nor_does_one_that_claims_another_key(cast):
    mine, other = stored(cast.peter, "cpr").split(":"), stored(cast.peter, "phone").split(":")
    with pytest.raises(Unreadable):
        unseal(":".join([mine[0], other[1], mine[2]]), CPR)
    with pytest.raises(Unreadable, match="there is no data key"):
        unseal(":".join([mine[0], "AAAAAAAAAAAA", mine[2]]), CPR)


def test_the_same_text_never_looks_the_same():
    assert len({seal("x", CPR) for _ in range(50)}) == 50


def test_an_altered_value_is_refused():
    token = seal("1312480001", CPR)
    key, _colon, sealed = token.removeprefix("v1:").partition(":")
    raw = base64.urlsafe_b64decode(sealed)
    for position in range(len(raw)):
        altered = raw[:position] + bytes([raw[position] ^ 1]) + raw[position + 1 :]
        with pytest.raises(Unreadable):
            unseal(f"v1:{key}:{base64.urlsafe_b64encode(altered).decode()}", CPR)


@pytest.mark.parametrize("token", ["1312480001", "v1:", "v1::", "v2:AAAAAAAAAAAA:x", "v1:AAAAAAAAAAAA", "gAAAAx", ":"])
def test_what_is_not_sealed_is_refused_and_never_shown(token):
    for opened in (lambda: unseal(token, CPR), lambda: unseal_bytes(token.encode(), CPR)):
        with pytest.raises(Unreadable) as refused:
            opened()
        assert "1312480001" not in str(refused.value)


def test_a_truncated_value_is_refused():
    token = seal("1312480001", CPR)
    for length in range(4, len(token)):
        with pytest.raises(Unreadable):
            unseal(token[:length], CPR)


def test_a_file_is_sealed_without_growing():
    content = bytes(range(256)) * 100
    token = seal_bytes(content, "core_job.result")
    assert unseal_bytes(token, "core_job.result") == content
    assert len(token) == len(content) + 44
    with pytest.raises(Unreadable):
        unseal_bytes(token, "core_job.other")
    with pytest.raises(Unreadable):
        unseal_bytes(token[:-1], "core_job.result")


def test_values_from_before_there_were_data_keys_still_open(cast):
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("update citizens_citizen set cpr = %s where id = %s", [as_before("1312480001"), cast.peter.pk])
    assert Citizen.objects.get(pk=cast.peter.pk).cpr == "1312480001"
    assert unseal_bytes(as_before("et brev").encode(), "core_job.result") == b"et brev"


def test_a_sealed_column_cannot_be_searched():
    with pytest.raises(TypeError, match="keyed hash"):
        list(Citizen.objects.filter(cpr="1"))
    assert not Citizen.objects.filter(cpr__isnull=True).exists()


def test_the_look_up_says_nothing_without_its_key(settings, cast):
    assert Citizen.objects.get(cpr_lookup=keyed_hash(cast.peter.cpr)).pk == cast.peter.pk
    settings.SOMV_LOOKUP_KEY = "another"
    assert not Citizen.objects.filter(cpr_lookup=keyed_hash(cast.peter.cpr)).exists()


def test_a_citizen_without_a_number_collides_with_nobody(cast):
    from tests.factories import citizens

    one, two = (citizens.citizen(cast.programme, cpr="") for _ in range(2))
    assert (one.cpr_lookup, two.cpr_lookup, one.masked_cpr) == (None, None, "")
    assert cast.peter.masked_cpr == f"{cast.peter.cpr[:6]}-••••"
