"""Places: who gets one gets the citizen, who loses it loses the citizen, and guardian's rows follow each act."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from citizens import access, tasks
from citizens.actions import places
from citizens.enums import Level, Part, Place
from citizens.models import CareTeamMember, Citizen, CitizenUserObjectPermission, Consent
from core.dates import today
from core.models import Refused, Stale
from tests.cast import Cast
from tests.factories import accounts, citizens
from tests.factories.accounts import saved


@pytest.fixture(autouse=True)
def grants_follow_places(cast: Cast) -> Any:
    """After every act here: guardian's rows are exactly the people with an open place."""
    yield
    for citizen in Citizen.objects.order_by("id"):
        rows = CitizenUserObjectPermission.objects.filter(content_object=citizen)
        open_ = CareTeamMember.objects.filter(citizen=citizen, user__isnull=False).exclude(ends_on__lte=today())
        assert set(rows.values_list("user_id", flat=True)) == set(open_.values_list("user_id", flat=True))


def sees(cast: Cast, name: str) -> bool:
    return access.visible_citizens(cast.user(name)).filter(pk=cast.peter.pk).exists()


def give(cast: Cast, name: str, **values: Any) -> CareTeamMember:
    return places.give_place(cast.peter, by=cast.koordinator, user=cast.user(name), **values)


def count(cast: Cast) -> int:
    return CareTeamMember.objects.filter(citizen=cast.peter).count()


def test_a_place_takes_what_is_known_of_the_person(cast: Cast) -> None:
    place = give(cast, "frivillig")
    assert (place.name, place.function, place.organisation) == (
        "Frida Frihavn",
        "frivillig",
        cast.workplaces["shelter"],
    )
    assert sees(cast, "frivillig") is False  # a place without consent opens nothing


def test_ended_and_given_again(cast: Cast) -> None:
    ended = places.end_place(cast.places["jobcenter"], by=cast.koordinator, reason="Ny sagsbehandler")
    assert (sees(cast, "jobcenter"), ended.ends_on, ended.end_reason) == (False, today(), "Ny sagsbehandler")
    assert ended.history.first().history_change_reason == "Ny sagsbehandler"
    again = give(cast, "jobcenter")
    assert (sees(cast, "jobcenter"), again.pk == ended.pk) == (True, False)


def test_ends_on_a_day_to_come_keeps_access_until_then(cast: Cast) -> None:
    places.end_place(cast.places["jobcenter"], by=cast.koordinator, ends_on=today() + timedelta(days=1))
    assert sees(cast, "jobcenter") is True


def test_a_place_not_begun_never_counts_once_ended(cast: Cast) -> None:
    place = give(cast, "frivillig", starts_on=today() + timedelta(days=7))
    ended = places.end_place(place, by=cast.koordinator)
    assert ended.ends_on == ended.starts_on
    assert give(cast, "frivillig").starts_on == today()


def test_a_long_reason_is_kept_whole(cast: Cast) -> None:
    reason = "Fordi " + "og ".join(["så"] * 90)
    assert places.end_place(cast.places["jobcenter"], by=cast.koordinator, reason=reason).end_reason == reason


@pytest.mark.parametrize(
    ("name", "field", "values"),
    [
        ("jobcenter", "user", {}),
        ("deactivated", "user", {}),
        ("unaffiliated", "user", {"organisation": "team"}),
        ("analytiker", "user", {}),
        ("koordinator2", "place", {"place": Place.COORDINATOR}),
        ("frivillig", "place", {"place": Place.CO_COORDINATOR}),
        ("frivillig", "ends_on", {"ends_on": today() - timedelta(days=1)}),
    ],
)
def test_refused_by_its_field(cast: Cast, name: str, field: str, values: dict[str, Any]) -> None:
    before = count(cast)
    values = {key: cast.workplaces[value] if key == "organisation" else value for key, value in values.items()}
    with pytest.raises(Refused) as refused:
        give(cast, name, **values)
    assert (refused.value.field, count(cast)) == (field, before)


def test_without_log_in(cast: Cast) -> None:
    team = cast.workplaces["shelter"]
    place = places.give_place(cast.peter, by=cast.koordinator, organisation=team, name="Ib")
    assert (place.user, place.name) == (None, "Ib")
    for field, values in {"name": {"organisation": team}, "organisation": {"name": "Ib"}}.items():
        with pytest.raises(Refused) as refused:
            places.give_place(cast.peter, by=cast.koordinator, **values)
        assert refused.value.field == field
    with pytest.raises(Refused):
        places.give_place(cast.peter, by=cast.koordinator, organisation=team, name="Ib", place=Place.COORDINATOR)


def test_the_coordinator_is_handed_over_never_just_ended(cast: Cast) -> None:
    with pytest.raises(Refused):
        places.end_place(cast.places["koordinator"], by=cast.koordinator)
    assert sees(cast, "koordinator") is True


def test_added_with_consent_in_one_act_or_not_at_all(cast: Cast) -> None:
    consent = {"form": "written", "purpose": "Samarbejde", "levels": {Part.SOCIAL: Level.READ}}
    places.add_to_network(cast.peter, by=cast.koordinator, place={"user": cast.frivillig}, consent=consent)
    case = access.case_of(cast.frivillig, cast.peter)
    assert case is not None and case.readable == {Part.SOCIAL}
    before = (count(cast), Consent.objects.count())
    bad = {**consent, "form": "oral"}
    with pytest.raises(Refused) as refused:
        places.add_to_network(cast.peter, by=cast.koordinator, place={"user": cast.psykiatri}, consent=bad)
    assert refused.value.field == "why_oral"
    assert (count(cast), Consent.objects.count()) == before


def test_visiting_the_home_opens_a_protected_address_and_nothing_else_does(cast: Cast) -> None:
    cast.peter.protected = True
    saved(cast.peter)
    said = {}
    for visits in (False, True):
        place = cast.places["jobcenter"].locked()
        places.change_place(place, by=cast.koordinator, revision=place.revision, visits_home=visits)
        case = access.case_of(cast.jobcenter, cast.peter)
        assert case is not None
        said[visits] = case.sees_address
    lead = access.case_of(cast.projektleder, cast.peter)
    assert (said, lead is not None and lead.sees_address) == ({False: False, True: True}, False)


def test_a_stale_change_changes_nothing(cast: Cast) -> None:
    place = cast.places["jobcenter"]
    places.change_place(place, by=cast.koordinator, revision=place.revision, function="ny")
    with pytest.raises(Stale):
        places.change_place(place, by=cast.koordinator, revision=place.revision, function="gammel")
    assert CareTeamMember.objects.get(pk=place.pk).function == "ny"


def test_one_who_moves_to_another_workplace_loses_the_citizen(cast: Cast) -> None:
    row = cast.jobcenter.affiliations.get()
    row.ends_on = today()
    saved(row)
    accounts.affiliation(cast.jobcenter, cast.workplaces["shelter"], "partner", starts_on=today())
    user = type(cast.jobcenter).objects.get(pk=cast.jobcenter.pk)
    assert access.visible_citizens(user).filter(pk=cast.peter.pk).exists() is False


def test_the_nightly_task_takes_out_what_ended_and_may_run_twice(cast: Cast) -> None:
    place = cast.places["jobcenter"]
    place.ends_on = today()
    saved(place)  # as the clock would: no act, so guardian's row is still there
    citizens.stay(cast.peter, starts_on=today(), ends_on=None)
    for _run in range(2):
        tasks.project_places()
    rows = CitizenUserObjectPermission.objects.filter(content_object=cast.peter, user=cast.jobcenter)
    cast.peter.signpost.refresh_from_db()
    assert (rows.count(), cast.peter.signpost.admitted) == (0, True)
