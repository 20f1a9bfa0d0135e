"""The follow-ups on paper: where the part is open, and not a word of them where it is not."""

from __future__ import annotations

import re
from typing import Any

import pytest

from citizens.access import open_case
from citizens.enums import Part
from overview.documents import plan_html
from overview.documents.week import pack_plan
from plans.enums import PrintVariant
from tests.cast import PARTNERS_OF_PETER, Cast
from tests.factories import followups
from tests.overview.test_documents_plan import made, pages

pytestmark = pytest.mark.django_db
WHOLE, ORGANISATION, CITIZEN = PrintVariant.WHOLE, PrintVariant.ORGANISATION, PrintVariant.CITIZEN
# What the answers are made of: none of it may stand on a paper without the part.
WORDS = ("remånedersopfølgning", "Selvvurderet", "Nogenlunde", "Svarene runde", "henvende sig", "<svg")


def test_the_whole_plan_shows_curves_and_table(cast: Cast) -> None:
    followups.answer(cast.follow_up, health=3, satisfaction=5)
    text = " ".join(pages(made(cast.koordinator, cast.plan, WHOLE)))
    for word in ("Tremånedersopfølgning", "Selvvurderet helbred", "Svarene runde", "Nogenlunde", "ønsker ikke at"):
        assert word in text, word
    assert "Det seneste svar: ikke tilfreds." in text
    html = plan_html(made(cast.koordinator, cast.plan, WHOLE))
    assert html.count("<svg") == 3 and not re.search(r"\sstyle=", html)


@pytest.mark.parametrize("name", sorted(PARTNERS_OF_PETER))
def test_an_organisation_has_them_only_with_the_part(cast: Cast, name: str) -> None:
    user = cast.user(name)
    html = plan_html(made(cast.koordinator, cast.plan, ORGANISATION, user.organisation))
    opened = Part.ANSWERS in PARTNERS_OF_PETER[name]
    told = ("Tremånedersopfølgning", "Selvvurderet", "Svarene runde", "<svg")
    assert [word for word in told if (word in html) != opened] == []
    assert opened or [word for word in WORDS if word in html] == []
    # The follow-up of an intervention is another thing, and stands with its track.
    assert opened or "opfølgning" not in html.replace("Opfølgning:", "").lower()
    assert "Ruth" not in html  # who the proxy is, is not theirs to know


def test_the_citizens_own_copy_speaks_to_the_citizen(cast: Cast) -> None:
    text = " ".join(pages(made(cast.koordinator, cast.plan, CITIZEN)))
    for word in ("Sådan har du haft det", "Dit helbred, som du selv ser det", "Dig selv", "på dine vegne"):
        assert word in text, word
    for word in ("Selvvurderet", "tæller som tilfreds", "borgerens vegne"):
        assert word not in text, word


def test_without_answers_there_is_no_section(cast: Cast) -> None:
    case = open_case(cast.koordinator, cast.thomas.pk)
    assert case.reads(Part.ANSWERS)
    cast.thomas_plan.citizen = case.citizen
    assert "remånedersopfølgning" not in plan_html(made(cast.koordinator, cast.thomas_plan, WHOLE))


def test_a_week_pack_for_others_leaves_them_out(cast: Cast) -> None:
    case = open_case(cast.koordinator, cast.peter.pk)
    cast.plan.citizen = case.citizen
    practice: Any = cast.laege.organisation
    assert [word for word in WORDS if word in pack_plan(cast.plan, case, practice.pk).html] == []
    assert "Selvvurderet" in pack_plan(cast.plan, case, None).html
