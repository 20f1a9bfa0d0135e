"""The plan on paper: what each copy holds for its reader, and what it never holds."""

from __future__ import annotations

import io
from typing import Any

import pypdf
import pytest

from citizens.access import open_case
from citizens.enums import Part
from core.dates import today
from core.models import Refused
from overview.documents import PlanDocument, plan_document, plan_html, plan_pdf
from plans.enums import PrintVariant
from tests.cast import PARTNERS_OF_PETER, mark
from tests.factories import citizens, plans, tracks
from tests.factories.accounts import saved

pytestmark = pytest.mark.django_db
WHOLE, ORGANISATION, CITIZEN = PrintVariant.WHOLE, PrintVariant.ORGANISATION, PrintVariant.CITIZEN


def made(user: Any, plan: Any, variant: PrintVariant, organisation: Any = None) -> PlanDocument:
    case = open_case(user, plan.citizen_id)
    plan.citizen = case.citizen
    return plan_document(plan, case, variant=variant, organisation_id=organisation and organisation.pk)


def pages(document: PlanDocument) -> list[str]:
    reader = pypdf.PdfReader(io.BytesIO(plan_pdf(document)[0]))
    return [" ".join(page.extract_text().split()) for page in reader.pages]


def marks(text: str) -> set[Part]:
    return {part for part in Part if mark(part) in text}


def test_the_whole_plan_holds_every_part(cast: Any) -> None:
    found = pages(made(cast.koordinator, cast.plan, WHOLE))
    text = " ".join(found)
    assert marks(text) == set(Part) - {Part.ANSWERS, Part.CONSENT}
    assert [f"side {n} af {len(found)}" in page for n, page in enumerate(found, 1)] == [True] * len(found)
    assert all("Fortroligt" in page and "Sag 4711 · version 1" in page for page in found)
    assert "Kirsten Kjeldgaard" in found[0] and cast.peter.masked_cpr in found[0]
    assert cast.peter.cpr[-4:] not in text


def test_page_one_can_be_handed_over_alone_and_the_crisis_plan_is_its_own_sheet(cast: Any) -> None:
    found = pages(made(cast.koordinator, cast.plan, WHOLE))
    assert mark(Part.FRONT) in found[0] and "Status Q" not in found[0]
    assert marks(found[-1]) == {Part.CRISIS} and "Akuttelefonen 1818" in found[-1]
    assert [n for n, page in enumerate(found) if mark(Part.CRISIS) in page] == [len(found) - 1]
    assert min(len(page) for page in found) > 200  # no blank page: head and foot alone are shorter


@pytest.mark.parametrize("name", sorted(PARTNERS_OF_PETER))
@pytest.mark.parametrize("printer", ["koordinator", "projektleder", "own"])
def test_an_organisation_gets_what_its_consent_covers(cast: Any, name: str, printer: str) -> None:
    """Whoever prints it: not a word of another part, organisation or person, no address, no full number."""
    user = cast.user(name)
    by = user if printer == "own" else cast.user(printer)
    text = " ".join(pages(made(by, cast.plan, ORGANISATION, user.organisation)))
    opened = PARTNERS_OF_PETER[name]
    assert marks(text) == opened - {Part.ANSWERS}
    others = {str(place) for place in cast.workplaces.values()} - {str(user.organisation)}
    assert [place for place in others if place in text] == []
    for word, part in (("alkohol", Part.ADDICTION), ("Misbrug", Part.ADDICTION), ("KOL", Part.SOMATIC)):
        assert (word in text) == (part in opened)
    people = {"Rikke Rosenlund", "Søren Sandager", "Jytte Jernvig", "Lars Lægaard"} - {user.name}
    assert [person for person in people if person in text] == []
    assert cast.peter.cpr[:6] not in text


def test_nothing_covered_is_refused(cast: Any) -> None:
    for place in (cast.workplaces["shelter"], cast.workplaces["district_psychiatry"], None):
        with pytest.raises(Refused) as refused:
            made(cast.koordinator, cast.plan, ORGANISATION, place)
        assert refused.value.field == "organisation"
    cast.exchange.withdrawn_on, cast.exchange.withdrawn_by, cast.exchange.withdrawn_how = today(), "Peter", "phone"
    saved(cast.exchange)
    with pytest.raises(Refused):
        made(cast.koordinator, cast.plan, ORGANISATION, cast.workplaces["job_centre"])


def test_a_participant_prints_only_its_own_part(cast: Any) -> None:
    for variant in (WHOLE, CITIZEN):
        with pytest.raises(Refused) as refused:
            made(cast.jobcenter, cast.plan, variant)
        assert refused.value.field == "variant"
    with pytest.raises(Refused):
        made(cast.jobcenter, cast.plan, ORGANISATION, cast.workplaces["addiction_centre"])


def test_the_citizens_own_copy_is_in_plain_words(cast: Any) -> None:
    tracks.intervention(cast.tracks[Part.SOCIAL], "Cykle en tur", responsible_kind="citizen")
    text = " ".join(pages(made(cast.koordinator, cast.plan, CITIZEN)))
    said = ("Din plan, Peter", "Alkohol og stoffer", "Det er vigtigt for dig", "Dig selv")
    assert [word for word in said if word not in text] == []
    jargon = ("Misbrug", "Indsats ", "Ansvarlig", "SEL §", "Kommentar", "Fulgt op", "Opmærksomhedspunkter", "Husket")
    assert [word for word in jargon if word in text.replace("Indsats Q", "")] == []


@pytest.mark.parametrize("variant", [WHOLE, CITIZEN])
def test_a_protected_address_is_on_no_paper(cast: Any, variant: PrintVariant) -> None:
    assert cast.peter.address in plan_html(made(cast.koordinator, cast.plan, variant))
    cast.peter.protected = True
    saved(cast.peter)
    html = plan_html(made(cast.koordinator, cast.plan, variant))
    assert (cast.peter.address in html, cast.peter.phone in html, cast.peter.postal_code in html) == (False,) * 3


def test_draft_and_closed_are_marked(cast: Any) -> None:
    closed = pages(made(cast.koordinator, cast.closed_plan, WHOLE))
    assert all("Fortroligt · LUKKET" in page for page in closed)
    other = citizens.citizen(cast.programme, "Dina", "Draft")
    citizens.place(other, cast.koordinator, "coordinator")
    citizens.participation(other, cast.koordinator)
    draft = pages(made(cast.koordinator, plans.plan(other), WHOLE))
    assert all("Fortroligt · KLADDE" in page for page in draft)


def test_the_file_is_named_by_case_and_version_and_says_its_title(cast: Any) -> None:
    document = made(cast.koordinator, cast.plan, WHOLE)
    reader = pypdf.PdfReader(io.BytesIO(plan_pdf(document)[0]))
    assert document.file_name == "plan-4711-v1.pdf"
    assert reader.metadata is not None
    assert reader.metadata.title == "Koordinerende indsatsplan – Sag 4711 · version 1"
    assert (reader.metadata.author or "").startswith("Kirsten Kjeldgaard")
    assert reader.trailer["/Root"]["/Lang"] == "da"
