"""The tab "Network and consent", and the short flow that adds somebody."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from citizens import access
from citizens.enums import Part
from citizens.models import CareTeamMember, Consent, Relative, Stay
from core.dates import add_months, today
from tests.cast import Cast
from tests.factories import citizens


@pytest.fixture
def client(cast: Cast, client_of: Any) -> Any:
    return client_of(cast.koordinator)


def url(name: str, *args: Any) -> str:
    return reverse(f"citizens:{name}", args=[getattr(arg, "pk", arg) for arg in args])


def person(cast: Cast, who: str = "frivillig", **values: Any) -> dict[str, Any]:
    """What the flow's last form posts."""
    key = str(cast.user(who).pk) if who else "none"
    said = {"person": key, "place": "participant", "starts_on": today().isoformat(), "form": "written"}
    said |= {"given_on": today().isoformat(), "expires_on": add_months(today(), 12).isoformat(), "purpose": "Hjælp"}
    return {**said, **values}


def places(cast: Cast) -> int:
    return CareTeamMember.objects.filter(citizen=cast.peter).count()


def test_the_table_shows_what_counts_today_and_nothing_else(cast: Cast, client: Any) -> None:
    old = today() - timedelta(days=100)
    cells = {cast.workplaces["shelter"]: {Part.CRISIS: "read"}}
    citizens.exchange(cast.peter, cast.koordinator, cells, given_on=old, expires_on=today())
    citizens.exchange(cast.peter, cast.koordinator, cells, given_on=old, expires_on=today() + timedelta(days=30))
    told = client.get(url("network", cast.peter)).context
    rows = {row.organisation.name: row for row in told["rows"]}
    shelter, nursing = rows["Værestedet Havnen"], rows["Hjemmeplejen Sakskøbing"]
    assert [(span.level, span.until) for span in shelter.cells[Part.CRISIS]] == [("read", today() + timedelta(days=30))]
    assert (shelter.ends_soon, nursing.spans) == (today() + timedelta(days=30), [])
    assert rows["Lægerne Torvet"].ends_soon is None
    assert [(card["consent"].expires_on, card["word"]) for card in told["over"]] == [(today(), "Udløbet")]
    assert {card["word"] for card in told["cards"]} == {"Gælder", "Udløber snart"}


def test_who_has_read_and_who_has_left_stand_there(cast: Cast, client: Any) -> None:
    citizens.place(cast.peter, cast.psykiatri, ends_on=today())
    client.get(url("network", cast.peter))
    told = client.get(url("network", cast.peter)).context
    assert [(row["reader"].user_name, row["role"]) for row in told["readers"]] == [
        ("Kirsten Kjeldgaard", "Koordinator")
    ]
    assert (told["shifts"], [row["place"].name for row in told["ended"]]) == (1, ["Pia Poulstrup"])


@pytest.mark.parametrize(
    ("name", "status"), [("koordinator", 200), ("projektleder", 200), ("koordinator2", 404), ("jobcenter", 404)]
)
def test_who_opens_the_tab(cast: Cast, client_of: Any, name: str, status: int) -> None:
    assert client_of(cast.user(name)).get(url("network", cast.peter)).status_code == status


def test_the_lead_reads_and_changes_nothing(cast: Cast, client_of: Any) -> None:
    lead = client_of(cast.projektleder)
    page = lead.get(url("network", cast.peter)).content.decode().split("<main")[1]
    assert "tilbagekald" not in page and "afslut/" not in page and "tilfoej" not in page
    before = places(cast)
    assert lead.post(url("add_place", cast.peter), person(cast)).status_code == 403
    assert lead.post(url("end_place", cast.places["jobcenter"]), {}).status_code == 403
    assert places(cast) == before


def test_found_chosen_and_added_with_consent_in_one_flow(cast: Cast, client: Any, client_of: Any) -> None:
    found = client.post(url("add_place", cast.peter), {"do": "find", "find": "havnen frivillig"})
    assert [hit.user for hit in found.context["hits"]] == [cast.frivillig]
    chosen = client.post(url("add_place", cast.peter), {"pick": str(cast.frivillig.pk)})
    assert (chosen.status_code, chosen.context["person"]) == (200, cast.frivillig)
    answer = client.post(url("add_place", cast.peter), person(cast, part_social="comment", tracks=["social"]))
    assert answer.url == url("network", cast.peter)
    case = access.case_of(cast.frivillig, cast.peter)
    assert case is not None and case.commentable == {Part.SOCIAL}
    assert CareTeamMember.objects.get(user=cast.frivillig, citizen=cast.peter).tracks == ["social"]
    assert client_of(cast.frivillig).get(reverse("overview:plan", args=[cast.peter.pk])).status_code == 200


@pytest.mark.parametrize("text", ["dorte", "ulla", "analytiker", "jytte"])
def test_the_inactive_the_wrong_role_and_who_is_there_already_are_not_offered(
    cast: Cast, client: Any, text: str
) -> None:
    assert client.post(url("add_place", cast.peter), {"do": "find", "find": text}).context["hits"] == []


def test_one_deactivated_meanwhile_is_refused(cast: Cast, client: Any) -> None:
    before, user = places(cast), cast.frivillig
    user.is_active = False
    user.save()
    answer = client.post(url("add_place", cast.peter), person(cast))
    assert (answer.context["gone"], answer.context["form"], places(cast)) == (True, None, before)


def test_somebody_without_log_in(cast: Cast, client: Any) -> None:
    assert "id_organisation" in client.post(url("add_place", cast.peter), {"do": "without"}).content.decode()
    data = person(cast, "", name="Ib", organisation=str(cast.workplaces["shelter"].pk), visits_home="on")
    client.post(url("add_place", cast.peter), data)
    place = CareTeamMember.objects.get(citizen=cast.peter, name="Ib")
    assert (place.user, place.visits_home) == (None, False)


@pytest.mark.parametrize(
    ("field", "bad"),
    [
        ("place", "coordinator"),
        ("starts_on", "2026-02-31"),
        ("ends_on", (today() - timedelta(days=1)).isoformat()),
        ("tracks", "moon"),
        ("part_social", "own"),
        ("expires_on", add_months(today(), 14).isoformat()),
        ("contribution", "x" * 1_000_000),
    ],
)
def test_bad_input_in_the_flow_keeps_what_was_typed(cast: Cast, client: Any, field: str, bad: str) -> None:
    before = (places(cast), Consent.objects.count())
    data = person(cast, function="vært 🙂", **{"part_social": "read", field: bad})
    answer = client.post(url("add_place", cast.peter), data)
    assert (answer.status_code, field in answer.context["form"].errors) == (422, True)
    assert "vært 🙂" in answer.content.decode() and "Frida Frihavn" in answer.content.decode()
    assert (places(cast), Consent.objects.count()) == before


def test_a_second_coordinator_at_once_is_not_to_be_had(cast: Cast, client: Any) -> None:
    before = places(cast)
    answer = client.post(url("add_place", cast.peter), person(cast, "koordinator2", place="coordinator"))
    assert (answer.status_code, places(cast)) == (422, before)
    co = client.post(url("add_place", cast.peter), person(cast, "koordinator2", place="co-coordinator"))
    assert (co.status_code, access.case_of(cast.koordinator2, cast.peter).relation) == (302, "coordinator")


def test_a_place_is_changed_ended_and_given_again(cast: Cast, client: Any, client_of: Any) -> None:
    place, plan = cast.places["jobcenter"], reverse("overview:plan", args=[cast.peter.pk])
    partner = client_of(cast.jobcenter)
    data = {"revision": place.revision, "function": "leder", "tracks": ["social", "somatic"], "phone": "1"}
    assert client.post(url("edit_place", place), data).status_code == 302
    assert (partner.get(plan).status_code, CareTeamMember.objects.get(pk=place.pk).tracks) == (
        200,
        ["social", "somatic"],
    )
    stale = client.post(url("edit_place", place), {**data, "function": "chef"})
    assert (stale.status_code, CareTeamMember.objects.get(pk=place.pk).function) == (422, "leder")
    assert "Jytte Jernvig" in client.get(url("end_place", place)).content.decode()
    client.post(url("end_place", place), {"ends_on": today().isoformat(), "reason": "Ny"})
    assert partner.get(plan).status_code == 404
    client.post(url("add_place", cast.peter), person(cast, "jobcenter"))
    assert partner.get(plan).status_code == 200


def test_family_and_stays_from_page_to_page(cast: Cast, client: Any) -> None:
    client.post(url("add_relative", cast.peter), {"name": "Bo", "relation": "bror", "may_be_contacted": "on"})
    row = Relative.objects.get(name="Bo")
    client.post(url("edit_relative", row), {"name": "Bo", "relation": "ven", "revision": row.revision})
    client.post(url("end_relative", row), {"reason": ""})
    row.refresh_from_db()
    assert (row.relation, row.may_be_contacted, row.ended_on) == ("ven", False, today())
    client.post(url("add_stay", cast.peter), {"kind": "somatic", "starts_on": today().isoformat()})
    stay = Stay.objects.get(citizen=cast.peter, starts_on=today())
    client.post(url("edit_stay", stay), {"kind": "prison", "starts_on": today().isoformat(), "revision": 1})
    assert "Indlagt nu" in client.get(url("network", cast.peter)).content.decode()
    client.post(url("end_stay", stay), {"ends_on": today().isoformat()})
    client.post(url("void_stay", stay), {"reason": "Forkert borger"})
    page = client.get(url("network", cast.peter)).content.decode()
    assert "Indlagt nu" not in page and "Forkert borger" in page
    bad = client.post(url("add_stay", cast.peter), {"kind": "somatic", "where": "Afsnit 3", "about_count": "3"})
    assert (bad.status_code, list(bad.context["form"].errors)) == (422, ["year"])
    assert "Afsnit 3" in bad.content.decode()


def test_the_page_costs_the_same_for_a_big_network(cast: Cast, client: Any, django_assert_max_num_queries: Any) -> None:
    client.get(url("network", cast.peter))
    for number in range(20):
        citizens.professional(cast.peter, cast.workplaces["shelter"], f"Nr. {number}")
        cells = {cast.workplaces["shelter"]: {Part.SOCIAL: "read"}}
        citizens.exchange(cast.peter, cast.koordinator, cells)
    with django_assert_max_num_queries(22):
        assert client.get(url("network", cast.peter)).status_code == 200
