"""The texts of a plan in two browsers, with bad input, in place and without scripts: nothing typed is ever lost."""

import re

import pytest

from citizens.enums import Place
from plans import actions
from plans.models import CrisisPlan, Plan
from tests.factories import citizens

HTMX = {"HX-Request": "true"}


def fresh(plan):
    return Plan.objects.get(pk=plan.pk)


@pytest.fixture
def client(cast, client_of):
    return client_of(cast.koordinator)


def voice(plan, **values):
    texts = {name: getattr(plan, name) for name in ("matters", "wishes", "resources", "preferences", "view_of_help")}
    return {**texts, "revision": plan.revision, **values}


def test_saved_without_scripts_and_in_place(cast, client):
    address = f"/planer/{cast.plan.pk}/stemme/"
    response = client.post(address, voice(cast.plan, matters="Noget at stå op til"))
    assert (response.status_code, response.url) == (302, f"/borgere/{cast.peter.pk}/plan/#plan-voice")
    response = client.post(address, voice(fresh(cast.plan), matters="Ro"), headers=HTMX)
    assert response.status_code == 200
    assert response.headers["HX-Retarget"] == "#plan-voice"
    assert "somv:saved" in response.headers["HX-Trigger"]
    page = response.content.decode()
    assert page.lstrip().startswith('<section class="voice" id="plan-voice"')
    assert "Ro" in page
    assert fresh(cast.plan).matters == "Ro"


def test_the_form_is_a_page_or_a_part(cast, client):
    address = f"/planer/{cast.plan.pk}/stemme/"
    assert "<html" in client.get(address).content.decode()
    part = client.get(address, headers=HTMX).content.decode()
    assert "<html" not in part
    assert 'id="plan-voice"' in part
    assert f'hx-post="{address}"' in part


def test_the_same_field_in_two_windows_shows_both_texts(cast, client):
    mine = voice(cast.plan, matters="Min tekst")
    other = actions.change_voice(
        cast.plan, by=cast.koordinator, revision=cast.plan.revision, matters="Den andens tekst"
    )
    response = client.post(f"/planer/{cast.plan.pk}/stemme/", mine)
    page = response.content.decode()
    assert response.status_code == 422
    assert page.count("Den andens tekst") >= 2
    assert ">\nMin tekst</textarea>" in page
    assert fresh(cast.plan).matters == "Den andens tekst"
    assert fresh(cast.plan).revision == other.revision
    again = voice(cast.plan, matters="Min tekst", revision=re.search(r'name="revision" value="(\d+)"', page)[1])
    assert client.post(f"/planer/{cast.plan.pk}/stemme/", again).status_code == 302
    assert fresh(cast.plan).matters == "Min tekst"


def test_different_fields_in_two_windows_keep_both(cast, client):
    mine = voice(cast.plan, matters="Min tekst")
    actions.change_voice(cast.plan, by=cast.koordinator, revision=cast.plan.revision, wishes="Den andens ønske")
    response = client.post(f"/planer/{cast.plan.pk}/stemme/", mine)
    page = response.content.decode()
    assert response.status_code == 422
    assert ">\nDen andens ønske</textarea>" in page
    assert ">\nMin tekst</textarea>" in page
    assert (fresh(cast.plan).matters, fresh(cast.plan).wishes) == (cast.plan.matters, "Den andens ønske")
    again = {**mine, "wishes": "Den andens ønske", "revision": fresh(cast.plan).revision}
    assert client.post(f"/planer/{cast.plan.pk}/stemme/", again).status_code == 302
    assert (fresh(cast.plan).matters, fresh(cast.plan).wishes) == ("Min tekst", "Den andens ønske")


def test_another_part_saved_meanwhile_is_no_false_alarm(cast, client):
    mine = voice(cast.plan, matters="Min tekst")
    actions.change_if_absent(cast.plan, by=cast.koordinator, revision=cast.plan.revision, if_absent="Ring")
    assert client.post(f"/planer/{cast.plan.pk}/stemme/", mine).status_code == 302
    assert (fresh(cast.plan).matters, fresh(cast.plan).if_absent) == ("Min tekst", "Ring")


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "😀 æøå", "1\r\n2"])
def test_odd_texts_are_kept_and_shown_as_text(cast, client, text):
    client.post(f"/planer/{cast.plan.pk}/stemme/", voice(cast.plan, matters=text))
    assert fresh(cast.plan).matters == text
    page = client.get(f"/borgere/{cast.peter.pk}/plan/").content.decode()
    assert "<script>alert" not in page


@pytest.mark.parametrize("text", ["x" * 1_000_000, "før\0efter", "CPR 251248-9996"])
def test_what_cannot_be_stored_is_said_by_the_field(cast, client, text):
    before = fresh(cast.plan)
    response = client.post(f"/planer/{cast.plan.pk}/stemme/", voice(cast.plan, matters=text))
    assert response.status_code == 422
    assert 'id="id_matters_error"' in response.content.decode()
    assert (fresh(cast.plan).matters, fresh(cast.plan).revision) == (before.matters, before.revision)


def test_a_form_without_its_revision_is_refused(cast, client):
    values = voice(cast.plan, matters="x")
    for bad in ("", "abc", "-1", "99999999999999999999"):
        response = client.post(f"/planer/{cast.plan.pk}/stemme/", {**values, "revision": bad})
        assert response.status_code == 422, bad
    assert fresh(cast.plan).matters == cast.plan.matters


def test_the_acceptance_loads_the_page_again(cast, client):
    values = {"acceptance": "not-yet", "not_accepted_reason": "Tænker", "revision": fresh(cast.plan).revision}
    response = client.post(f"/planer/{cast.plan.pk}/accept/", values, headers=HTMX)
    assert response.headers["HX-Refresh"] == "true"
    assert fresh(cast.plan).accepted_on is None


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"acceptance": "accepted"}, "accepted_on"),
        ({"acceptance": "accepted", "accepted_on": "2026-02-31"}, "accepted_on"),
        ({"acceptance": "not-yet"}, "not_accepted_reason"),
        ({"acceptance": "måske"}, "acceptance"),
        ({"acceptance": "not-yet", "not_accepted_reason": "x" * 301}, "not_accepted_reason"),
    ],
)
def test_an_acceptance_that_says_too_little(cast, client, values, field):
    before = fresh(cast.plan)
    response = client.post(f"/planer/{cast.plan.pk}/accept/", {"revision": before.revision, **values})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert fresh(cast.plan).revision == before.revision


def test_the_crisis_plan_is_made_by_its_first_text(cast, client):
    newcomer = citizens.citizen(cast.programme)
    citizens.place(newcomer, cast.koordinator, Place.COORDINATOR)
    citizens.participation(newcomer, cast.koordinator)
    plan = actions.create_plan(newcomer, by=cast.koordinator)
    values = {"early_signs": "Sover ikke", "revision": ""}
    response = client.post(f"/planer/{plan.pk}/kriseplan/", values, headers=HTMX)
    assert response.status_code == 200
    assert CrisisPlan.objects.get(plan=plan).early_signs == "Sover ikke"
    assert "Sover ikke" in response.content.decode()
