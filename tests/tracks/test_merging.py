"""Two records of one person become one, and nobody in the network learns more by it (issue 3, item 8; ADR 0016)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core import serializers
from django.urls import reverse

from accounts.models import User
from citizens import access
from citizens.enums import Level, Part
from citizens.models import (
    CareTeamMember,
    Citizen,
    CitizenUserObjectPermission,
    Consent,
    ConsentScope,
    Merging,
    Relative,
    Stay,
    ToDo,
)
from core import drafts
from core.dates import today
from core.models import Draft, Refused
from overview.queries.search import search
from tests.cast import Cast
from tests.factories import citizens as make
from tests.roles import as_owner
from tests.tracks.doubles import PARTNERS, WORD, closed_plan, double, rows_of
from tracks import actions

PAGES = ("overview:plan", "overview:earlier_plans", "overview:timeline", "tracks:log", "meetings:meetings")


def fresh(row: Any) -> Any:
    return type(row).objects.get(pk=row.pk)


def merge(cast: Cast, kept: Citizen, merged: Citizen, *take: str) -> Merging:
    kept, merged = fresh(kept), fresh(merged)
    seen = (kept.revision, merged.revision)
    return actions.merge(kept, merged, by=cast.projektleder, reason="Samme fødselsdag", take=take, seen=seen)


def opened(user: User, citizen: Citizen) -> dict[str, frozenset[Part]]:
    """What of this citizen a user may read and comment on today."""
    user = fresh(user)
    row = access.visible_citizens(user).filter(pk=citizen.pk).first()
    case = access.case_of(user, row) if row else None
    return {"read": case.readable if case else frozenset(), "comment": case.commentable if case else frozenset()}


@pytest.fixture
def second(cast: Cast) -> Citizen:
    return double(cast)


def test_a_merging_opens_nothing_to_anybody_in_the_network(cast: Cast, second: Citizen, client_of: Any) -> None:
    """Everybody reads and comments on no more parts than before, and nothing of what the second record said."""
    plan = closed_plan(cast, second)
    with as_owner():  # in the kept record's network, with a narrower consent than the second record's
        make.place(cast.peter, cast.psykiatri)
        make.exchange(cast.peter, cast.koordinator, {cast.workplaces["district_psychiatry"]: {Part.CRISIS: Level.READ}})
    before = {name: opened(cast.user(name), cast.peter) for name in PARTNERS}
    merge(cast, cast.peter, second)
    for name in PARTNERS:
        after = opened(cast.user(name), cast.peter)
        assert after["read"] <= before[name]["read"], name
        assert after["comment"] <= before[name]["comment"], name
        assert opened(cast.user(name), second) == {"read": frozenset(), "comment": frozenset()}
        client = client_of(cast.user(name))
        shown = [client.get(reverse(page, args=[cast.peter.pk])) for page in PAGES]
        shown += [client.get(reverse("overview:home")), client.get(reverse("overview:citizens"))]
        for page in shown:
            assert WORD not in page.content.decode(), (name, page.request["PATH_INFO"])
        assert client.post(reverse("overview:search"), {"q": second.cpr}).content.decode().count("Peter") == 0
        for view, row in rows_of(plan).items():
            assert client.get(reverse(view, args=[row.pk])).status_code == 404, (name, view)
        for page in PAGES:
            assert client.get(reverse(page, args=[second.pk])).status_code == 404, (name, page)
    assert before["jobcenter"]["read"] == opened(cast.jobcenter, cast.peter)["read"] == {Part.SOCIAL}


def test_coordinator_and_lead_read_both_in_one_place(cast: Cast, second: Citizen, client_of: Any) -> None:
    plan = closed_plan(cast, second)
    merge(cast, cast.peter, second)
    for user in (cast.koordinator, cast.projektleder):
        client = client_of(user)
        for page in ("overview:earlier_plans", "overview:timeline", "tracks:log", "meetings:meetings"):
            text = client.get(reverse(page, args=[cast.peter.pk])).content.decode()
            assert WORD in text or str(plan.pk) in text, page
        for view, row in rows_of(plan).items():
            if view != "meetings:held":
                found = client.get(reverse(view, args=[row.pk]))
                assert (found.status_code, WORD in found.content.decode()) == (200, True), view
        assert "Peter" in client.get(reverse("overview:closed_plan", args=[plan.pk])).content.decode()
    old = client_of(cast.koordinator2)
    for page in PAGES:
        assert old.get(reverse(page, args=[second.pk])).status_code == 404
        assert old.get(reverse(page, args=[cast.peter.pk])).status_code == 404


def test_what_was_merged_is_read_and_not_changed_or_printed(cast: Cast, second: Citizen, client_of: Any) -> None:
    """Printed for a recipient it would be judged by consents that were given for the other record."""
    plan = closed_plan(cast, second)
    merge(cast, cast.peter, second)
    client = client_of(cast.koordinator)
    place = CareTeamMember.objects.filter(citizen=second).order_by("id").first()
    for view, key in (("overview:print", plan.pk), ("overview:pdf", plan.pk), ("citizens:edit_place", place.pk)):
        assert client.get(reverse(view, args=[key])).status_code == 403, view
    entry = second.log.order_by("id").first()
    assert client.get(reverse("tracks:entry_correct", args=[entry.pk])).status_code == 403


def test_its_address_leads_to_the_kept_record_and_saves_nothing_there(
    cast: Cast, second: Citizen, client_of: Any
) -> None:
    closed_plan(cast, second)
    merge(cast, cast.peter, second)
    client = client_of(cast.koordinator)
    for view in ("citizens:detail", "citizens:master", "overview:plan", "citizens:network"):
        answer = client.get(reverse(view, args=[second.pk]))
        assert (answer.status_code, answer.url) == (302, reverse(view, args=[cast.peter.pk]))
    revision = fresh(cast.peter).revision
    data = {"given_name": "Forkert", "family_name": "Person", "revision": revision, "language": "dansk"}
    answer = client.post(reverse("citizens:edit_person", args=[second.pk]), data)
    assert (answer.status_code, answer.url) == (302, reverse("citizens:edit_person", args=[cast.peter.pk]))
    assert (fresh(cast.peter).given_name, fresh(cast.peter).revision) == ("Peter", revision)
    assert "Intet er gemt" in client.get(answer.url).content.decode()


def test_both_numbers_lead_the_team_to_the_kept_record(cast: Cast, second: Citizen) -> None:
    merge(cast, cast.peter, second)
    for user in (cast.koordinator, cast.projektleder):
        for text in (second.cpr, str(second.case_number), cast.peter.cpr):
            assert [row.pk for row in search(fresh(user), text).rows] == [cast.peter.pk]
        assert search(fresh(user), f"Petersen-{WORD}").rows == []
    assert search(fresh(cast.laege), str(second.case_number)).rows == []
    assert not access.visible_citizens(fresh(cast.projektleder)).filter(pk=second.pk).exists()


def test_what_moves_and_what_ends(cast: Cast, second: Citizen) -> None:
    merge(cast, cast.peter, second)
    for model in (Relative, Stay, ToDo, Consent):
        assert not model.objects.filter(citizen=second).exists(), model
    moved = Relative.objects.get(name=f"Karen {WORD}")
    assert (moved.citizen, moved.history.first().history_user) == (cast.peter, cast.projektleder)
    assert ToDo.objects.get(text=f"Husk {WORD}").citizen == cast.peter
    assert not CareTeamMember.objects.filter(citizen=second, ends_on=None).exists()
    open_cells = set(
        ConsentScope.objects.filter(consent__given_to=cast.koordinator2, ended_on=None).values_list(
            "organisation__name", "part", "level"
        )
    )
    hospital = cast.workplaces["hospital"].name
    assert open_cells == {(hospital, "somatic", "read")}  # the only one Peter's own consents say as well
    ended = ConsentScope.objects.filter(consent__given_to=cast.koordinator2).exclude(ended_on=None)
    assert set(ended.values_list("ended_how", "ended_by")) == {("merged", cast.projektleder.name)}
    participation = Consent.objects.filter(citizen=cast.peter, kind="participation")
    assert participation.filter(withdrawn_on=None).count() == 1
    assert participation.get(given_to=cast.koordinator2).withdrawn_how == "merged"


def test_guardians_rows_are_places(cast: Cast, second: Citizen) -> None:
    merge(cast, cast.peter, second)
    rows = set(CitizenUserObjectPermission.objects.values_list("content_object_id", "user_id"))
    places = CareTeamMember.objects.exclude(ends_on__lte=today()).exclude(user=None)
    assert rows == set(places.values_list("citizen_id", "user_id"))
    assert not any(citizen == second.pk for citizen, _user in rows)


def test_withdrawing_participation_once_is_enough(cast: Cast, second: Citizen) -> None:
    from citizens.actions.consents import withdraw_consent

    merge(cast, cast.peter, second)
    own = Consent.objects.get(citizen=cast.peter, kind="participation", withdrawn_on=None)
    withdraw_consent(own, by=cast.koordinator, withdrawn_by="Peter", withdrawn_how="phone")
    citizen = Citizen.objects.select_related("signpost").get(pk=cast.peter.pk)
    assert access.case_of(fresh(cast.koordinator), citizen).participation == "withdrawn"


def test_master_data_are_chosen_and_numbers_are_exchanged(cast: Cast, second: Citizen) -> None:
    numbers = (cast.peter.cpr, second.cpr)
    merge(cast, cast.peter, second, "name", "number")
    peter, other = fresh(cast.peter), fresh(second)
    assert (peter.given_name, peter.cpr, peter.born_on) == ("Per", numbers[1], second.born_on)
    assert (other.cpr, other.merged_into) == (numbers[0], peter)
    for number in numbers:
        assert [row.pk for row in search(fresh(cast.koordinator), number).rows] == [peter.pk]


@pytest.mark.parametrize("whose", ["kept", "merged"])
def test_protection_is_never_lifted_by_a_merging(cast: Cast, whose: str, client_of: Any) -> None:
    second = double(cast, address="Hemmelig Vej 4", protected=whose == "merged", protected_until=None)
    if whose == "kept":
        with as_owner():
            from core.attribution import SYSTEM, attributed_to

            row = fresh(cast.peter)
            row.protected = True
            with attributed_to(SYSTEM):
                row.save()
    page = client_of(cast.projektleder).get(reverse("overview:merge", args=[cast.peter.pk, second.pk]))
    assert ("Hemmelig Vej" in page.content.decode()) == (whose == "kept")
    merge(cast, cast.peter, second)
    assert fresh(cast.peter).protected is True


def test_how_both_stood_can_be_set_up_again_and_read(cast: Cast, second: Citizen, client_of: Any) -> None:
    def state() -> dict[Any, Any]:
        found: dict[Any, Any] = {}
        for model in (Citizen, Consent, ConsentScope, CareTeamMember, Relative, Stay):
            way = "consent__citizen" if model is ConsentScope else "pk" if model is Citizen else "citizen"
            for row in model.objects.filter(**{f"{way}__in": [cast.peter.pk, second.pk]}):
                skip = {"created_at"}
                found[row.pk] = {
                    f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if f.name not in skip
                }
        return found

    before = state()
    merging = merge(cast, cast.peter, second, "name", "number")
    stored = json.loads(fresh(merging).before)
    rows = [
        row
        for row in stored
        if row["model"] not in ("citizens.todo", "citizens.referral") and "answer" not in row["model"]
    ]
    rows = [row for row in rows if row["model"] != "citizens.screening"]
    again = {}
    for item in serializers.deserialize("json", json.dumps(rows)):
        row = item.object
        again[row.pk] = {
            f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if f.name != "created_at"
        }
    assert again == before
    assert WORD not in json.dumps([row for row in stored if row["model"] == "citizens.todo"])
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select before from citizens_merging")
        assert WORD not in cursor.fetchone()[0]  # sealed
    page = client_of(cast.projektleder).get(reverse("overview:merge_before", args=[cast.peter.pk])).content.decode()
    assert WORD in page and "Samme fødselsdag" in page and second.cpr not in page and cast.peter.cpr not in page
    assert client_of(cast.koordinator).get(reverse("overview:merge_before", args=[cast.peter.pk])).status_code == 403


def test_refused_with_what_to_do_first(cast: Cast, second: Citizen) -> None:
    def said(kept: Citizen, merged: Citizen) -> str:
        with pytest.raises(Refused) as refused:
            merge(cast, kept, merged)
        return str(refused.value.message)

    with as_owner():
        elsewhere = make.citizen(cast.second_programme, "Per", "Andetsteds", case_number=4890)
        make.participation(elsewhere, cast.koordinator)
        mute = make.citizen(cast.programme, "Per", "Uden", case_number=4891)
    assert "samme sag" in said(cast.peter, cast.peter)
    assert "forskellige" in said(cast.peter, elsewhere)
    assert "4891" in said(cast.peter, mute)
    assert "Begge" in said(cast.peter, cast.thomas)
    assert str(cast.peter.case_number) in said(second, cast.peter)
    merge(cast, cast.peter, second)
    assert "allerede" in said(cast.peter, second)
    assert "allerede" in said(second, cast.peter)
    assert "allerede" in said(cast.thomas, second)


def test_what_changed_while_one_compared_is_looked_at_again(cast: Cast, second: Citizen) -> None:
    with pytest.raises(Refused):
        actions.merge(cast.peter, second, by=cast.projektleder, reason="Samme", take=[], seen=(99, 99))
    assert fresh(second).merged_into is None and not Merging.objects.exists()


def test_a_second_merging_takes_the_first_with_it(cast: Cast, second: Citizen) -> None:
    with as_owner():
        third = make.citizen(cast.programme, "Per", "Tredje", case_number=4892)
        make.participation(third, cast.koordinator2)
    merge(cast, second, third)
    merge(cast, cast.peter, second)
    assert {fresh(second).merged_into, fresh(third).merged_into} == {cast.peter}
    assert [row.pk for row in search(fresh(cast.koordinator), "4892").rows] == [cast.peter.pk]


def test_nothing_is_written_in_a_merged_record_any_more(cast: Cast, second: Citizen) -> None:
    from citizens.actions.places import give_place
    from citizens.actions.relatives import add_relative

    merge(cast, cast.peter, second)
    acts = [
        lambda: add_relative(second, by=cast.koordinator2, name="Ny", relation="ven"),
        lambda: give_place(second, by=cast.koordinator2, user=cast.jobcenter),
        lambda: actions.start_plan(second, by=cast.koordinator2),
        lambda: actions.void(second, by=cast.koordinator2, reason="Nej"),
    ]
    for act in acts:
        with pytest.raises(Refused):
            act()


def test_drafts_are_offered_in_the_kept_records_form(cast: Cast, second: Citizen, client_of: Any) -> None:
    address = reverse("tracks:contact_add", args=[second.pk])
    drafts.keep(cast.koordinator, address, {"text": [f"Halv sætning {WORD}"]})
    merge(cast, cast.peter, second)
    new = reverse("tracks:contact_add", args=[cast.peter.pk])
    assert list(Draft.objects.values_list("address", flat=True)) == [new]
    assert "data-draft-at" in client_of(cast.koordinator).get(new).content.decode()
