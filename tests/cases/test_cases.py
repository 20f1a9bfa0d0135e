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

from plans.models import Plan
from somv.demo.clock import case_words
from tests.demo.loaded import client, words

pytestmark = pytest.mark.django_db
CASE_NUMBERS = {"P": 4701, "T": 4711}
LATER = "follow-up issue"
# The facts as they were counted in the published cases.
PETER, THOMAS = 37, 31
THREE_MONTHLY = {"P16", "P34", "P35", "P36", "P37"}
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


NOW = [row for row in rows() if row.page != LATER]


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
    assert {row.number for row in rows() if row.page == LATER} == THREE_MONTHLY
    assert all(row.fact and row.field for row in rows())
    assert all(row.on_page and row.on_paper for row in NOW)


@pytest.mark.parametrize("row", NOW, ids=lambda row: row.number)
def test_the_fact_is_on_the_page(demo: None, row: Row) -> None:
    assert case_words(row.on_page) in page_text(row.page, CASE_NUMBERS[row.number[0]])


@pytest.mark.parametrize("row", NOW, ids=lambda row: row.number)
def test_the_fact_is_on_paper(demo: None, row: Row) -> None:
    wanted = row.on_page if row.on_paper == "=" else row.on_paper
    assert case_words(wanted) in paper_text(CASE_NUMBERS[row.number[0]])
