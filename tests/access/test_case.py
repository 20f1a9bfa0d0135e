"""What a case opens, to whom, and at what price in queries."""

import uuid

import pytest
from django.http import Http404

from accounts.permissions import Permission
from citizens.access import PART_RULES, Opens, Relation, case_of, open_case, visible_citizens
from citizens.enums import CONSENTABLE, TRACKS, Level, Part
from tests.access.conftest import change
from tests.cast import PARTNERS_OF_PETER


def test_every_part_has_a_rule_and_consent_covers_the_seven():
    assert set(PART_RULES) == set(Part)
    assert {part for part, rule in PART_RULES.items() if rule == Opens.BY_CONSENT} == set(CONSENTABLE)


@pytest.mark.parametrize("name", PARTNERS_OF_PETER)
def test_a_participant_sees_what_consent_opens_and_nothing_else(cast, name):
    case = case_of(cast.user(name), cast.peter)
    assert case.relation == Relation.PARTICIPANT
    assert case.readable == PARTNERS_OF_PETER[name]
    assert {part for part in Part if case.comments_on(part)} == (PARTNERS_OF_PETER[name] & set(TRACKS)) - (
        {Part.SOCIAL} if name == "jobcenter" else set()
    )
    assert [case.reads(part) for part in (Part.MASTER, Part.NETWORK, Part.CONSENT)] == [False] * 3
    assert case.until == cast.exchange.expires_on
    assert case.consent_until is None


@pytest.mark.parametrize("name", PARTNERS_OF_PETER)
def test_a_participant_changes_nothing(cast, name):
    assert case_of(cast.user(name), cast.peter).rights == {
        Permission.CITIZEN_LIST,
        Permission.CITIZEN_VIEW,
        Permission.PLAN_VIEW,
        Permission.PLAN_PRINT_OWN,
        Permission.HISTORY_VIEW,
        Permission.LOG_VIEW,
        Permission.LOG_COMMENT,
        Permission.STATUS_REPORT,
        Permission.MEETING_VIEW,
        Permission.FOLLOW_UP_VIEW,
    }


def test_a_participant_knows_of_no_other_workplace(cast):
    case = case_of(cast.jobcenter, cast.peter)
    known = {name for name, row in cast.workplaces.items() if case.sees_workplace(row.pk)}
    assert known == {"job_centre"}
    assert case_of(cast.koordinator, cast.peter).sees_workplace(cast.workplaces["practice"].pk)


def test_coordinator_and_lead_see_every_part_and_the_lead_writes_in_none(cast):
    coordinator, lead = (case_of(user, cast.peter) for user in (cast.koordinator, cast.projektleder))
    assert coordinator.readable == lead.readable == set(Part)
    assert coordinator.may(Permission.PLAN_CHANGE)
    assert coordinator.comments_on(Part.ADDICTION)
    assert not any(lead.comments_on(part) for part in Part)
    assert {right.name for right in lead.rights if "CHANGE" in right.name} == set()
    assert lead.may(Permission.PLAN_CLOSE)
    assert lead.may(Permission.PLAN_PRINT)
    assert coordinator.consent_until == lead.consent_until == cast.exchange.expires_on


def test_a_line_of_several_tracks_is_for_those_who_see_all(cast):
    both = [Part.SOMATIC, Part.ADDICTION]
    assert [case_of(cast.user(n), cast.peter).reads_all(both) for n in ("laege", "sygehus", "rusmiddel")] == [
        True,
        False,
        False,
    ]


def test_a_protected_address_is_for_the_coordinator_and_who_visits(cast):
    change(cast.peter, protected=True)
    seen = {
        name: case_of(cast.user(name), cast.peter).sees_address for name in ("koordinator", "projektleder", "laege")
    }
    assert seen == {"koordinator": True, "projektleder": False, "laege": False}
    change(cast.places["laege"], visits_home=True)
    assert case_of(cast.laege, cast.peter).sees_address


def test_the_basis_names_place_and_consent(cast):
    assert case_of(cast.jobcenter, cast.peter).basis == (
        f"place:{cast.places['jobcenter'].pk}",
        f"consent:{cast.exchange.pk}",
    )
    assert case_of(cast.projektleder, cast.peter).basis == ("lead",)


@pytest.mark.parametrize("name", ["koordinator", "projektleder", "jobcenter", "laege"])
def test_opening_a_case_takes_three_queries(cast, name, django_assert_num_queries):
    user = cast.user(name)
    assert user.role  # today's affiliation comes with the log-in
    with django_assert_num_queries(3):
        case = open_case(user, cast.peter.pk)
        assert case.citizen.programme.name
        assert case.citizen.signpost.plan_state
        assert case.coordinator.organisation.name


@pytest.mark.parametrize("name", ["koordinator", "projektleder", "jobcenter"])
def test_a_list_of_citizens_takes_one_query(cast, name, django_assert_num_queries):
    user = cast.user(name)
    assert user.role
    with django_assert_num_queries(1):
        assert list(visible_citizens(user))


@pytest.mark.parametrize("name", ["psykiatri", "frivillig", "koordinator2", "admin", "superuser", "unaffiliated"])
def test_what_one_may_not_see_does_not_exist(cast, name):
    for citizen_id in (cast.peter.pk, uuid.uuid4()):
        with pytest.raises(Http404):
            open_case(cast.user(name), citizen_id)


def test_the_levels_are_two():
    assert set(Level) == {"read", "comment"}
