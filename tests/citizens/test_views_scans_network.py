"""Scans of signed forms: kept sealed with their consent, fetched as a file by those who may read the consent."""

from __future__ import annotations

import os
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test import RequestFactory
from django.urls import reverse

from audit.enums import Kind
from audit.models import AccessEvent
from citizens.actions import scans as actions
from citizens.actions.consents import withdraw_participation
from citizens.enums import ConsentKind
from citizens.models import Consent, ConsentScan, ScanContent
from core.dates import today
from core.models import Refused
from core.scanned import LARGEST, scanned
from tests.cast import Cast
from tests.papers import PDF, jpeg, photo, png
from tests.roles import as_owner

NAME = "Samtykke Anna Papegojesen 010180-1234.pdf"


@pytest.fixture
def client(cast: Cast, client_of: Any) -> Any:
    return client_of(cast.koordinator)


def sent(content: bytes, name: str = NAME, kind: str = "application/pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, kind)


def url(name: str, row: Any) -> str:
    return reverse(f"citizens:{name}", args=[row.pk])


def newest() -> ConsentScan:
    return ConsentScan.objects.order_by("-created_at")[0]


@pytest.mark.parametrize(("media", "content"), [("pdf", PDF), ("jpeg", jpeg()), ("png", png())])
def test_added_afterwards_and_fetched_as_it_was(cast: Cast, client: Any, media: str, content: bytes) -> None:
    # Whatever it was called and whatever the browser said it was.
    answer = client.post(url("add_scan", cast.exchange), {"scan": sent(content, "x.exe", "text/html")})
    assert (answer.status_code, answer.url) == (302, reverse("citizens:network", args=[cast.peter.pk]))
    row = newest()
    assert (row.consent, row.media, row.size) == (cast.exchange, media, len(content))
    assert row.history.get().history_user == cast.koordinator
    fetched = client.get(url("fetch_scan", row))
    assert fetched.content == content
    types = {"pdf": "application/pdf", "jpeg": "image/jpeg", "png": "image/png"}
    assert fetched["Content-Type"] == types[media]
    assert fetched["Content-Disposition"] == f'attachment; filename="samtykke.{media}"'
    policy = fetched["Content-Security-Policy"].split("; ")
    assert {"sandbox", "default-src 'none'"} <= set(policy)
    assert fetched["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in fetched["Cache-Control"]


def test_neither_its_content_nor_its_name_lies_open(cast: Cast, client: Any) -> None:
    content = photo()
    client.post(url("add_scan", cast.exchange), {"scan": sent(content)})
    kept = scanned(content).content
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("select content from citizens_scancontent where scan_id = %s", [newest().pk])
        sealed = bytes(cursor.fetchone()[0])
        assert kept[100:160] not in sealed and sealed.startswith(b"v1:")
        for table in ("citizens_consentscan", "citizens_historicalconsentscan", "citizens_scancontent"):
            cursor.execute(f"select count(*) from {table} t where t::text like any (%s)", [["%Papegoj%", "%010180%"]])
            assert cursor.fetchone() == (0,)


def test_the_log_says_who_fetched_it(cast: Cast, client: Any) -> None:
    client.get(url("fetch_scan", cast.scan))
    with as_owner():
        event = AccessEvent.objects.filter(route="citizens:fetch_scan").get()
    assert (event.kind, event.citizens, event.parts) == (Kind.EXPORT, [cast.peter.pk], ["consent"])
    assert (event.object_id, event.user_id, event.outcome) == (cast.scan.pk, cast.koordinator.pk, "given")


@pytest.mark.parametrize("who", ["rusmiddel", "sygehus", "jobcenter", "laege", "koordinator2", "admin", "logkontrol"])
def test_for_all_others_there_is_no_scan(cast: Cast, client_of: Any, who: str) -> None:
    client, before = client_of(cast.user(who)), ConsentScan.objects.count()
    for name in ("fetch_scan", "void_scan"):
        assert client.get(url(name, cast.scan)).status_code == 404
    assert client.post(url("void_scan", cast.scan), {"reason": "x"}).status_code == 404
    assert client.post(url("add_scan", cast.exchange), {"scan": sent(PDF)}).status_code == 404
    cast.scan.refresh_from_db()
    assert (cast.scan.voided, ConsentScan.objects.count()) == (False, before)


def test_the_lead_reads_and_does_not_write(cast: Cast, client_of: Any) -> None:
    lead = client_of(cast.projektleder)
    assert lead.get(url("fetch_scan", cast.scan)).content == b"%PDF-1.7 scannet"
    assert lead.post(url("void_scan", cast.scan), {"reason": "x"}).status_code == 403
    page = lead.get(reverse("citizens:network", args=[cast.peter.pk])).content.decode()
    assert url("fetch_scan", cast.scan) in page and url("void_scan", cast.scan) not in page


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "hverken en PDF, JPEG eller PNG"),
        (b"", "Filen er tom"),
        (PDF[:-20], "beskadiget"),
        (PDF[:9] + b"%" + b" " * (LARGEST + 1) + PDF[9:], "større end 10 MB"),
    ],
)
def test_what_is_none_is_refused_beside_the_field(cast: Cast, client: Any, content: bytes, said: str) -> None:
    before = ConsentScan.objects.count()
    answer = client.post(url("add_scan", cast.exchange), {"scan": sent(content)})
    assert (answer.status_code, ConsentScan.objects.count()) == (422, before)
    assert said in str(answer.context["form"].errors["scan"])
    assert "Papegojesen" not in answer.content.decode()


def test_a_form_without_a_file_says_so(cast: Cast, client: Any) -> None:
    for data in ({}, {"scan": "tekst i stedet"}):
        answer = client.post(url("add_scan", cast.exchange), {"csrfmiddlewaretoken": "x", **data})
        assert answer.status_code == 422 and "scan" in answer.context["form"].errors


def consenting(cast: Cast, **values: Any) -> dict[str, Any]:
    return {
        "kind": "relatives", "form": "written", "given_on": today().isoformat(), "purpose": "At tale med Ruth",
        "given_to": str(cast.koordinator.pk), **values,
    }  # fmt: skip


def test_kept_with_the_consent_in_one_go(cast: Cast, client: Any) -> None:
    path = reverse("citizens:add_consent", args=[cast.peter.pk])
    assert client.post(path, consenting(cast, scan=sent(photo()))).status_code == 302
    consent = Consent.objects.get(kind=ConsentKind.RELATIVES)
    assert [scan.media for scan in consent.scans.all()] == ["jpeg"]


def test_a_file_that_is_none_loses_nothing_of_what_was_typed(cast: Cast, client: Any) -> None:
    path, before = reverse("citizens:add_consent", args=[cast.peter.pk]), Consent.objects.count()
    large = PDF[:9] + b"%" + b" " * LARGEST + PDF[9:]
    for content, said in ((b"<html>", "hverken"), (large, "større end 10 MB")):
        answer = client.post(path, consenting(cast, scan=sent(content)))
        assert (answer.status_code, Consent.objects.count()) == (422, before)
        page = answer.content.decode()
        assert said in page and "At tale med Ruth" in page


def test_where_another_field_is_wrong_the_form_says_that_the_file_is_to_be_chosen_again(
    cast: Cast, client: Any
) -> None:
    path = reverse("citizens:add_consent", args=[cast.peter.pk])
    answer = client.post(path, consenting(cast, purpose="", scan=sent(PDF)))
    assert answer.status_code == 422
    assert "Vælg filen igen" in str(answer.context["form"].errors["scan"])
    refused_by_the_action = consenting(cast, kind="participation", scan=sent(PDF))
    answer = client.post(path, refused_by_the_action)
    assert answer.status_code == 422 and "Vælg filen igen" in str(answer.context["form"].errors["scan"])
    assert ConsentScan.objects.filter(consent__kind=ConsentKind.PARTICIPATION).count() == 0
    grid = client.post(reverse("citizens:add_exchange", args=[cast.peter.pk]), {"do": "find", "scan": sent(PDF)})
    assert "Vælg filen igen" in grid.content.decode()


def test_nothing_is_written_to_a_disk(cast: Cast, client: Any, tmp_path: Any, settings: Any, monkeypatch: Any) -> None:
    """Also what is far too large: it is read to its end and forgotten."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    large = jpeg() + os.urandom(11 * 1024 * 1024)
    answer = client.post(url("add_scan", cast.exchange), {"scan": sent(large)})
    assert answer.status_code == 422 and list(tmp_path.iterdir()) == []
    assert settings.FILE_UPLOAD_HANDLERS == ["core.uploads.InMemory"]


def test_many_files_take_no_more_memory_than_one() -> None:
    data = {f"f{n}": sent(b"x" * (4 * 1024 * 1024)) for n in range(4)}
    request = RequestFactory().post("/", data)
    held = [len(file.read()) for _name, file in sorted(request.FILES.items())]
    assert sum(held) <= LARGEST and [file.size > LARGEST for file in request.FILES.values()][-1]
    assert {file.name for file in request.FILES.values()} == {"file"}


def test_a_mistake_stays_readable_with_its_reason(cast: Cast, client: Any) -> None:
    empty = client.post(url("void_scan", cast.scan), {"reason": " "})
    assert empty.status_code == 422
    assert client.post(url("void_scan", cast.scan), {"reason": "Forkert side"}).status_code == 302
    cast.scan.refresh_from_db()
    assert (cast.scan.voided, cast.scan.void_reason) == (True, "Forkert side")
    page = client.get(reverse("citizens:network", args=[cast.peter.pk])).content.decode()
    assert "Forkert side" in page and url("void_scan", cast.scan) not in page
    assert client.get(url("fetch_scan", cast.scan)).status_code == 200
    again = client.post(url("void_scan", cast.scan), {"reason": "Igen"})
    assert again.status_code == 422 and cast.scan.history.count() == 2


def test_sent_twice_is_kept_once_and_twenty_are_the_most(cast: Cast) -> None:
    first = actions.add_scan(cast.exchange, by=cast.koordinator, scan=scanned(PDF))
    assert actions.add_scan(cast.exchange, by=cast.koordinator, scan=scanned(PDF)) == first
    for number in range(cast.exchange.scans.count(), actions.MOST):
        actions.add_scan(cast.exchange, by=cast.koordinator, scan=scanned(png(10 + number, 10)))
    with pytest.raises(Refused, match="20"):
        actions.add_scan(cast.exchange, by=cast.koordinator, scan=scanned(jpeg()))
    assert ScanContent.objects.count() == actions.MOST


@pytest.mark.parametrize(
    "statement",
    ["update citizens_scancontent set content = ''", "delete from citizens_scancontent",
     "delete from citizens_consentscan", "delete from citizens_historicalconsentscan"],
)  # fmt: skip
def test_what_is_kept_stays_as_it_is(cast: Cast, statement: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_after_participation_is_withdrawn_it_is_still_read_and_no_longer_added_to(cast: Cast, client: Any) -> None:
    said = {"withdrawn_by": "Peter", "withdrawn_how": "phone"}
    withdraw_participation(cast.participation, by=cast.koordinator, **said)
    assert client.get(url("fetch_scan", cast.scan)).status_code == 200
    assert client.post(url("add_scan", cast.exchange), {"scan": sent(PDF)}).status_code == 403


def test_a_scan_that_was_altered_in_the_database_is_an_error_and_no_half_file(cast: Cast, client: Any) -> None:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("alter table citizens_scancontent disable trigger somv_append_only")
        cursor.execute("update citizens_scancontent set content = content || '\\x00'")
        cursor.execute("alter table citizens_scancontent enable trigger somv_append_only")
    client.raise_request_exception = False
    assert client.get(url("fetch_scan", cast.scan)).status_code == 500
