"""Choosing, looking and printing: who may, what is recorded, what is logged."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from citizens.enums import Part
from core.dates import today
from plans.models import PlanPrint
from tests.cast import mark
from tests.factories.accounts import saved
from tests.roles import as_owner

pytestmark = pytest.mark.django_db


def url(name: str, plan: Any) -> str:
    return reverse(f"overview:{name}", args=[plan.pk])


def last_event() -> tuple[Any, ...]:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("select kind, outcome, parts from audit_accessevent order by at desc limit 1")
        return cursor.fetchone()


def test_a_print_is_recorded_and_logged(cast: Any, client_of: Any) -> None:
    place = cast.workplaces["job_centre"]
    data = {"variant": "organisation", "organisation": place.pk}
    answer = client_of(cast.koordinator).post(url("pdf", cast.plan), data)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer["Content-Disposition"] == 'attachment; filename="plan-4711-v1.pdf"'
    row = PlanPrint.objects.get()
    assert (row.plan_id, row.organisation, row.version, row.parts, row.printed_by) == (
        cast.plan.pk, place, 1, ["social"], cast.koordinator,
    )  # fmt: skip
    assert row.sha256 == hashlib.sha256(answer.content).hexdigest()
    assert last_event() == ("export", "given", ["social"])


def test_a_look_is_logged_as_an_export_and_records_no_print(cast: Any, client_of: Any) -> None:
    answer = client_of(cast.koordinator).get(url("preview", cast.plan), {"variant": "citizen"})
    assert answer.status_code == 200
    assert "Alkohol og stoffer" in answer.content.decode()
    assert PlanPrint.objects.count() == 0
    assert last_event()[:2] == ("export", "given")


def test_the_preview_is_the_papers_own_text(cast: Any, client_of: Any) -> None:
    answer = client_of(cast.jobcenter).get(
        url("preview", cast.plan), {"variant": "organisation", "organisation": cast.jobcenter.organisation.pk}
    )
    text = answer.content.decode()
    assert "documents/_plan.html" in [template.name for template in answer.templates]
    assert {part for part in Part if mark(part) in text} == {Part.SOCIAL}
    assert " style=" not in text


@pytest.mark.parametrize("name", ["koordinator", "projektleder", "jobcenter", "rusmiddel", "sygehus", "laege"])
def test_who_prints_may_choose(cast: Any, client_of: Any, name: str) -> None:
    answer = client_of(cast.user(name)).get(url("print", cast.plan))
    text = answer.content.decode()
    assert answer.status_code == 200
    assert ('value="whole"' in text) == (name in ("koordinator", "projektleder"))
    if name not in ("koordinator", "projektleder"):
        others = {str(place) for place in cast.workplaces.values()} - {str(cast.user(name).organisation)}
        assert [place for place in others if place in text] == []


@pytest.mark.parametrize("name", ["koordinator2", "psykiatri", "frivillig", "analytiker", "admin", "superuser"])
@pytest.mark.parametrize("page", ["print", "preview"])
def test_for_others_it_does_not_exist(cast: Any, client_of: Any, name: str, page: str) -> None:
    assert client_of(cast.user(name)).get(url(page, cast.plan)).status_code == 404
    assert PlanPrint.objects.count() == 0


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"variant": "whole"},
        {"variant": "citizen"},
        {"variant": "x"},
        {"variant": "organisation"},
        {"variant": "organisation", "organisation": "x"},
        {"variant": "organisation", "organisation": "00000000-0000-0000-0000-000000000000"},
    ],
)
def test_a_participant_asking_for_more_gets_a_message(cast: Any, client_of: Any, data: dict[str, str]) -> None:
    answer = client_of(cast.jobcenter).post(url("pdf", cast.plan), data)
    assert (answer.status_code, PlanPrint.objects.count()) == (422, 0)


def test_too_much_text_is_refused_and_not_recorded(cast: Any, client_of: Any) -> None:
    cast.plan.matters = "Musik og ro. " * 80_000
    saved(cast.plan)
    answer = client_of(cast.koordinator).post(url("pdf", cast.plan), {"variant": "whole"})
    assert (answer.status_code, PlanPrint.objects.count()) == (422, 0)


def test_withdrawn_participation_prints_nothing(cast: Any, client_of: Any) -> None:
    row = cast.participation
    row.withdrawn_on, row.withdrawn_by, row.withdrawn_how = today(), "Peter", "phone"
    saved(row)
    answer = client_of(cast.koordinator).post(url("pdf", cast.plan), {"variant": "whole"})
    assert (answer.status_code, PlanPrint.objects.count()) == (403, 0)
    assert last_event()[:2] == ("export", "denied")
