"""Somebody has the database's files: of a citizen's number, address, phone and of drafts there is nothing to read.

Every column of every table is swept, of Django's and of packages, too; a new table is swept without being named.
"""

import base64
import json
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.urls import reverse

from accounts.login import SecondFactorAdapter
from citizens.actions.master import change_master
from citizens.enums import Part
from citizens.models import Citizen
from core import drafts
from core.dates import today
from core.fields import seal_bytes
from core.models import Draft, Job
from tests.accounts.test_views_own import codes_on, set_up
from tests.factories import citizens, jobs
from tests.roles import as_owner

pytestmark = pytest.mark.django_db
CANARY = "Kanariefuglevej"  # no other text holds it
DRAFT = "Pelikankladde om søvn"
SECRET = "KOLIBRIKOLIBRI234567"
PACK, SCAN = b"%PDF-1.7 tukanpakken", b"%PDF-1.7 flamingoblanketten"


def everywhere() -> list[str]:
    """All tables of the database but the server's own; each partition by itself."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select quote_ident(n.nspname) || '.' || quote_ident(c.relname) from pg_class c"
            " join pg_namespace n on n.oid = c.relnamespace"
            " where c.relkind in ('r', 'm') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')"
        )
        return sorted(row[0] for row in cursor.fetchall())


def forms_of(text: str | bytes) -> set[str]:
    """As text, as hex digits (bytea), with JSON's escapes, and as base64 whatever stands before it."""
    raw = text if isinstance(text, bytes) else text.encode()
    found = {raw.decode(), raw.hex(), json.dumps(raw.decode())[1:-1]}
    for shift in range(3):
        middle = base64.b64encode(b"\0" * shift + raw + b"\0" * ((-shift - len(raw)) % 3))
        found.add(middle[4:-4].decode())
    return found


def sweep(*texts: str | bytes) -> list[str]:
    """Tables that hold one of `texts` in any column, in any of its forms. As the owner: no policy hides a row."""
    forms = [f"%{form}%" for text in texts for form in forms_of(text)]
    found = []
    with as_owner(), connection.cursor() as cursor:
        for table in everywhere():
            cursor.execute(f"select count(*) from {table} t where t::text like any (%s)", [forms])
            if cursor.fetchone()[0]:
                found.append(table)
    return found


@pytest.fixture
def citizen(cast, client_of):
    """Somebody with everything, changed once, whose form is half filled in."""
    until = today() + timedelta(days=90)
    where = {"address": f"{CANARY} 1", "phone": "29 58 47 36", "protected": True, "protected_until": until}
    row = citizens.citizen(cast.programme, "Anna", "Papegøjesen", **where)
    row.refresh_from_db()
    row = change_master(row, by=cast.koordinator, revision=row.revision, address=f"{CANARY} 2", phone="29 58 47 37")
    headers = {drafts.HEADER: "keep", drafts.PERSON: str(cast.koordinator.pk)}
    path = reverse("tracks:comment_on_track", args=[cast.tracks[Part.SOCIAL].pk])
    assert client_of(cast.koordinator).post(path, {"text": DRAFT}, headers=headers).status_code == 200
    secret = SecondFactorAdapter().encrypt(SECRET)
    Authenticator.objects.create(user=cast.koordinator, type="totp", data={"secret": secret})
    citizens.scan(citizens.participation(row, cast.koordinator), SCAN)
    jobs.pack(cast.koordinator, row, result=seal_bytes(PACK, Job.RESULT))
    return row


def test_the_sweep_finds_what_lies_open(citizen):
    """Or it would prove nothing: a name is plain, in the row and its history; bytes and JSON are seen through."""
    assert sweep("Papegøjesen") == ["public.citizens_citizen", "public.citizens_historicalcitizen"]
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("create table tried (a bytea, b jsonb, c text[])")
        for column, value in (("a", CANARY.encode()), ("b", json.dumps({"x": [CANARY]})), ("c", [CANARY])):
            cursor.execute(f"insert into tried ({column}) values (%s)", [value])
            assert sweep(CANARY) == ["public.tried"]
            cursor.execute("delete from tried")
        for shift in range(3):
            cursor.execute(
                "insert into tried (c) values (%s)", [[base64.b64encode(b"x" * shift + CANARY.encode()).decode()]]
            )
            assert sweep(CANARY) == ["public.tried"]
            cursor.execute("delete from tried")


def test_nothing_of_it_can_be_read_from_the_tables(citizen):
    assert len(everywhere()) > 60
    fresh = Citizen.objects.get(pk=citizen.pk)
    assert (fresh.address, fresh.history.order_by("revision")[0].address) == (f"{CANARY} 2", f"{CANARY} 1")
    assert json.loads(Draft.objects.get().content) == {"text": [DRAFT]}
    assert sweep(CANARY, DRAFT, SECRET, PACK, SCAN) == []
    assert sweep(citizen.cpr, "29 58 47 36", "29 58 47 37", citizen.phone) == []


def test_nor_are_the_numbers_of_the_whole_cast(cast):
    rows = list(Citizen.objects.order_by("pk"))
    numbers = {row.cpr for row in rows if row.cpr}
    assert len(numbers) > 5
    assert sweep(*numbers) == []


def test_recovery_codes_are_read_from_nowhere(cast, client_of):
    """6.5.2: neither by whoever has the files, nor by whoever has the keys as well."""
    client = client_of(cast.koordinator)
    set_up(client)
    codes = codes_on(client.post(reverse("mfa_generate_recovery_codes")))
    assert len(codes) == 10
    # Eight digits stand by chance in any long number; what knows of codes are these.
    assert {"public.mfa_authenticator", "public.django_session", "public.core_notice"} <= set(everywhere())
    assert not {"public.mfa_authenticator", "public.django_session", "public.core_notice"} & set(sweep(*codes))
    row = Authenticator.objects.get(user=cast.koordinator, type="recovery_codes")
    opened = SecondFactorAdapter().decrypt(row.data["hashes"])
    assert list(row.data) == ["hashes"] and [code for code in codes if code in opened] == []
    assert [one.split("$")[0] for one in json.loads(opened)] == ["pbkdf2_sha256"] * 10
    assert sweep("pbkdf2_sha256") == []  # eight digits are soon tried by whoever has their hashes
