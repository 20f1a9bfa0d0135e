"""What a case opens in each state it can be in, written a second time (domain.md §§ 3-4): rights, parts, comments.

`case_of` is asked by itself, whatever the lists would have said before.
"""

from datetime import timedelta

import pytest

from accounts.enums import Role
from accounts.permissions import Permission
from accounts.roles import rights_of
from citizens import access
from citizens.access.case import is_taking_part
from citizens.access.finders import open_case
from citizens.enums import CONSENTABLE, ConsentKind, Level, Part, Place
from citizens.models import Citizen, Signpost
from core.dates import today
from tests.access.conftest import afresh, change
from tests.factories import citizens

DAY = timedelta(days=1)
SEE = "CITIZEN_LIST CITIZEN_VIEW MASTER_VIEW NETWORK_VIEW HISTORY_VIEW CITIZEN_LOG"
PLAN = "PLAN_VIEW LOG_VIEW MEETING_VIEW"
READS = f"{SEE} {PLAN} FOLLOW_UP_VIEW"
# Participation withdrawn: both read only, until the case is closed; the citizen is told, and may say no to more.
WITHDRAWN = f"{READS} CASE_HANDOVER PLAN_CLOSE"
ENROLS = (
    f"{SEE} CITIZEN_ENROL MASTER_CHANGE CPR_SHOW SCREENING_CHANGE CONSENT_CHANGE CONSENT_WITHDRAW CASE_HANDOVER"
    " CITIZEN_END EMERGENCY_INFORM"
)
TEAMS = "CITIZEN_END CONSENT_WITHDRAW EMERGENCY_INFORM"  # what of it is the coordinator's and not the lead's
EVERY = "every right of the role"
NOTHING = None
OWN = frozenset({Part.MASTER, Part.NETWORK, Part.CONSENT})
ALL = frozenset(Part)
COMMENTS, SILENT = frozenset(CONSENTABLE), frozenset()


def peter_says_no(cast, ago=0, how="phone"):
    change(cast.participation, withdrawn_on=today() - ago * DAY, withdrawn_by="Peter", withdrawn_how=how)


def peter_leaves(cast):
    change(cast.peter, stage="left", left_on=today(), left_because="moved")


def back_to(cast, stage):
    change(cast.peter, stage=stage, included_on=None)


def referred_anew(cast, ago):
    peter_says_no(cast, ago)
    back_to(cast, "referred")


def nobody_asked_him(cast):
    change(cast.participation, kind=ConsentKind.RELATIVES)


def left_and_withdrawn(cast):
    peter_says_no(cast)
    peter_leaves(cast)


def withdrawn_and_closed(cast):
    peter_says_no(cast)
    Signpost.objects.filter(citizen=cast.peter).update(plan_state="closed")


def left_and_a_mistake(cast):
    peter_leaves(cast)
    change(cast.peter, voided=True, void_reason="x")


def state(how, coordinator, lead, parts=ALL, comments=SILENT):
    """How participation stands, what the two may do (a co-coordinator hands nobody over), and the open parts."""
    return how, coordinator, lead, parts, comments


STATES = {
    "takes part": (lambda cast: None, state("valid", EVERY, EVERY, comments=COMMENTS)),
    "takes part, and was withdrawn before": (
        lambda cast: (peter_says_no(cast), citizens.participation(cast.peter, cast.koordinator, given_on=today())),
        state("valid", EVERY, EVERY, comments=COMMENTS),
    ),
    "takes part, and is referred": (
        lambda cast: back_to(cast, "referred"), state("valid", EVERY, EVERY, comments=COMMENTS)
    ),
    "referred long after a no": (lambda cast: referred_anew(cast, 30), state("none", ENROLS, NOTHING, OWN)),
    "not included": (
        lambda cast: (peter_says_no(cast, 30), back_to(cast, "excluded")), state("none", ENROLS, NOTHING, OWN)
    ),
    "referred after a no": (
        lambda cast: referred_anew(cast, 29), state("none withdrawn", f"{ENROLS} {WITHDRAWN} {TEAMS}", WITHDRAWN)
    ),
    "says no": (peter_says_no, state("withdrawn", f"{WITHDRAWN} {TEAMS}", WITHDRAWN)),
    "said no 29 days ago": (
        lambda cast: peter_says_no(cast, 29), state("withdrawn", f"{WITHDRAWN} {TEAMS}", WITHDRAWN)
    ),
    "said no 30 days ago": (lambda cast: peter_says_no(cast, 30), state("", NOTHING, NOTHING)),
    "said no as two records became one": (
        lambda cast: peter_says_no(cast, how="merged"), state("", NOTHING, NOTHING)
    ),
    "says no, and the plan is closed": (withdrawn_and_closed, state("", NOTHING, NOTHING)),
    "says no, and has left": (left_and_withdrawn, state("", NOTHING, NOTHING)),
    "says yes tomorrow": (
        lambda cast: change(cast.participation, given_on=today() + DAY), state("", NOTHING, NOTHING)
    ),
    "says yes today": (
        lambda cast: change(cast.participation, given_on=today()), state("valid", EVERY, EVERY, comments=COMMENTS)
    ),
    "never said yes": (nobody_asked_him, state("", NOTHING, NOTHING)),
    "has left": (
        peter_leaves,
        state(
            "valid", f"{WITHDRAWN} {TEAMS} PLAN_PRINT CPR_SHOW CITIZEN_ENROL", f"{WITHDRAWN} PLAN_PRINT CASE_MERGE",
            comments=COMMENTS,
        ),
    ),
    "a mistake": (
        lambda cast: change(cast.peter, voided=True, void_reason="x"),
        state("valid", f"{READS} {TEAMS}", READS, comments=COMMENTS),
    ),
    "left, and a mistake": (left_and_a_mistake, state("valid", f"{READS} {TEAMS}", READS, comments=COMMENTS)),
}  # fmt: skip


def stored(citizen):
    return Citizen.objects.select_related("programme", "signpost").get(pk=citizen.pk)


def named(rights, user):
    if rights == EVERY:
        return rights_of(user.role, user.organisation.sector)
    return {Permission[name] for name in rights.split()}


@pytest.mark.parametrize("name", STATES)
def test_what_the_team_may_in_each_state(cast, name):
    happens, (how, coordinators, leads, parts, comments) = STATES[name]
    seats = {"koordinator": cast.places["koordinator"]}
    seats["koordinator2"] = citizens.place(cast.peter, cast.koordinator2, Place.CO_COORDINATOR)
    happens(cast)
    for who, rights in (("koordinator", coordinators), ("koordinator2", coordinators), ("projektleder", leads)):
        user = afresh(cast.user(who))
        case = access.case_of(user, stored(cast.peter))
        if rights is NOTHING:
            assert case is None, who
            continue
        lacks = {Permission.CASE_HANDOVER} if who == "koordinator2" else set()
        assert case.rights == named(rights, user) - lacks, who
        assert (case.participation, case.readable) == (how.split()[-1 if who == "projektleder" else 0], parts)
        assert case.commentable == (comments if who != "projektleder" else SILENT)
        assert case.relation == ("lead" if who == "projektleder" else "coordinator")
        assert case.basis == ((f"place:{seats[who].pk}",) if who in seats else ("lead",))
        assert case.places == ((seats[who],) if who in seats else ())
        assert (case.coordinator, case.consent_until) == (seats["koordinator"], cast.exchange.expires_on)
        assert (case.in_team, case.until) == (True, None)


def test_a_record_that_was_merged_is_read_with_these_rights(cast):
    """ADR 0016: read, and not printed for a recipient whose consent was not given for it."""
    change(cast.peter, merged_into=cast.thomas)
    allowed = f"CITIZEN_LIST CITIZEN_VIEW MASTER_VIEW NETWORK_VIEW HISTORY_VIEW {PLAN}"
    for who, rights in (("koordinator", f"{allowed} EMERGENCY_INFORM"), ("projektleder", allowed)):
        case = open_case(cast.user(who), cast.peter.pk)
        assert (case.citizen, case.rights) == (cast.thomas, named(rights, cast.user(who)))
        assert case.records == [cast.thomas.pk, cast.peter.pk]


@pytest.mark.parametrize(
    "happens",
    [
        peter_leaves,
        lambda cast: change(cast.peter, voided=True, void_reason="x"),
        lambda cast: change(cast.places["laege"], ends_on=today()),
        lambda cast: change(cast.places["laege"], place=Place.CO_COORDINATOR),
        lambda cast: change(cast.places["laege"], organisation=cast.workplaces["hospital"]),
        lambda cast: change(cast.places["laege"], user=cast.rusmiddel),
        lambda cast: change(cast.exchange, expires_on=today()),
    ],
)
def test_a_participant_has_no_case_without_place_or_consent_or_after_it(cast, happens):
    assert access.case_of(cast.laege, stored(cast.peter)) is not None
    happens(cast)
    assert access.case_of(cast.laege, stored(cast.peter)) is None


def test_a_coordinators_place_is_no_participants(cast):
    """Who may not coordinate any more does not read by what their workplace is told."""
    work = {cast.workplaces["team"]: {Part.SOCIAL: Level.READ}}
    citizens.exchange(cast.peter, cast.koordinator, work)
    peter_says_no(cast, 30)
    assert access.case_of(cast.koordinator, stored(cast.peter)) is None
    citizens.place(cast.peter, cast.koordinator, Place.SUBSTITUTE)
    case = access.case_of(cast.koordinator, stored(cast.peter))
    assert (case.relation, case.readable, len(case.places)) == ("participant", {Part.SOCIAL}, 1)
    change(cast.koordinator.affiliations.get(), role=Role.PARTNER)
    assert access.case_of(afresh(cast.koordinator), stored(cast.peter)).relation == "participant"


def test_what_a_participants_case_says_of_consent_and_place(cast):
    """The widest of several consents counts, each by its own cells; what is not theirs is not counted."""
    work = cast.workplaces["practice"]
    later = citizens.exchange(
        cast.peter, cast.koordinator, {work: {Part.SOCIAL: Level.READ}}, given_on=today(),
        expires_on=today() + 360 * DAY,
    )  # fmt: skip
    for kind in ("withdrawn", "another workplace's"):
        of = cast.workplaces["hospital"] if kind == "another workplace's" else work
        said = {"withdrawn_on": today(), "withdrawn_by": "Peter", "withdrawn_how": "phone"} if of == work else {}
        citizens.exchange(
            cast.peter, cast.koordinator, {of: {Part.CRISIS: Level.COMMENT}}, given_on=today(),
            expires_on=today() + (365 if said else 364) * DAY, **said,
        )  # fmt: skip
    case = access.case_of(cast.laege, stored(cast.peter))
    assert case.readable == {Part.SOMATIC, Part.ADDICTION, Part.ANSWERS, Part.FRONT, Part.SOCIAL}
    assert case.commentable == {Part.SOMATIC, Part.ADDICTION}
    assert (case.until, case.consent_until) == (later.expires_on, None)
    assert (case.coordinator, case.participation) == (cast.places["koordinator"], "valid")
    assert case.places == (cast.places["laege"],)
    assert (case.in_team, case.records) == (False, [cast.peter.pk])
    consents = sorted(f"consent:{row.pk}" for row in (cast.exchange, later))
    assert case.basis == (f"place:{cast.places['laege'].pk}", *consents)
    lead = access.case_of(cast.projektleder, stored(cast.peter))
    assert lead.consent_until == today() + 364 * DAY  # the other workplace's; not the withdrawn one's
    change(later, expires_on=today() + DAY)
    assert access.case_of(cast.laege, stored(cast.peter)).until == cast.exchange.expires_on


def test_the_table_decides_what_a_consent_can_open(cast, monkeypatch):
    monkeypatch.setitem(access.PART_RULES, Part.CRISIS, access.Opens.NEVER)
    assert access.case_of(cast.sygehus, stored(cast.peter)).readable == {Part.SOMATIC}


@pytest.mark.parametrize(
    ("happens", "takes_part"),
    [
        (lambda cast: None, True),
        (lambda cast: change(cast.participation, given_on=today()), True),
        (lambda cast: change(cast.participation, given_on=today() + DAY), False),
        (peter_says_no, False),
        (nobody_asked_him, False),  # the consent to exchange still stands
    ],
)
def test_who_takes_part(cast, happens, takes_part):
    happens(cast)
    assert is_taking_part(cast.peter) == takes_part


def test_what_a_case_says_of_itself(cast):
    """A line of several tracks, comments, the protected address, and which workplaces are known of."""
    doctor, lead, hospital = (
        access.case_of(cast.user(n), stored(cast.peter)) for n in ("laege", "projektleder", "sygehus")
    )
    assert [doctor.reads(Part.SOMATIC), doctor.reads(Part.CRISIS)] == [True, False]
    assert [doctor.reads_all([Part.SOMATIC, Part.ADDICTION]), hospital.reads_all([Part.SOMATIC, Part.ADDICTION])] == [
        True, False,
    ]  # fmt: skip
    assert hospital.reads_all([Part.SOMATIC, Part.CRISIS])
    assert [doctor.may(Permission.LOG_COMMENT), doctor.may(Permission.LOG_CONTACT)] == [True, False]
    assert [doctor.comments_on(part) for part in (Part.SOMATIC, Part.FRONT, Part.SOCIAL)] == [True, False, False]
    assert [case.sees_address for case in (doctor, lead, hospital)] == [False, True, False]
    assert doctor.sees_workplace(cast.workplaces["practice"].pk)
    assert not doctor.sees_workplace(cast.workplaces["hospital"].pk)
    assert lead.sees_workplace(cast.workplaces["hospital"].pk)
    coordinator = access.case_of(cast.koordinator, stored(cast.peter))
    assert coordinator.comments_on(Part.SOCIAL)
    peter_leaves(cast)  # nothing is written about who has left, whatever was open to comments
    assert not access.case_of(cast.koordinator, stored(cast.peter)).comments_on(Part.SOCIAL)


def test_what_was_merged_into_a_record_is_for_the_team(cast):
    change(cast.thomas, merged_into=cast.peter)
    for who in ("koordinator", "projektleder", "laege"):
        merged = [] if who == "laege" else [cast.thomas.pk]
        assert open_case(cast.user(who), cast.peter.pk).records == [cast.peter.pk, *merged]


@pytest.mark.parametrize(
    "happens", [peter_says_no, peter_leaves, lambda cast: referred_anew(cast, 30), lambda cast: referred_anew(cast, 9)]
)
def test_a_state_never_adds_to_what_the_role_holds(cast, monkeypatch, happens):
    held = frozenset({Permission.CITIZEN_VIEW, Permission.AUDIT_VIEW})
    monkeypatch.setattr("citizens.access.case.role_rights", lambda user: held)
    assert access.case_of(cast.laege, stored(cast.peter)).rights == {Permission.CITIZEN_VIEW}
    happens(cast)
    assert access.case_of(cast.koordinator, stored(cast.peter)).rights == {Permission.CITIZEN_VIEW}


def test_who_coordinates_elsewhere_is_a_participant_here(cast):
    """The role alone is not the place; and a coordinator's role prints no part of its own."""
    before = access.case_of(cast.laege, stored(cast.peter))
    change(cast.laege.affiliations.get(), role=Role.COORDINATOR)
    case = access.case_of(afresh(cast.laege), stored(cast.peter))
    assert (case.relation, case.readable) == ("participant", before.readable)
    assert case.rights == before.rights - {Permission.PLAN_PRINT_OWN}
