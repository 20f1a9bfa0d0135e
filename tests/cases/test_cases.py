"""docs/cases.md, row by row: the fact is on the page that is named there, and on paper."""

from __future__ import annotations

import io
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from django.conf import settings
from django.urls import reverse

from core.dates import today
from followups.enums import Health
from followups.models import WINDOW, FollowUp
from plans.models import Plan
from somv.demo.clock import case_words
from tests.demo.loaded import client, words

pytestmark = pytest.mark.django_db
CASE_NUMBERS = {"P": 4701, "T": 4711}
# The facts as they were counted in the published cases.
PETER, THOMAS = 37, 31
_FOOTER = re.compile(r"Sammen om min vej Fortroligt Sag.*?side \d+ af \d+", re.DOTALL)


class Row(NamedTuple):
    number: str
    fact: str
    field: str
    page: str
    on_page: str
    on_paper: str


def rows() -> list[Row]:
    text = (Path(settings.BASE_DIR) / "docs" / "cases.md").read_text(encoding="utf-8")
    found = [Row(*(cell.strip() for cell in line.strip("|").split("|"))) for line in re.findall(r"(?m)^\|.*\|$", text)]
    return [row for row in found if re.fullmatch(r"[PT]\d+", row.number)]


NOW = rows()


@cache
def page_text(page: str, case_number: int) -> str:
    plan = Plan.objects.get(citizen__case_number=case_number)
    answer = client("koordinator").get(reverse(page, args=[plan.citizen_id]))
    assert answer.status_code == 200
    return words(answer.content.decode())


@cache
def paper_text(case_number: int) -> str:
    from pypdf import PdfReader

    plan = Plan.objects.get(citizen__case_number=case_number)
    answer = client("koordinator").post(reverse("overview:pdf", args=[plan.pk]), {"variant": "whole"})
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    pages = [sheet.extract_text() for sheet in PdfReader(io.BytesIO(answer.content)).pages]
    text = _FOOTER.sub(" ", "\n".join(pages)).replace("-\n", "-")
    return " ".join(text.split())


def test_every_fact_has_a_row() -> None:
    numbers = [row.number for row in rows()]
    assert numbers == [f"P{n}" for n in range(1, PETER + 1)] + [f"T{n}" for n in range(1, THOMAS + 1)]
    assert all(row.fact and row.field for row in rows())
    assert all(row.on_page and row.on_paper for row in NOW)


@pytest.mark.parametrize("row", NOW, ids=lambda row: row.number)
def test_the_fact_is_on_the_page(demo: None, row: Row) -> None:
    assert case_words(row.on_page) in page_text(row.page, CASE_NUMBERS[row.number[0]])


@pytest.mark.parametrize("row", NOW, ids=lambda row: row.number)
def test_the_fact_is_on_paper(demo: None, row: Row) -> None:
    wanted = row.on_page if row.on_paper == "=" else row.on_paper
    assert case_words(wanted) in paper_text(CASE_NUMBERS[row.number[0]])


def test_peters_rounds(demo: None) -> None:
    """January 2017 is round 3. Of the two before it nothing is said: they are not there, and not missed."""
    rows = FollowUp.objects.filter(citizen__case_number=4701, due_on__lte=today() + WINDOW).order_by("number")
    assert [row.number for row in rows] == [0, 3]
    assert [(row.answer.health, row.answer.satisfied_then, row.answer.knows) for row in rows] == [
        (Health.BAD, None, ""),
        (Health.FAIR, True, "yes"),
    ]
    assert [row.answer.satisfaction for row in rows] == [None, None]  # the yes of then is never converted
    assert (rows[1].due_on.year, rows[1].due_on.month) == (today().year, today().month)
    page = page_text("followups:rounds", 4701)
    assert "Ikke nået" not in page
    assert client("laege").get(reverse("followups:rounds", args=[rows[0].citizen_id])).status_code == 200
