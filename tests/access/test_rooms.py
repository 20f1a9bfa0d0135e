"""Lists and cases say the same, whatever has happened; and what the other rows of the access rooms are."""

import uuid
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from accounts.access import role_rights
from accounts.enums import Role
from accounts.permissions import Permission
from citizens.access import (
    citizens_with,
    lapsed,
    lapsed_citizens,
    open_case,
    project_places,
    project_places_of,
    visible_citizens,
    voided_citizens,
)
from citizens.access.programmes import evaluated_programme, evaluated_programmes, led_programme, programmes_led_by
from citizens.enums import Level, Part
from citizens.models import Citizen, CitizenUserObjectPermission, ConsentScope
from core.dates import today
from tests.access.conftest import afresh, change
from tests.factories import citizens
from tests.factories.accounts import saved

DAY = timedelta(days=1)
# One of each kind; to ask everybody for every part takes ten times as long.
ASKED = ("koordinator", "koordinator2", "projektleder", "laege", "jobcenter", "admin")


def withdrawn(consent, ago=0, how="phone"):
    change(consent, withdrawn_on=today() - ago * DAY, withdrawn_by="Peter", withdrawn_how=how)


TWISTS = {
    "nothing": lambda cast: None,
    "a coordinator is a partner now": lambda cast: change(cast.koordinator.affiliations.get(), role=Role.PARTNER),
    "a partner is a lead now": lambda cast: change(cast.jobcenter.affiliations.get(), role=Role.LEAD),
    "a partner is an administrator now": lambda cast: change(cast.laege.affiliations.get(), role=Role.ADMINISTRATOR),
    "a partner coordinates elsewhere": lambda cast: change(cast.laege.affiliations.get(), role=Role.COORDINATOR),
    "a partner of two, with other parts": lambda cast: (
        citizens.place(cast.thomas, cast.laege),
        citizens.exchange(cast.thomas, cast.koordinator, {cast.laege.organisation: {Part.SOCIAL: Level.READ}}),
    ),
    "a place has another workplace": lambda cast: change(
        cast.places["laege"], organisation=cast.workplaces["job_centre"]
    ),
    "a place has ended": lambda cast: change(cast.places["laege"], ends_on=today()),
    "he has left": lambda cast: change(cast.peter, stage="left", left_on=today(), left_because="moved"),
    "a mistake": lambda cast: change(cast.peter, voided=True, void_reason="x"),
    "merged": lambda cast: change(cast.peter, merged_into=cast.thomas),
    "no grants": lambda cast: CitizenUserObjectPermission.objects.filter(content_object=cast.peter).delete(),
    "participation withdrawn": lambda cast: withdrawn(cast.participation),
    "withdrawn long ago": lambda cast: withdrawn(cast.participation, 30),
    "withdrawn by a merger": lambda cast: withdrawn(cast.participation, how="merged"),
    "exchange withdrawn": lambda cast: withdrawn(cast.exchange),
    "exchange expired": lambda cast: change(cast.exchange, expires_on=today()),
    "exchange from tomorrow": lambda cast: change(
        cast.exchange, given_on=today() + DAY, expires_on=today() + 100 * DAY
    ),
    "cells ended": lambda cast: [
        change(cell, ended_on=today(), ended_by="Peter", ended_how="phone") for cell in cast.exchange.scopes.all()
    ],
}


@pytest.mark.parametrize("twist", TWISTS)
def test_lists_and_cases_say_the_same(cast, twist):
    TWISTS[twist](cast)
    for name in ASKED:
        user = afresh(cast.user(name))
        opened = {}
        for row in Citizen.objects.filter(merged_into=None):
            try:
                opened[row] = open_case(user, row.pk)
            except Http404:
                continue
        live = {row: case for row, case in opened.items() if not row.voided}
        assert set(visible_citizens(user)) == set(live), name
        assert set(voided_citizens(user)) == set(opened) - set(live), name
        for part in (Part.FRONT, Part.SOMATIC, Part.SOCIAL):
            assert set(citizens_with(user, part)) == {row for row, case in live.items() if case.reads(part)}, part


@pytest.mark.parametrize("twist", ["withdrawn long ago", "withdrawn by a merger"])
def test_a_lapsed_citizen_is_the_leads_to_refer_anew(cast, twist):
    assert not lapsed_citizens(cast.projektleder).exists()
    TWISTS[twist](cast)
    for name, someone in cast.everybody.items():
        user = someone or AnonymousUser()
        assert set(lapsed_citizens(user)) == ({cast.peter} if name == "projektleder" else set()), name
    assert lapsed(cast.projektleder, cast.peter.pk).rights == {Permission.CASE_MERGE}
    for user, key in ((cast.koordinator, cast.peter.pk), (cast.projektleder, uuid.uuid4())):
        with pytest.raises(Http404):
            lapsed(user, key)


@pytest.mark.parametrize(
    "change_to",
    [
        {"stage": "referred", "included_on": None},
        {"stage": "excluded", "included_on": None},
        {"voided": True, "void_reason": "x"},
    ],
)
def test_what_never_was_a_case_is_not_lapsed(cast, change_to):
    withdrawn(cast.participation, 30)
    change(cast.peter, **change_to)
    assert not lapsed_citizens(cast.projektleder).exists()


def test_a_merged_record_and_another_programme_are_not_lapsed(cast):
    withdrawn(cast.participation, 30)
    change(cast.peter, programme=cast.second_programme)
    assert not lapsed_citizens(cast.projektleder).exists()
    change(cast.peter, programme=cast.programme, merged_into=cast.thomas)
    assert not lapsed_citizens(cast.projektleder).exists()


def test_one_who_has_left_lapses_at_once(cast):
    withdrawn(cast.participation)
    change(cast.peter, stage="left", left_on=today(), left_because="withdrawn")
    assert set(lapsed_citizens(cast.projektleder)) == {cast.peter}


def test_a_mistake_is_read_by_coordinator_and_lead(cast):
    change(cast.peter, voided=True, void_reason="x")
    seen = {name for name, user in cast.everybody.items() if user and cast.peter in voided_citizens(user)}
    assert seen == {"koordinator", "projektleder"}


def test_programmes_are_looked_at_by_who_leads_them_and_answers_by_the_analyst(cast):
    assert set(programmes_led_by(cast.projektleder)) == {cast.programme}
    citizens.lead(cast.second_programme, cast.koordinator)  # a row without the role
    for name, someone in cast.everybody.items():
        if someone and name not in ("projektleder", "analytiker"):
            assert not programmes_led_by(someone).exists(), name
            assert not evaluated_programmes(someone).exists(), name
    analyst = next(user for user in cast.everybody.values() if user and user.role == Role.ANALYST)
    assert set(evaluated_programmes(analyst)) == {cast.programme, cast.second_programme}
    assert set(evaluated_programmes(cast.projektleder)) == {cast.programme}
    assert led_programme(cast.projektleder, cast.programme.pk).object == cast.programme
    assert evaluated_programme(analyst, cast.second_programme.pk).object == cast.second_programme
    for finder, user in ((led_programme, cast.projektleder), (evaluated_programme, cast.projektleder)):
        with pytest.raises(Http404):
            finder(user, cast.second_programme.pk)


def test_who_is_nobody_holds_nothing(cast):
    for user in (AnonymousUser(), cast.unaffiliated, cast.superuser, cast.deactivated):
        assert role_rights(user) == frozenset()
    assert Permission.CITIZEN_LIST in role_rights(cast.koordinator)


def granted(citizen):
    return set(CitizenUserObjectPermission.objects.filter(content_object=citizen).values_list("user", flat=True))


def test_grants_are_written_for_the_open_places_of_these_citizens_alone(cast):
    before, elsewhere = granted(cast.peter), granted(cast.thomas)
    assert cast.laege.pk in before
    assert elsewhere
    citizens.professional(cast.peter, cast.workplaces["practice"], "Uden Log-in")
    change(cast.places["laege"], ends_on=today() + DAY)  # the last day is today
    change(cast.places["jobcenter"], ends_on=today())
    project_places(cast.peter)
    assert granted(cast.peter) == before - {cast.jobcenter.pk}
    assert granted(cast.thomas) == elsewhere
    change(cast.places["jobcenter"], ends_on=None)
    project_places_of([cast.peter.pk, cast.thomas.pk])
    assert (granted(cast.peter), granted(cast.thomas)) == (before, elsewhere)


def test_cells_count_in_a_consent_to_exchange_only(cast):
    """No action writes them elsewhere; a row that stands there all the same opens nothing."""
    saved(
        ConsentScope(
            consent=cast.participation, organisation=cast.laege.organisation, part=Part.PSYCHIATRY, level=Level.READ
        )
    )
    assert not open_case(cast.laege, cast.peter.pk).reads(Part.PSYCHIATRY)
    assert cast.peter not in citizens_with(cast.laege, Part.PSYCHIATRY)
    withdrawn(cast.exchange)
    assert cast.peter not in visible_citizens(cast.laege)
