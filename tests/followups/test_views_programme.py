"""The programme's pages: who opens them, what they show, and a file without a name in it."""

from __future__ import annotations

import csv
import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from audit.models import AccessEvent
from citizens.enums import ConsentKind
from citizens.models import Consent
from core.dates import add_months, today
from core.spreadsheets import as_csv, as_xlsx
from followups.models import FollowUpSettings
from followups.queries.export import pseudonym
from tests.factories import citizens, followups
from tests.factories.accounts import saved
from tests.roles import as_owner

MARKS = ("Søsteren Solveig", "Noten om Peter", "Gør det anderledes")


def evaluated(of, by):
    return saved(
        Consent(
            citizen=of, kind=ConsentKind.EVALUATION, form="written", given_to=by, given_on=today(), purpose="Evaluering"
        )
    )


@pytest.fixture
def answered(cast):
    """Two answered rounds of somebody who has consented to the use of their data; Peter has not."""
    row = citizens.citizen(cast.programme, "Uffe", "Ukendtsen", included_on=add_months(today(), -6))
    citizens.participation(row, cast.koordinator, given_on=row.included_on)
    evaluated(row, cast.koordinator)
    course = followups.course(row)
    followups.answer(
        followups.follow_up(course, 0), health=2, declined=["satisfaction"], note=MARKS[1], differently=MARKS[2],
        who5=[1, 2, 3, 4, 5],
    )  # fmt: skip
    followups.answer(followups.follow_up(course, 1), health=4, satisfied_then=True, answered_by="proxy", proxy=MARKS[0])
    return row


def fetch(client, programme, kind):
    return client.post(reverse("followups:extract", args=[programme.pk]), {"fil": kind})


@pytest.mark.parametrize("who", ["projektleder", "analytiker"])
def test_the_file_holds_pseudonyms_and_answers_and_nothing_else(cast, client_of, answered, who):
    answer = fetch(client_of(cast.user(who)), cast.programme, "csv")
    assert answer.status_code == 200
    assert answer["Content-Disposition"] == 'attachment; filename="opfoelgninger.csv"'
    text = answer.content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    name = pseudonym(cast.programme, answered.pk)
    assert [row[:2] + row[5:10] for row in rows[1:]] == [
        [name, "0", "2", "", "", "Ja", "60"],
        [name, "1", "4", "", "ja", "Ja", ""],
    ]
    for word in (*MARKS, "Uffe", "Ukendtsen", answered.cpr, str(answered.case_number), "Guldborgsund", "Peter"):
        assert word not in text
    assert str(answered.included_on.year) not in text


def test_the_workbook_says_the_same(cast, client_of, answered):
    answer = fetch(client_of(cast.analytiker), cast.programme, "xlsx")
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert [row[5] for row in sheet.iter_rows(min_row=2, values_only=True)] == [2, 4]
    assert sheet.freeze_panes == "A2"


def test_a_file_that_is_fetched_is_an_export_in_the_log(cast, client_of, answered):
    fetch(client_of(cast.analytiker), cast.programme, "csv")
    with as_owner():
        event = AccessEvent.objects.order_by("-at").first()
    assert (event.kind, event.user_id, event.citizens) == ("export", cast.analytiker.pk, [answered.pk])


def test_who_withdraws_either_consent_is_out_of_the_file(cast, client_of, answered):
    consent = answered.consents.get(kind=ConsentKind.EVALUATION)
    consent.withdrawn_on, consent.withdrawn_by, consent.withdrawn_how = today(), "Borgeren", "phone"
    saved(consent)
    answer = fetch(client_of(cast.analytiker), cast.programme, "csv")
    assert len(answer.content.decode("utf-8-sig").splitlines()) == 1


def test_the_same_citizen_is_somebody_else_in_another_programme(cast):
    assert pseudonym(cast.programme, cast.peter.pk) != pseudonym(cast.second_programme, cast.peter.pk)
    assert pseudonym(cast.programme, cast.peter.pk) == pseudonym(cast.programme, cast.peter.pk)


@pytest.mark.parametrize(
    ("who", "page", "extracts", "fetched"),
    [
        ("projektleder", 200, 200, 200),
        ("analytiker", 404, 200, 200),
        ("koordinator", 404, 403, 404),
        ("laege", 404, 403, 404),
        ("logkontrol", 404, 403, 404),
        ("admin", 404, 403, 404),
    ],
)
def test_who_may(cast, client_of, who, page, extracts, fetched):
    client = client_of(cast.user(who))
    assert client.get(reverse("followups:programme", args=[cast.programme.pk])).status_code == page
    assert client.get(reverse("followups:extracts")).status_code == extracts
    assert fetch(client, cast.programme, "csv").status_code == fetched


def test_another_programmes_lead_finds_nothing(cast, client_of):
    client = client_of(cast.projektleder)
    assert client.get(reverse("followups:programme", args=[cast.second_programme.pk])).status_code == 404
    assert fetch(client, cast.second_programme, "csv").status_code == 404


def test_the_page_shows_the_share_and_hides_the_few(cast, client_of, answered):
    text = client_of(cast.projektleder).get(reverse("followups:programme", args=[cast.programme.pk])).content.decode()
    assert f"Opfølgninger i {cast.programme.name}" in text
    assert all(mark not in text for mark in MARKS)
    assert client_of(cast.projektleder).get(reverse("followups:programmes")).url == reverse(
        "followups:programme", args=[cast.programme.pk]
    )


def test_a_year_nobody_asked_for_is_the_latest(cast, client_of, answered):
    url = reverse("followups:programme", args=[cast.programme.pk])
    for year in ("1900", "<script>", "٢٠٢٦", ""):
        assert client_of(cast.projektleder).get(url, {"aar": year}).context["year"] == today().year


def test_a_file_of_another_kind_is_not_there(cast, client_of):
    assert fetch(client_of(cast.analytiker), cast.programme, "exe").status_code == 404


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "\nx", "\0=1+1"])
def test_no_cell_becomes_a_formula(text):
    assert as_csv(["a"], [[text]]).decode("utf-8-sig").splitlines()[1].lstrip('"').startswith("'")
    sheet = load_workbook(io.BytesIO(as_xlsx("t", ["a"], [[text]]))).active
    assert sheet["A2"].data_type == "s"
    assert str(sheet["A2"].value).startswith("'")


def test_a_sign_without_a_place_in_xml_does_not_break_the_file():
    sheet = load_workbook(io.BytesIO(as_xlsx("t", ["a"], [["a\x0b\x1fb\nc"]]))).active
    assert sheet["A2"].value == "ab\nc"


def test_quotes_and_separators_stay_in_their_cell():
    """RFC 4180, 2.6 and 2.7: a text with separators is in quotes, a quote in it is doubled."""
    lines = as_csv(["a", "b"], [['x;"y"\r\nz', "w"]]).decode("utf-8-sig")
    assert lines == 'a;b\r\n"x;""y""\r\nz";w\r\n'


def test_a_number_stays_a_number():
    sheet = load_workbook(io.BytesIO(as_xlsx("t", ["a", "b"], [[-3, None]]))).active
    assert (sheet["A2"].value, sheet["B2"].value) == (-3, None)


def test_the_administrator_says_what_is_asked(cast, client_of):
    url = reverse("followups:programme_settings", args=[cast.programme.pk])
    client = client_of(cast.admin)
    assert client.get(url).status_code == 200
    assert client.post(url, {"who5": "on", "satisfied_from": "7"}).status_code == 302
    row = FollowUpSettings.objects.get(programme=cast.programme)
    assert (row.who5, row.together, row.differently, row.satisfied_from) == (True, False, False, 7)
    assert client.post(url, {"satisfied_from": "11", "revision": row.revision}).status_code == 422
    stale = client.post(url, {"satisfied_from": "5", "revision": row.revision - 1})
    assert stale.status_code == 422
    row.refresh_from_db()
    assert row.satisfied_from == 7
