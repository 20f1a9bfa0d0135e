"""The papers beside the plan: the empty form, the crisis card, a participant's extract."""

from __future__ import annotations

import io
from typing import Any

import pypdf
import pytest
from django.db import connection
from django.urls import reverse

from citizens.access import open_case
from citizens.enums import TRACKS, Part, Place
from core.dates import today
from overview.documents import card_html, crisis_card, fit_of
from plans.models import PlanPrint
from tests.cast import PARTNERS_OF_PETER, mark
from tests.factories import citizens, plans, tracks
from tests.factories.accounts import saved
from tests.roles import as_owner

pytestmark = pytest.mark.django_db
EVIL = "<script>alert(1)</script><img src=file:///etc/passwd>"


def url(name: str, cast: Any) -> str:
    return reverse(f"overview:{name}", args=[cast.peter.pk if name == "blank_for" else cast.plan.pk])


def pages(answer: Any) -> list[str]:
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    return [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(answer.content)).pages]


def marks(text: str) -> set[Part]:
    return {part for part in Part if mark(part) in text}


def last_event() -> tuple[Any, ...]:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("select kind, outcome, parts from audit_accessevent order by at desc limit 1")
        return cursor.fetchone()


def withdraw(consent: Any) -> None:
    consent.withdrawn_on, consent.withdrawn_by, consent.withdrawn_how = today(), "Peter", "phone"
    saved(consent)


# The empty form


def test_the_blank_plan_has_every_part_in_the_order_of_the_plan_and_nobodys_name(cast: Any, client_of: Any) -> None:
    cast.programme.addiction_label = "Rusmidler"
    saved(cast.programme)
    answer = client_of(cast.koordinator).post(reverse("overview:blank"), {"programme": cast.programme.pk})
    found = pages(answer)
    assert answer["Content-Disposition"] == 'attachment; filename="blank-plan.pdf"'
    text = " ".join(found)
    order = ["Det er vigtigt for mig", "De største udfordringer", "Næste netværksmøde", "Aftaler indtil", "Rusmidler"]
    order += ["Psykiatri", "Somatisk sygdom", "Social indsats", "Situationen ved starten", "Andre planer", "Kriseplan"]
    places = [text.find(word) for word in order]
    assert places == sorted(places) and -1 not in places
    assert len(found) == 9 and "Akuttelefonen 1818" in found[-1]
    assert marks(text) == set() and "Peter" not in text and "Fortroligt" not in text


def test_a_blank_plan_is_of_a_programme_one_works_in(cast: Any, client_of: Any) -> None:
    lead = client_of(cast.projektleder)
    page = lead.get(reverse("overview:blank")).content.decode()
    assert ("Sammen om min vej" in page, str(cast.second_programme.pk) in page) == (True, False)
    answer = lead.post(reverse("overview:blank"), {"programme": cast.second_programme.pk})
    assert (answer.status_code, answer["Content-Type"][:9]) == (422, "text/html")


def test_a_headed_blank_names_the_citizen_and_tells_nothing_else(cast: Any, client_of: Any) -> None:
    answer = client_of(cast.koordinator).post(url("blank_for", cast))
    text = " ".join(pages(answer))
    assert answer["Content-Disposition"] == 'attachment; filename="blank-plan-4711.pdf"'
    assert "Peter Pilegaard" in text and "4711" in text and "Fortroligt" in text
    assert marks(text) == set()
    assert [word for word in (cast.peter.phone, cast.peter.cpr[:6], cast.peter.postal_code) if word in text] == []
    assert last_event() == ("export", "given", [])
    assert PlanPrint.objects.count() == 0


@pytest.mark.parametrize(("name", "status"), [("jobcenter", 403), ("koordinator2", 404), ("psykiatri", 404)])
def test_a_headed_blank_is_the_teams(cast: Any, client_of: Any, name: str, status: int) -> None:
    assert client_of(cast.user(name)).post(url("blank_for", cast)).status_code == status


def test_no_blank_is_headed_once_participation_is_withdrawn(cast: Any, client_of: Any) -> None:
    withdraw(cast.participation)
    assert client_of(cast.koordinator).post(url("blank_for", cast)).status_code == 403
    assert client_of(cast.koordinator).post(url("card", cast), {"sheet": "a6"}).status_code == 403
    assert PlanPrint.objects.count() == 0


# The crisis card


@pytest.mark.parametrize(("sheet", "number"), [("a6", 2), ("a4", 1)])
def test_the_card_holds_the_crisis_plan_and_the_given_name_only(
    cast: Any, client_of: Any, sheet: str, number: int
) -> None:
    cast.peter.protected = True
    saved(cast.peter)
    answer = client_of(cast.koordinator).post(url("card", cast), {"sheet": sheet})
    found = pages(answer)
    text = " ".join(found)
    assert (len(found), marks(text)) == (number, {Part.CRISIS})
    said = ("Tegn QCRISQ", "Musik QCRISQ", "Larm QCRISQ", "Kontakt QCRISQ", "12 34 56 78", "112", "Ønske QCRISQ")
    assert [word for word in said if word not in text] == []
    assert "Krisekort: Peter" in text and "Pilegaard" not in text and "4711" not in text
    assert [word for word in (cast.peter.phone, cast.peter.cpr[:6], cast.peter.address) if word in text] == []
    assert answer["Content-Disposition"] == 'attachment; filename="krisekort-4711.pdf"'
    row = PlanPrint.objects.get()
    assert (row.variant, row.parts, row.printed_by, row.organisation) == (
        "crisis-card", ["crisis"], cast.koordinator, None,
    )  # fmt: skip
    assert last_event() == ("export", "given", ["crisis"])


@pytest.mark.parametrize("name", ["koordinator", "projektleder", "sygehus"])
def test_who_reads_the_crisis_plan_sees_the_card_first_and_the_look_is_logged(
    cast: Any, client_of: Any, name: str
) -> None:
    answer = client_of(cast.user(name)).get(url("card", cast))
    text = answer.content.decode()
    assert answer.status_code == 200 and "Tegn QCRISQ" in text and "2 sider i A6" in text
    assert PlanPrint.objects.count() == 0
    assert last_event() == ("export", "given", ["crisis"])


@pytest.mark.parametrize("name", ["jobcenter", "rusmiddel", "laege", "koordinator2", "psykiatri", "frivillig", "admin"])
def test_for_others_there_is_no_card(cast: Any, client_of: Any, name: str) -> None:
    client = client_of(cast.user(name))
    assert [client.get(url("card", cast)).status_code, client.post(url("card", cast)).status_code] == [404, 404]


def test_a_withdrawn_consent_takes_card_and_extract_at_once(cast: Any, client_of: Any) -> None:
    client = client_of(cast.sygehus)
    assert [client.get(url(name, cast)).status_code for name in ("card", "extract")] == [200, 200]
    withdraw(cast.exchange)
    assert [client.get(url(name, cast)).status_code for name in ("card", "extract")] == [404, 404]


def test_no_card_from_a_closed_plan(cast: Any, client_of: Any) -> None:
    plans.crisis_plan(cast.closed_plan, early_signs="Gammelt")
    assert client_of(cast.koordinator).get(reverse("overview:card", args=[cast.closed_plan.pk])).status_code == 404


def test_an_empty_crisis_plan_says_so_and_prints_nothing(cast: Any, client_of: Any) -> None:
    draft, client = cast.draft, client_of(cast.koordinator)
    address = reverse("overview:card", args=[draft.pk])
    page = client.get(address).content.decode()
    assert "Kriseplanen er tom" in page and "Lav PDF" not in page and reverse("plans:crisis", args=[draft.pk]) in page
    assert client.post(address, {"sheet": "a4"}).status_code == 422
    assert PlanPrint.objects.count() == 0


def test_a_long_card_goes_on_and_says_what_to_shorten(cast: Any, client_of: Any) -> None:
    crisis = cast.crisis_plan
    crisis.what_helps = " ".join(f"ord{number:03d} om at gå en tur" for number in range(200)) + " SLUT"
    saved(crisis)
    client = client_of(cast.koordinator)
    page = client.get(url("card", cast)).content.decode()
    assert "mere end ét kort" in page and f"Det hjælper ({len(crisis.what_helps)} tegn)" in page
    found = pages(client.post(url("card", cast), {"sheet": "a6"}))
    text = " ".join(found)
    assert len(found) > 2 and "SLUT" in text and [n for n in range(200) if f"ord{n:03d}" not in text] == []
    on_a4 = pages(client.post(url("card", cast), {"sheet": "a4"}))
    assert len(on_a4) == (len(found) + 1) // 2 and "SLUT" in " ".join(on_a4)


def test_what_is_no_card_any_more_is_refused(cast: Any, client_of: Any) -> None:
    cast.crisis_plan.what_helps = "Musik og ro. " * 1_000
    saved(cast.crisis_plan)
    client = client_of(cast.koordinator)
    page = client.get(url("card", cast)).content.decode()
    assert "for meget tekst i kriseplanen" in page and "Lav PDF" not in page
    assert client.post(url("card", cast), {"sheet": "a6"}).status_code == 422
    assert PlanPrint.objects.count() == 0


def test_short_texts_are_printed_in_large_letters(cast: Any) -> None:
    case = open_case(cast.koordinator, cast.peter.pk)
    cast.plan.citizen = case.citizen
    fit = fit_of(crisis_card(cast.plan, case))
    assert (fit.fits, fit.size, fit.parted) == (True, 12.0, True)
    cast.crisis_plan.what_helps = "Gå en lang tur med hunden. " * 40
    saved(cast.crisis_plan)
    smaller = fit_of(crisis_card(cast.plan, case))
    assert smaller.fits and smaller.size < 12


def test_a_script_on_the_card_is_text(cast: Any, client_of: Any) -> None:
    cast.crisis_plan.early_signs = EVIL
    saved(cast.crisis_plan)
    plans.crisis_contact(cast.crisis_plan, "<b>Mor</b>")
    case = open_case(cast.koordinator, cast.peter.pk)
    cast.plan.citizen = case.citizen
    html = card_html(crisis_card(cast.plan, case))
    assert [tag for tag in ("<script", "<img", "<b>") if tag in html] == []
    assert "<script>alert(1)" in " ".join(pages(client_of(cast.koordinator).post(url("card", cast), {"sheet": "a6"})))
    assert "<script>alert(1)" not in client_of(cast.koordinator).get(url("card", cast)).content.decode()


# The extract


@pytest.mark.parametrize("name", sorted(PARTNERS_OF_PETER))
def test_an_extract_holds_ones_own_tracks_and_nothing_else(cast: Any, client_of: Any, name: str) -> None:
    """On screen and on paper alike: no other track, organisation or person, no address, not even for who visits."""
    user, client = cast.user(name), client_of(cast.user(name))
    cast.peter.protected = True
    saved(cast.peter)
    place = cast.places[name]
    place.visits_home = True
    saved(place)
    opened = PARTNERS_OF_PETER[name] & set(TRACKS)
    shown = client.get(url("extract", cast)).context["text"]
    assert last_event() == ("export", "given", [str(kind) for kind in TRACKS if kind in opened])
    assert PlanPrint.objects.count() == 0
    answer = client.post(url("extract", cast))
    for text in (shown, " ".join(pages(answer))):
        assert marks(text) == opened
        assert "Peter Pilegaard" in text and "4711" in text and user.name in text and str(user.organisation) in text
        others = {str(place) for place in cast.workplaces.values()} - {str(user.organisation)}
        assert [place for place in others if place in text] == []
        people = {"Rikke Rosenlund", "Søren Sandager", "Jytte Jernvig", "Lars Lægaard"} - {user.name}
        assert [person for person in people if person in text] == []
        assert [word for word in (cast.peter.phone, cast.peter.cpr[:6], cast.peter.address) if word in text] == []
    row = PlanPrint.objects.get()
    assert (row.variant, row.organisation, set(row.parts)) == ("extract", user.organisation, opened)
    assert answer["Content-Disposition"] == 'attachment; filename="uddrag-4711-v1.pdf"'


def test_what_one_answers_for_comes_first(cast: Any, client_of: Any) -> None:
    track = cast.tracks[Part.SOCIAL]
    tracks.intervention(track, "Aaa en andens", cast.places["home_nursing"])
    tracks.intervention(track, "Zzz min egen", cast.places["jobcenter"])
    text = client_of(cast.jobcenter).get(url("extract", cast)).context["text"]
    assert 0 < text.find("Zzz min egen") < text.find("Aaa en andens")
    assert "Aaa en andens · En anden i netværket" in text


@pytest.mark.parametrize(
    ("name", "status"), [("koordinator", 403), ("projektleder", 403), ("psykiatri", 404), ("frivillig", 404)]
)
def test_an_extract_is_for_participants_of_this_citizen(cast: Any, client_of: Any, name: str, status: int) -> None:
    assert client_of(cast.user(name)).get(url("extract", cast)).status_code == status


def test_without_a_track_there_is_no_extract(cast: Any, client_of: Any) -> None:
    citizens.place(cast.peter, cast.psykiatri, Place.PARTICIPANT)
    citizens.exchange(cast.peter, cast.koordinator, {cast.psykiatri.organisation: {Part.FRONT: "read"}})
    client = client_of(cast.psykiatri)
    assert client.get(url("extract", cast)).status_code == 404
    assert "uddrag" not in client.get(url("print", cast)).content.decode()


def test_a_script_in_the_extract_is_text(cast: Any, client_of: Any) -> None:
    track = cast.tracks[Part.SOCIAL]
    track.status_line = f"</textarea>{EVIL}"
    saved(track)
    client = client_of(cast.jobcenter)
    page = client.get(url("extract", cast))
    assert "<script>alert(1)" in page.context["text"]
    assert "<script>alert" not in page.content.decode() and "<img" not in page.content.decode()
    assert "<script>alert(1)" in " ".join(pages(client.post(url("extract", cast))))


def test_an_empty_plan_gives_papers_that_say_so(cast: Any, client_of: Any) -> None:
    other = citizens.citizen(cast.programme, "Tom", "Tomsen")
    citizens.place(other, cast.koordinator, Place.COORDINATOR)
    citizens.participation(other, cast.koordinator)
    citizens.place(other, cast.jobcenter)
    citizens.exchange(other, cast.koordinator, {cast.jobcenter.organisation: {Part.SOCIAL: "read"}})
    empty = plans.plan(other)
    tracks.track(empty, Part.SOCIAL)
    text = client_of(cast.jobcenter).get(reverse("overview:extract", args=[empty.pk])).context["text"]
    assert "Der er ikke skrevet nogen status for sporet endnu" in text or "endnu" in text


# Where they are found


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("koordinator", {"krisekort", "blank-plan"}),
        ("projektleder", {"krisekort", "blank-plan"}),
        ("sygehus", {"krisekort", "uddrag"}),
        ("jobcenter", {"uddrag"}),
    ],
)
def test_the_print_page_leads_to_each_paper_one_may_have(cast: Any, client_of: Any, name: str, found: set[str]) -> None:
    text = client_of(cast.user(name)).get(url("print", cast)).content.decode()
    addresses = {"krisekort": url("card", cast), "uddrag": url("extract", cast), "blank-plan": url("blank_for", cast)}
    assert {word for word, address in addresses.items() if address in text} == found
