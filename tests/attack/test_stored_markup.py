"""Markup in every text is letters on paper, too, and stands in no mail at all. In a browser: tests/browser."""

from __future__ import annotations

import io
import re
from datetime import datetime, time, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.core import mail as box
from django.urls import reverse
from pypdf import PdfReader

from accounts.queries import addressees
from core.dates import COPENHAGEN, today
from core.outbox.sweep import sweep
from core.workdays import workday
from somv.wiring import KINDS
from tests.attack.payloads import planted

pytestmark = pytest.mark.django_db


def _squeezed(text: str) -> str:
    return re.sub(r"[\s\u00ad-]+", "", text).lower()


def _holds(pages: list[str], text: str) -> bool:
    """Whether `text` stands on a page, or begins on one and goes on on the next, below what every page says."""
    cuts = range(len(text) + 1)
    return any(text in page for page in pages) or any(
        text[:at] in page and text[at:] in after for page, after in pairwise(pages) for at in cuts
    )


@pytest.mark.parametrize(("name", "variant"), [("koordinator", "whole"), ("laege", "organisation")])
def test_a_plan_on_paper_shows_what_was_written(cast: Any, client_of: Any, name: str, variant: str) -> None:
    stored = planted("127.0.0.1:9")
    place = cast.user(name).organisation.pk if variant == "organisation" else ""
    told = {"variant": variant, "organisation": str(place)}
    answer = client_of(cast.user(name)).post(reverse("overview:pdf", args=[cast.plan.pk]), told)
    assert answer["Content-Type"] == "application/pdf"
    sheets = PdfReader(io.BytesIO(answer.content)).pages
    pages = [_squeezed(page.extract_text()) for page in sheets]
    shown = {int(found) for page in pages for found in re.findall(r"\[(\d+)\]", page)} & set(stored)
    assert len(shown) > 10
    assert {stored[number][0] for number in shown if not _holds(pages, _squeezed(stored[number][1]))} == set()
    assert [page for page in sheets if "/Annots" in page] == []  # no link, no form, no file


def test_no_mail_holds_a_text_that_somebody_wrote(cast: Any) -> None:
    """Every kind that is due: case numbers, our own words and our own addresses."""
    stored = planted("127.0.0.1:9")
    for user in (cast.koordinator, cast.koordinator2, cast.projektleder):
        user.refresh_from_db()
        user.email = f"{user.username}@example.org"
        user.save()
    sweep(KINDS, addressees, datetime.combine(workday(today() + timedelta(days=1)), time(9), COPENHAGEN))
    bodies = [letter.subject + letter.body for letter in box.outbox]
    assert any("4711" in body for body in bodies)
    assert [body for body in bodies if re.search(r"\[\d+\]|pwned|<|127\.0\.0\.1:9", body)] == []
    assert len(stored) > 200
