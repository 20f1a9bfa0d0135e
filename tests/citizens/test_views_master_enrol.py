"""Master data: read, edited by group, protected, and the CPR number shown once and logged."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from audit.enums import Kind
from audit.models import AccessEvent
from citizens.models import Citizen
from core.attribution import SYSTEM, attributed_to
from core.dates import today
from tests.cast import Cast
from tests.factories import citizens
from tests.roles import as_owner

HOME = {"housing": "own", "housing_note": "", "income": "", "income_note": "", "children_at_home": ""}


def url(name: str, citizen: Citizen) -> str:
    return reverse(f"citizens:{name}", args=[citizen.pk])


@pytest.fixture
def client(cast: Cast, client_of: Any) -> Any:
    return client_of(cast.koordinator)


def fresh(citizen: Citizen) -> Citizen:
    return Citizen.objects.get(pk=citizen.pk)


def change(citizen: Citizen, **fields: Any) -> Citizen:
    row = fresh(citizen)
    for name, value in fields.items():
        setattr(row, name, value)
    with attributed_to(SYSTEM):
        row.save()
    return row


def opened(client: Any, name: str, citizen: Citizen, **fields: Any) -> dict[str, Any]:
    """What the form sends when it is opened and `fields` are typed into it."""
    form = client.get(url(name, citizen)).context["form"]
    data = {key: form[key].value() for key in form.fields}
    sent = {key: "on" if value is True else value for key, value in data.items() if value not in (None, False)}
    return {**sent, **fields}


def test_groups_are_saved_apart_with_history(cast: Cast, client: Any) -> None:
    data = opened(client, "edit_doctor", cast.rita, doctor="Lægerne Havnegade", doctor_phone="54 11 11 11")
    assert client.post(url("edit_doctor", cast.rita), data).url == url("master", cast.rita)
    row = fresh(cast.rita)
    assert (row.doctor, row.doctor_phone, row.history.first().history_user) == (
        "Lægerne Havnegade",
        "54 11 11 11",
        cast.koordinator,
    )
    assert "Lægerne Havnegade" in client.get(url("master", cast.rita)).content.decode()


def test_step_one_edits_everything(cast: Cast, client: Any) -> None:
    data = opened(client, "enrol_master", cast.rita, address="Strandvej 1", town="Nakskov", doctor="Dr. Dam")
    data |= {**HOME, "children_at_home": "2", "municipality": "other", "other_municipality": "Vordingborg"}
    assert client.post(url("enrol_master", cast.rita), data).url == url("enrol_screening", cast.rita)
    row = fresh(cast.rita)
    assert (row.address, row.town, row.doctor, row.housing, row.children_at_home, row.municipality) == (
        "Strandvej 1",
        "Nakskov",
        "Dr. Dam",
        "own",
        2,
        "Vordingborg",
    )
    stop = opened(client, "enrol_master", cast.rita, stop="1")
    assert (stop["municipality"], stop["other_municipality"]) == ("other", "Vordingborg")
    assert client.post(url("enrol_master", cast.rita), stop).url == url("referral", cast.rita)


def test_a_missing_number_can_be_filled_in_and_a_present_one_not_touched(cast: Cast, client: Any) -> None:
    row = change(cast.rita, cpr="", born_on=date(1948, 12, 25))
    taken = opened(client, "edit_person", row, cpr=cast.hanne.cpr, born_on="")
    refused = client.post(url("edit_person", row), taken)
    assert refused.status_code == 422 and list(refused.context["form"].errors) == ["cpr"]
    assert cast.hanne.family_name not in refused.content.decode()
    assert fresh(row).cpr == ""
    assert client.post(url("edit_person", row), {**taken, "cpr": "851248-1234"}).status_code == 302
    assert (fresh(row).cpr, fresh(row).born_on) == ("8512481234", date(1948, 12, 25))
    assert "cpr" not in client.get(url("edit_person", row)).context["form"].fields
    again = opened(client, "edit_person", row, cpr="8412481234", born_on="1948-12-24")
    assert client.post(url("edit_person", row), again).status_code == 302
    assert (fresh(row).cpr, fresh(row).born_on) == ("8512481234", date(1948, 12, 25))


def test_protection_needs_a_day_and_never_lifts_itself(cast: Cast, client: Any) -> None:
    send = lambda **fields: client.post(  # noqa: E731
        url("edit_protection", cast.rita), opened(client, "edit_protection", cast.rita, **fields)
    )
    for bad in ("", "2027-02-31", today().isoformat(), "x"):
        answer = send(protected="on", protected_until=bad)
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["protected_until"])
        assert fresh(cast.rita).protected is False
    until = today() + timedelta(days=365)
    assert send(protected="on", protected_until=until.isoformat()).status_code == 302
    assert (fresh(cast.rita).protected, fresh(cast.rita).protected_until) == (True, until)
    row = change(cast.rita, protected_until=today() - timedelta(days=1))
    page = client.get(url("master", row))
    assert page.context["check_protection"] is True and fresh(row).protected is True
    lifted = opened(client, "edit_protection", row)
    del lifted["protected"]
    assert client.post(url("edit_protection", row), lifted).status_code == 302
    assert (fresh(row).protected, fresh(row).protected_until) == (False, None)


def test_the_lead_reads_but_sees_no_protected_address(cast: Cast, client_of: Any) -> None:
    lead = client_of(cast.projektleder)
    change(cast.peter, address="Skjulestedet 7", phone="99 88 77 66")
    assert "Skjulestedet 7" in lead.get(url("master", cast.peter)).content.decode()
    change(cast.peter, protected=True, protected_until=today() + timedelta(days=30))
    shown = lead.get(url("master", cast.peter)).content.decode()
    assert "Skjulestedet" not in shown and "99 88 77 66" not in shown
    for name in ("edit_person", "edit_protection", "edit_doctor", "edit_home", "enrol_master", "show_cpr"):
        assert lead.get(url(name, cast.peter)).status_code == 403
        assert lead.post(url(name, cast.peter), {}).status_code == 403


def test_two_tabs_different_fields_and_the_same(cast: Cast, client: Any) -> None:
    first = opened(client, "edit_doctor", cast.rita, doctor="Min læge", doctor_note="Ring først")
    change(cast.rita, doctor_phone="11 11 11 11")
    answer = client.post(url("edit_doctor", cast.rita), first)
    assert answer.status_code == 422 and "Ring først" in answer.content.decode()
    assert fresh(cast.rita).doctor == ""
    form = answer.context["form"]
    assert (form["doctor"].value(), form["doctor_phone"].value()) == ("Min læge", "11 11 11 11")
    change(cast.rita, doctor="En andens læge")
    again = client.post(url("edit_doctor", cast.rita), form.data.dict())
    assert [row.name for row in again.context["form"].conflicts] == ["doctor"]
    assert "En andens læge" in again.content.decode() and "Min læge" in again.content.decode()
    assert fresh(cast.rita).doctor == "En andens læge"


def test_a_municipality_changed_meanwhile_is_taken_over(cast: Cast, client: Any) -> None:
    typed = opened(client, "edit_person", cast.rita, town="Nakskov")
    change(cast.rita, municipality="Næstved")
    form = client.post(url("edit_person", cast.rita), typed).context["form"]
    assert (form["municipality"].value(), form["other_municipality"].value()) == ("other", "Næstved")
    assert client.post(url("edit_person", cast.rita), form.data.dict()).status_code == 302
    assert (fresh(cast.rita).municipality, fresh(cast.rita).town) == ("Næstved", "Nakskov")


BAD = [
    ("edit_person", {"given_name": ""}, "given_name"),
    ("edit_person", {"given_name": "A\x00"}, "given_name"),
    ("edit_person", {"address": "x" * 1_000_000}, "address"),
    ("edit_person", {"email": "ikke en adresse"}, "email"),
    ("edit_person", {"intensity": "altid"}, "intensity"),
    ("edit_person", {"municipality": "other", "other_municipality": ""}, "other_municipality"),
    ("edit_home", {"children_at_home": "-1"}, "children_at_home"),
    ("edit_home", {"children_at_home": "99999999999"}, "children_at_home"),
    ("edit_home", {"children_at_home": "to"}, "children_at_home"),
    ("edit_home", {"housing": "slot"}, "housing"),
    ("edit_home", {"housing_note": "x" * 201}, "housing_note"),
    ("edit_doctor", {"doctor_note": "x" * 1_000_000}, "doctor_note"),
]


@pytest.mark.parametrize(("name", "fields", "field"), BAD)
def test_bad_input_changes_nothing(cast: Cast, client: Any, name: str, fields: dict[str, str], field: str) -> None:
    revision = fresh(cast.rita).revision
    answer = client.post(url(name, cast.rita), opened(client, name, cast.rita, **fields))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert fresh(cast.rita).revision == revision


def test_the_whole_number_is_shown_once_and_logged(cast: Cast, client: Any) -> None:
    whole = f"{cast.peter.cpr[:6]}-{cast.peter.cpr[6:]}"
    for quiet in (client.get(url("show_cpr", cast.peter)), client.get(url("master", cast.peter))):
        text = quiet.content.decode()
        assert quiet.status_code == 200 and cast.peter.masked_cpr in text
        assert whole not in text and cast.peter.cpr not in text
    page = client.post(url("show_cpr", cast.peter))
    assert page.status_code == 200 and whole in page.content.decode() and page["Cache-Control"] == "no-store"
    partial = client.post(url("show_cpr", cast.peter), headers={"HX-Request": "true"}).content.decode()
    assert whole in partial and "<html" not in partial and 'id="citizen-cpr"' in partial
    with as_owner():
        events = AccessEvent.objects.filter(kind=Kind.SHOW_CPR, citizens=[cast.peter.pk], user_id=cast.koordinator.pk)
        assert events.count() == 2
    assert whole not in client.get(url("master", cast.peter)).content.decode()


def test_without_a_number_there_is_nothing_to_show(cast: Cast, client: Any) -> None:
    row = change(cast.rita, cpr="", born_on=date(1980, 1, 2))
    assert client.post(url("show_cpr", row)).status_code == 200
    assert "2. januar 1980" in client.get(url("master", row)).content.decode()


@pytest.mark.parametrize("who", ["rusmiddel", "jobcenter", "laege", "psykiatri", "koordinator2"])
def test_master_data_do_not_exist_for_others(cast: Cast, client_of: Any, who: str) -> None:
    names = ("master", "edit_person", "show_cpr", "enrol_master", "enrol_screening", "referral", "exclude")
    client, citizen = client_of(cast.user(who)), cast.peter
    assert {client.get(url(name, citizen)).status_code for name in names} == {404}
    assert {client.post(url(name, citizen), {}).status_code for name in names} == {404}


def test_a_withdrawn_participation_leaves_reading_only(cast: Cast, client: Any) -> None:
    row = citizens.citizen(cast.programme, "Villy", "Vagn")
    citizens.place(row, cast.koordinator, "coordinator")
    fields = {"withdrawn_on": today(), "withdrawn_by": "Borgeren", "withdrawn_how": "phone"}
    citizens.participation(row, cast.koordinator, **fields)
    assert client.get(url("master", row)).status_code == 200
    assert client.get(url("edit_person", row)).status_code == 403
    assert client.post(url("edit_home", row), HOME).status_code == 403
