"""Which citizens exist for whom: role ∧ dated place ∧ consent valid today, and nothing by one of them alone."""

from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.models import Permission as Right

from accounts.enums import Role
from accounts.permissions import Permission
from citizens.access import case_of, citizens_with, project_places, visible_citizens
from citizens.enums import Part
from citizens.models import Citizen, CitizenUserObjectPermission, Signpost
from core.dates import COPENHAGEN, today
from tests.access.conftest import afresh, change
from tests.factories import accounts, citizens

GONE = {"ended_on": today(), "ended_by": "Peter", "ended_how": "phone"}

# Written out by hand from contract.md: who finds whom.
VISIBLE = {
    "koordinator": {"Peter", "Thomas", "Rita", "Dagny"},
    "koordinator2": {"Hanne", "Asta"},
    "rusmiddel": {"Peter", "Thomas"},
    "psykiatri": {"Thomas"},
    "sygehus": {"Peter", "Thomas"},
    "jobcenter": {"Peter"},
    "laege": {"Peter"},
    "frivillig": set(),
    "projektleder": {"Peter", "Thomas", "Dagny", "Hanne"},
    "analytiker": set(),
    "logkontrol": set(),
    "admin": set(),
    "superuser": set(),
    "deactivated": set(),
    "unaffiliated": set(),
    "anonymous": set(),
}


def seen_by(user) -> set[str]:
    return {citizen.given_name for citizen in visible_citizens(user)}


def test_who_finds_whom(cast):
    assert {name: seen_by(user or AnonymousUser()) for name, user in cast.everybody.items()} == VISIBLE


def test_a_visible_citizen_has_a_case_and_a_case_is_of_a_visible_citizen(cast):
    """The list and the page must not disagree: neither a link that leads to 404, nor a page without its link."""
    for name, user in cast.everybody.items():
        if user is None or not user.role or not user.is_active:
            continue
        for citizen in Citizen.objects.all():
            visible = visible_citizens(user).filter(pk=citizen.pk).exists()
            case = case_of(user, citizen)
            assert not visible or case is not None, (name, citizen.given_name)


@pytest.mark.parametrize("name", ["superuser", "admin", "koordinator2", "analytiker"])
def test_a_guardian_row_alone_gives_nothing(cast, name):
    CitizenUserObjectPermission.objects.create(
        user=cast.user(name),
        permission=Right.objects.get(codename="view_citizen"),
        content_object=cast.peter,
    )
    assert "Peter" not in seen_by(cast.user(name))


def test_a_place_without_its_guardian_row_gives_nothing(cast):
    CitizenUserObjectPermission.objects.filter(user=cast.jobcenter).delete()
    assert seen_by(cast.jobcenter) == set()


def test_guardians_rows_are_those_of_the_places(cast):
    rows = set(CitizenUserObjectPermission.objects.values_list("content_object_id", "user_id"))
    places = {
        (place.citizen_id, place.user_id)
        for citizen in Citizen.objects.all()
        for place in citizen.care_team.all()
        if place.user_id
    }
    assert rows == places


def test_consent_alone_gives_nothing(cast):
    """A colleague at the same workplace, without a place in the network."""
    colleague = accounts.person(Role.PARTNER, cast.workplaces["job_centre"])
    assert seen_by(colleague) == set()


def test_a_place_alone_gives_nothing(cast):
    stranger = accounts.person(Role.PARTNER)
    citizens.place(cast.peter, stranger, tracks=[Part.SOCIAL])
    assert seen_by(stranger) == set()


@pytest.mark.parametrize("hour", [0, 1])
def test_an_exchange_consent_ends_at_danish_midnight(cast, clock, hour):
    """The first moment of the Danish day closes it; at UTC's midnight it would last an hour or two longer."""
    last = datetime.combine(cast.exchange.expires_on, datetime.min.time(), COPENHAGEN)
    clock(last - timedelta(seconds=1))
    assert seen_by(afresh(cast.jobcenter)) == {"Peter"}
    clock(last + timedelta(hours=hour))
    assert seen_by(afresh(cast.jobcenter)) == set()
    assert case_of(afresh(cast.jobcenter), cast.peter) is None


def test_an_exchange_consent_begins_on_its_day(cast, days_on):
    days_on(-31)
    assert seen_by(afresh(cast.jobcenter)) == set()
    days_on(-30, hour=0)
    assert seen_by(afresh(cast.jobcenter)) == {"Peter"}


def test_a_withdrawn_consent_is_gone_on_its_own_day(cast):
    change(cast.exchange, withdrawn_on=today(), withdrawn_by="Peter", withdrawn_how="phone")
    assert [seen_by(cast.user(name)) for name in ("jobcenter", "laege")] == [set(), set()]
    assert "Peter" in seen_by(cast.koordinator)


def test_an_ended_cell_closes_its_part_and_the_last_one_the_case(cast):
    cells = {cell.part: cell for cell in cast.exchange.scopes.filter(organisation=cast.workplaces["hospital"])}
    change(cells[Part.SOMATIC], **GONE)
    assert case_of(cast.sygehus, cast.peter).readable == {Part.CRISIS}
    change(cells[Part.CRISIS], **GONE)
    assert "Peter" not in seen_by(cast.sygehus)
    assert case_of(cast.sygehus, cast.peter) is None
    assert seen_by(cast.jobcenter) == {"Peter"}


def test_several_consents_add_up(cast):
    work = cast.workplaces["job_centre"]
    citizens.exchange(cast.peter, cast.koordinator, {work: {Part.SOCIAL: "comment", Part.FRONT: "read"}})
    case = case_of(cast.jobcenter, cast.peter)
    assert case.readable == {Part.SOCIAL, Part.FRONT}
    assert case.commentable == {Part.SOCIAL}


@pytest.mark.parametrize(
    ("starts", "ends", "seen"), [(-9, 0, False), (-9, 1, True), (0, None, True), (1, None, False), (-9, -1, False)]
)
def test_a_place_counts_from_its_first_day_until_the_day_it_ends(cast, starts, ends, seen):
    for name, who in (("jobcenter", cast.jobcenter), ("koordinator", cast.koordinator)):
        change(
            cast.places[name],
            starts_on=today() + timedelta(days=starts),
            ends_on=None if ends is None else today() + timedelta(days=ends),
        )
        assert ("Peter" in seen_by(who)) == seen
        assert (case_of(who, cast.peter) is not None) == seen


def test_projection_takes_out_what_has_ended(cast):
    change(cast.places["jobcenter"], ends_on=today())
    project_places(cast.peter)
    assert not CitizenUserObjectPermission.objects.filter(user=cast.jobcenter).exists()
    assert CitizenUserObjectPermission.objects.filter(user=cast.laege).exists()


def test_who_changes_workplace_leaves_the_cases_behind(cast):
    """The consent was given to the old workplace; the place was taken for it."""
    old = cast.jobcenter.affiliations.get()
    change(old, ends_on=today())
    accounts.affiliation(cast.jobcenter, cast.workplaces["practice"], Role.PARTNER, starts_on=today())
    assert seen_by(afresh(cast.jobcenter)) == set()
    assert case_of(afresh(cast.jobcenter), cast.peter) is None


def test_who_becomes_something_else_keeps_no_place_of_before(cast):
    for name, role in (("koordinator", Role.ADMINISTRATOR), ("jobcenter", Role.ANALYST)):
        change(cast.user(name).affiliations.get(), role=role)
        assert seen_by(afresh(cast.user(name))) == set()


def test_a_partner_in_a_coordinators_place_is_no_coordinator(cast):
    change(cast.koordinator.affiliations.get(), role=Role.PARTNER)
    assert seen_by(afresh(cast.koordinator)) == set()
    assert case_of(afresh(cast.koordinator), cast.peter) is None


def test_who_is_deactivated_or_has_left_sees_nothing(cast):
    cast.koordinator.is_active = False
    cast.koordinator.save()
    assert seen_by(afresh(cast.koordinator)) == set()
    change(cast.jobcenter.affiliations.get(), ends_on=today())
    assert seen_by(afresh(cast.jobcenter)) == set()


def test_leading_is_dated(cast):
    lead = cast.projektleder.leads.get()
    change(lead, ends_on=today())
    assert seen_by(cast.projektleder) == set()
    change(lead, starts_on=today() + timedelta(days=1), ends_on=None)
    assert seen_by(cast.projektleder) == set()


def test_a_lead_of_no_programme_sees_nothing(cast):
    assert seen_by(accounts.person(Role.LEAD)) == set()


class TestParticipationWithdrawn:
    @pytest.fixture(autouse=True)
    def _withdrawn(self, cast):
        change(cast.participation, withdrawn_on=today(), withdrawn_by="Peter", withdrawn_how="phone")

    def test_the_team_reads_for_thirty_days_and_changes_nothing(self, cast, days_on):
        for days, seen in ((0, True), (29, True), (30, False), (300, False)):
            days_on(days)
            for name in ("koordinator", "projektleder"):
                assert ("Peter" in seen_by(afresh(cast.user(name)))) == seen, (name, days)
        days_on(29)
        for name in ("koordinator", "projektleder"):
            case = case_of(afresh(cast.user(name)), cast.peter)
            changing = {right.name for right in case.rights if "CHANGE" in right.name or "PRINT" in right.name}
            assert (case.participation, changing, case.commentable) == ("withdrawn", set(), frozenset())

    @pytest.mark.parametrize("closed", ["plan", "citizen"])
    def test_a_closed_case_is_gone_at_once(self, cast, closed):
        if closed == "plan":
            Signpost.objects.filter(citizen=cast.peter).update(plan_state="closed")
        else:
            change(cast.peter, stage="left", left_on=today(), left_because="moved")
        assert "Peter" not in seen_by(cast.koordinator)
        assert "Peter" not in seen_by(cast.projektleder)

    def test_a_new_consent_opens_again(self, cast):
        citizens.participation(cast.peter, cast.koordinator, given_on=today())
        assert case_of(cast.koordinator, cast.peter).participation == "valid"


def test_before_any_consent_the_coordinator_enrols_and_the_lead_knows_nothing(cast):
    case = case_of(cast.koordinator, cast.rita)
    assert case.readable == {Part.MASTER, Part.NETWORK, Part.CONSENT}
    assert not {right.name for right in case.rights} & {"PLAN_VIEW", "PLAN_CHANGE", "LOG_VIEW", "PLAN_PRINT"}
    assert "Rita" not in seen_by(cast.projektleder)


def test_who_said_yes_and_no_again_while_being_enrolled_is_read_until_closed(cast, days_on):
    """domain.md § 4: participation withdrawn, both read only, at most 30 days; lists and case say the same."""
    said = citizens.participation(cast.rita, cast.koordinator, given_on=today())
    change(said, withdrawn_on=today(), withdrawn_by="Rita", withdrawn_how="phone")
    for days, reads in ((0, True), (29, True), (30, False)):
        days_on(days)
        case = case_of(cast.koordinator, cast.rita)
        assert case.reads(Part.FRONT) == reads
        assert citizens_with(cast.koordinator, Part.FRONT).filter(pk=cast.rita.pk).exists() == reads
        assert case.may(Permission.PLAN_CLOSE) == reads
        assert not case.may(Permission.PLAN_CHANGE)
        assert case.may(Permission.CONSENT_CHANGE)  # the referral stands, and may still lead to a yes
