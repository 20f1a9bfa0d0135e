"""Two records side by side, the auditor's finders, the packs of paper and the mails: each to its own people."""

import uuid

import pytest
from django.http import Http404

from accounts.access import role_rights
from accounts.permissions import Permission as P
from citizens.access import open_case
from citizens.enums import Part
from core.dates import today
from core.models import Job
from overview import access
from tests.access.conftest import afresh, change
from tests.factories import citizens
from tests.roles import as_app


def exists(finder, *args):
    try:
        return finder(*args)
    except Http404:
        return None


def test_two_records_are_compared_with_the_rights_one_has_on_both(cast):
    change(cast.thomas, stage="left", left_on=today(), left_because="moved")
    for user in (cast.projektleder, cast.koordinator):
        both = [open_case(user, row.pk).rights for row in (cast.peter, cast.thomas)]
        assert both[0] != both[1]
        for kept, other in ((cast.peter, cast.thomas), (cast.thomas, cast.peter)):
            found = access.pair(user, kept.pk, other.pk)
            assert (found.object, found.citizens) == ((kept, other), (kept.pk, other.pk))
            assert (found.rights, found.case.citizen) == (both[0] & both[1], kept)
            assert found.parts == (Part.MASTER, Part.NETWORK, Part.CONSENT)
            assert (P.CASE_MERGE in found.rights) == (user == cast.projektleder)


def test_a_pair_is_for_who_sees_both(cast):
    for who, kept, other in (
        ("koordinator", "peter", "hanne"), ("koordinator", "hanne", "peter"), ("laege", "peter", "thomas"),
        ("sygehus", "peter", "thomas"), ("projektleder", "peter", "asta"), ("admin", "peter", "thomas"),
    ):  # fmt: skip
        assert exists(access.pair, cast.user(who), getattr(cast, kept).pk, getattr(cast, other).pk) is None, who


def test_a_record_that_is_merged_already_is_a_pair_with_its_own_kept_one_only(cast):
    change(cast.dagny, merged_into=cast.thomas)
    found = access.pair(cast.projektleder, cast.thomas.pk, cast.dagny.pk)
    assert (found.object, found.citizens) == ((cast.thomas, cast.thomas), (cast.thomas.pk,))
    assert found.rights == open_case(cast.projektleder, cast.thomas.pk).rights
    assert access.pair(cast.projektleder, cast.peter.pk, cast.peter.pk).object == (cast.peter, cast.peter)
    assert exists(access.pair, cast.projektleder, cast.peter.pk, cast.dagny.pk) is None


def test_who_does_not_check_the_log_is_not_asked_further(cast, monkeypatch):
    """Also where the database would have answered."""
    monkeypatch.setattr(access, "_case_number", lambda citizen_id: 4711)
    for name, user in cast.everybody.items():
        if user:
            found = [exists(access.logged_citizen, user, cast.peter.pk), exists(access.logged_person, user, user.pk)]
            assert [one is not None for one in found] == [name == "logkontrol"] * 2, name


def test_the_auditor_finds_cases_by_number_and_people_by_name(cast):
    for name, user in cast.everybody.items():
        if user is None:
            continue
        with as_app(afresh(user)):
            case = exists(access.logged_citizen, user, cast.peter.pk)
            person = exists(access.logged_person, user, cast.laege.pk)
            assert exists(access.logged_citizen, user, uuid.uuid4()) is None
            assert exists(access.logged_person, user, uuid.uuid4()) is None
        if name != "logkontrol":
            assert (case, person) == (None, None), name
            continue
        assert (case.object.pk, case.object.case_number, case.citizens) == (cast.peter.pk, 4711, (cast.peter.pk,))
        assert (case.case, case.basis, case.rights) == (None, "audit", role_rights(user))
        assert (person.object, person.basis, person.citizens, person.rights) == (
            cast.laege, "audit", (), role_rights(user),
        )  # fmt: skip


def test_a_pack_is_for_who_ordered_it_from_where_they_did(cast):
    def found(user=cast.projektleder, pk=cast.pack.pk):
        return exists(access.pack, user, pk)

    assert found().object == cast.pack
    assert found().rights == role_rights(cast.projektleder)
    others = [user for user in cast.everybody.values() if user and user != cast.projektleder]
    assert [found(user) for user in others] == [None] * len(others)
    assert found(pk=uuid.uuid4()) is None
    Job.objects.filter(pk=cast.pack.pk).update(kind="other")
    assert found() is None
    Job.objects.filter(pk=cast.pack.pk).update(kind="week", organisation=cast.workplaces["hospital"].pk)
    assert found() is None
    for user in (cast.unaffiliated, cast.deactivated):
        Job.objects.filter(pk=cast.pack.pk).update(ordered_by=user.pk)
        assert found(user) is None


def test_a_mail_is_the_administrators(cast):
    found = {name for name, user in cast.everybody.items() if user and exists(access.mail, user, cast.failed_mail.pk)}
    assert found == {"admin"}


@pytest.mark.parametrize("withdrawn", [False, True])
def test_what_one_may_do_with_a_plan_and_a_citizen_that_is_open(cast, withdrawn):
    if withdrawn:
        change(cast.participation, withdrawn_on=today(), withdrawn_by="Peter", withdrawn_how="phone")
    for who in ("koordinator", "projektleder"):
        case = open_case(cast.user(who), cast.peter.pk)
        assert access.citizen_with_plans(cast.user(who), cast.peter.pk).rights == case.rights
        assert access.citizens_plan(cast.user(who), cast.peter.pk).rights == case.rights
    other = citizens.place(cast.peter, cast.psykiatri)
    assert exists(access.citizen_with_plans, cast.psykiatri, cast.peter.pk) is None, other
