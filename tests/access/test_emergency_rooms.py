"""Emergency access, finder by finder: whose use it is, for how long, what it opens, and who looks after it (§ 4)."""

import uuid
from datetime import timedelta

import pytest
from django.http import Http404
from django.utils import timezone

from accounts.enums import Role
from accounts.permissions import Permission as P
from citizens import access
from citizens.enums import Part, Place
from citizens.models import EmergencyAccess, Signpost
from core.dates import today
from tests.access.conftest import afresh, change
from tests.factories import accounts, citizens

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
OPENED = {Part.ADDICTION, Part.PSYCHIATRY, Part.SOMATIC, Part.SOCIAL, Part.CRISIS}


def exists(finder, user, row):
    try:
        return finder(user, row.pk)
    except Http404:
        return None


@pytest.fixture
def used(cast):
    return citizens.emergency(cast.psykiatri, cast.peter)


def test_it_opens_crisis_plan_and_tracks_to_read_and_nothing_else(cast, used):
    found = access.emergency(cast.psykiatri, used.pk)
    assert (found.object, found.case.citizen, found.citizens) == (used, cast.peter, (cast.peter.pk,))
    assert found.case.readable == set(found.parts) == access.EMERGENCY_PARTS == OPENED
    assert found.rights == found.case.rights == {P.EMERGENCY_OPEN}
    assert (found.case.relation, found.basis) == ("emergency", f"emergency:{used.pk}")
    assert [part for part in Part if found.case.comments_on(part) or part in found.case.commentable] == []
    assert (found.case.in_team, found.case.places, found.case.sees_address) == (False, (), False)
    with pytest.raises(Http404):
        access.emergency(cast.psykiatri, uuid.uuid4())


def test_it_is_the_users_from_the_workplace_it_was_opened_at(cast, used):
    everybody = [user for user in cast.everybody.values() if user]
    assert [user for user in everybody if exists(access.emergency, user, used)] == [cast.psykiatri]
    colleague = accounts.person(Role.PARTNER, cast.workplaces["district_psychiatry"])
    assert not access.my_open_emergencies(colleague).exists()
    assert {row for user in everybody for row in access.my_open_emergencies(user)} == {used, cast.emergency}
    assert set(access.my_open_emergencies(cast.laege)) == {cast.emergency}
    citizens.emergency(cast.psykiatri, cast.thomas, organisation=cast.workplaces["hospital"])
    assert set(access.my_open_emergencies(cast.psykiatri)) == {used}


@pytest.mark.parametrize(
    ("begins", "ends", "open_now"), [(0, 60, True), (1, 60, False), (-60, 0, False), (-59, 1, True)]
)
def test_it_runs_from_the_second_it_was_opened_until_the_second_it_ends(cast, clock, begins, ends, open_now):
    now = timezone.now()
    clock(now)
    row = citizens.emergency(cast.psykiatri, cast.peter, opened_at=now + begins * SECOND, ends_at=now + ends * SECOND)
    assert (exists(access.emergency, cast.psykiatri, row) is not None) == open_now


def without_the_right(cast):
    change(cast.psykiatri.affiliations.get(), role=Role.ANALYST)


def nobody_says_yes(cast):
    change(cast.participation, withdrawn_on=today(), withdrawn_by="Peter", withdrawn_how="phone")


@pytest.mark.parametrize(
    "happens",
    [
        without_the_right,
        nobody_says_yes,
        lambda cast: change(cast.peter, voided=True, void_reason="x"),
        lambda cast: change(cast.peter, merged_into=cast.thomas),
        lambda cast: change(cast.peter, stage="left", left_on=today(), left_because="moved"),
        lambda cast: change(cast.peter, stage="referred", included_on=None),
        lambda cast: Signpost.objects.filter(citizen=cast.peter).update(plan_state="closed"),
        lambda cast: Signpost.objects.filter(citizen=cast.peter).update(plan_state=""),
    ],
)
def test_it_ends_with_what_it_stands_on(cast, used, happens):
    happens(cast)
    assert exists(access.emergency, afresh(cast.psykiatri), used) is None
    assert access.my_open_emergencies(afresh(cast.psykiatri)).exists() == (happens is not without_the_right)


def test_a_draft_of_a_plan_can_be_opened_too(cast, used):
    Signpost.objects.filter(citizen=cast.peter).update(plan_state="draft")
    assert exists(access.emergency, cast.psykiatri, used)


def test_it_is_reviewed_by_the_lead_of_the_programme_who_did_not_use_it(cast, used):
    own = citizens.emergency(cast.projektleder, cast.peter)
    elsewhere = citizens.emergency(cast.psykiatri, cast.asta)  # a programme nobody here leads
    citizens.lead(cast.second_programme, cast.koordinator2)  # a row without the role
    for user in filter(None, cast.everybody.values()):
        theirs = {used, cast.emergency} if user == cast.projektleder else set()
        assert set(access.reviewable(user)) == theirs, user
        assert {row for row in (used, own, elsewhere) if exists(access.emergency_to_review, user, row)} == theirs & {
            used
        }
    found = access.emergency_to_review(cast.projektleder, used.pk)
    assert (found.object, found.case, found.citizens) == (used, None, (cast.peter.pk,))
    assert (found.programme_id, found.basis, found.parts) == (cast.programme.pk, "lead", ())
    assert P.EMERGENCY_REVIEW in found.rights
    change(cast.projektleder.leads.get(), ends_on=today())
    assert not access.reviewable(cast.projektleder).exists()


def test_the_citizen_is_told_by_who_coordinates(cast, used):
    citizens.place(cast.peter, cast.koordinator2, Place.CO_COORDINATOR)
    found = {name: exists(access.emergency_to_tell, user, used) for name, user in cast.everybody.items() if user}
    assert {name for name, row in found.items() if row} == {"koordinator", "koordinator2", "projektleder"}
    may = {name for name, row in found.items() if row and P.EMERGENCY_INFORM in row.rights}
    assert may == {"koordinator", "koordinator2"}


def test_a_persons_uses_are_those_of_both_records(cast, used):
    other = citizens.emergency(cast.psykiatri, cast.thomas)
    assert set(access.emergencies_of([cast.peter.pk])) == {used, cast.emergency}
    change(cast.peter, merged_into=cast.thomas)
    assert set(access.emergencies_of([cast.thomas.pk])) == {used, cast.emergency, other}
    assert set(access.emergencies_of([cast.hanne.pk])) == set()
    assert EmergencyAccess.objects.count() == 3
