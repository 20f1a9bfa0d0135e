"""Papers under strain: long tables, long texts, and text that tries to be more than text."""

from __future__ import annotations

import io
from typing import Any

import pypdf
import pytest

from citizens.access import open_case
from citizens.enums import Part
from core.models import Refused
from overview.documents import plan_document, plan_html, plan_pdf
from plans.enums import PrintVariant
from tests.factories import plans, tracks
from tests.factories.accounts import saved

pytestmark = pytest.mark.django_db


def pages(cast: Any, variant: PrintVariant = PrintVariant.WHOLE) -> list[str]:
    case = open_case(cast.koordinator, cast.peter.pk)
    cast.plan.citizen = case.citizen
    content, _sha = plan_pdf(plan_document(cast.plan, case, variant=variant))
    reader = pypdf.PdfReader(io.BytesIO(content))
    return [" ".join(page.extract_text().split()) for page in reader.pages]


def test_headers_repeat_and_no_row_is_split(cast: Any) -> None:
    for number in range(60):
        text = f"Begynd{number:02d} {'ganske lang tekst ' * 8}slut{number:02d}"
        tracks.intervention(cast.tracks[Part.SOCIAL], text, cast.places["jobcenter"])
    found = pages(cast)
    with_rows = [page for page in found if "Begynd" in page]
    assert len(with_rows) > 3
    assert [page for page in with_rows if "Indsats Ansvarlig Frist Status" not in page] == []
    for number in range(60):
        here = [n for n, page in enumerate(found) if f"Begynd{number:02d}" in page]
        assert here == [n for n, page in enumerate(found) if f"slut{number:02d}" in page] != []
    assert min(len(page) for page in found) > 200


def test_a_script_is_text(cast: Any) -> None:
    evil = "<script>alert(1)</script><img src=file:///etc/passwd><style>*{display:none}</style>"
    cast.plan.matters = evil
    saved(cast.plan)
    plans.agreement(cast.plan, evil, "<b>Peter</b>")
    case = open_case(cast.koordinator, cast.peter.pk)
    cast.plan.citizen = case.citizen
    html = plan_html(plan_document(cast.plan, case, variant=PrintVariant.WHOLE))
    assert [tag for tag in ("<script", "<img", "<style", "<b>") if tag in html] == []
    assert "<script>alert(1)</script>" in " ".join(pages(cast))


def test_a_very_long_word_and_emoji_stay_on_the_sheet(cast: Any) -> None:
    cast.plan.matters = "æ" * 3000 + " 🎸 slut"
    saved(cast.plan)
    assert "slut" in " ".join(pages(cast))


def test_a_megabyte_of_text_is_refused_at_once(cast: Any) -> None:
    """Forms stop far below; a row that came another way must not hold a worker for minutes."""
    cast.plan.matters = "Musik og ro. " * 80_000
    saved(cast.plan)
    with pytest.raises(Refused):
        pages(cast)
