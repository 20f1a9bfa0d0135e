"""What each finder hands to the door, to whom, and what is noted of it; for everybody else the row does not exist.

Peter's consents say who reads which part (tests/cast.py). A finder is asked by itself, without page or door.
"""

import uuid
from operator import attrgetter

import pytest
from django.http import Http404

from citizens import access as of_citizens
from citizens.enums import TRACKS, Part
from followups import access as of_follow_ups
from meetings import access as of_meetings
from overview import access as of_overview
from plans import access as of_plans
from tests.access.conftest import change
from tests.cast import PARTNERS_OF_PETER
from tests.factories import citizens, plans
from tracks import access as of_tracks

S = Part.SOCIAL
ANYTHING = "whatever is open to them"
TEAM = ("koordinator", "projektleder")
ASKED = (*TEAM, *PARTNERS_OF_PETER, "koordinator2", "psykiatri", "admin")


def case(finder, part, parts=(), row="peter", citizen=None):
    """`part`: what must be open (None: any); `parts`: what is noted; `citizen`: the way from the row to whose it is."""
    return finder, part, parts or ((part,) if part else ANYTHING), row, citizen


def line(finder, key, part, row):
    return case(lambda user, pk: finder(user, **{key: pk}), part, row=row, citizen="plan.citizen")


def of_round(finder, row, key, citizen):
    def find(user, pk, cast=None):
        return finder(user, cast.peter.pk, attrgetter(key)(cast).pk if pk == attrgetter(row)(cast).pk else pk)

    find.needs_cast = True
    return case(find, Part.ANSWERS, row=row, citizen=citizen)


NET, OWN = Part.NETWORK, (Part.MASTER, Part.NETWORK, Part.CONSENT)
FINDERS = {
    "citizen": case(of_citizens.citizen, None),
    "master": case(of_citizens.master, Part.MASTER),
    "network": case(of_citizens.network, NET, (Part.NETWORK, Part.CONSENT)),
    "place": case(of_citizens.place, NET, row="places.laege", citizen="citizen"),
    "relative": case(of_citizens.relative, NET, row="relative", citizen="citizen"),
    "stay": case(of_citizens.stay, NET, row="stay", citizen="citizen"),
    "consent": case(of_citizens.consent, Part.CONSENT, row="exchange", citizen="citizen"),
    "scan": case(of_citizens.scan, Part.CONSENT, row="scan", citizen="consent.citizen"),
    "emergency to tell": case(of_citizens.emergency_to_tell, Part.CONSENT, row="emergency", citizen="citizen"),
    "plan": case(of_plans.plan, of_plans.PLAN_PARTS, ANYTHING, "plan", "citizen"),
    "front": case(of_plans.front, Part.FRONT, row="plan", citizen="citizen"),
    "crisis": case(of_plans.crisis, Part.CRISIS, row="plan", citizen="citizen"),
    "situation": line(of_plans.situation, "situation_id", S, "situations.social"),
    "challenge": line(of_plans.challenge, "challenge_id", S, "challenges.social"),
    "other plan": line(of_plans.other_plan, "other_plan_id", S, "other_plans.social"),
    "agreement": line(of_plans.agreement, "agreement_id", Part.FRONT, "agreement"),
    "crisis contact": case(
        lambda user, pk: of_plans.crisis_contact(user, contact_id=pk), Part.CRISIS, row="crisis_contact",
        citizen="crisis_plan.plan.citizen",
    ),
    "track": case(of_tracks.track, S, row="tracks.social", citizen="plan.citizen"),
    "goal": case(of_tracks.goal, S, row="goals.social", citizen="track.plan.citizen"),
    "intervention": case(of_tracks.intervention, S, row="interventions.social", citizen="track.plan.citizen"),
    "entry": case(of_tracks.entry, S, row="comments.social", citizen="citizen"),
    "meetings": case(of_meetings.citizen, Part.FRONT),
    "meeting": case(of_meetings.meeting, Part.FRONT, row="meeting", citizen="plan.citizen"),
    "follow-ups": case(of_follow_ups.citizen, Part.ANSWERS),
    "round": of_round(of_follow_ups.follow_up, "follow_up", "follow_up", "citizen"),
    "answer": of_round(of_follow_ups.answer, "answer", "answer.follow_up", "follow_up.citizen"),
    "concern": of_round(of_follow_ups.concern, "concern", "concern.answer.follow_up", "answer.follow_up.citizen"),
    "citizen with plans": case(of_overview.citizen_with_plans, of_plans.PLAN_PARTS, ANYTHING),
    "print": case(of_overview.printable, of_plans.PLAN_PARTS, ANYTHING, "plan", "citizen"),
    "print of the crisis plan": case(of_overview.printable_crisis, Part.CRISIS, row="plan", citizen="citizen"),
}  # fmt: skip
PERSONAL = ("follow-ups", "round", "answer", "concern")  # their address names the citizen, and is sent on


def row_of(cast, way):
    name, _, key = way.partition(".")
    return getattr(cast, name)[key] if key else getattr(cast, name)


def given(cast, finder, who, pk):
    extra = {"cast": cast} if hasattr(finder, "needs_cast") else {}
    try:
        return finder(cast.user(who), pk, **extra)
    except Http404:
        return None


def readers(part):
    wanted = {part} if isinstance(part, Part) else set(part or Part)
    return {*TEAM, *(name for name, parts in PARTNERS_OF_PETER.items() if wanted & parts)}


@pytest.mark.parametrize("name", FINDERS)
def test_a_row_is_for_those_to_whom_its_part_is_open(cast, name):
    finder, part, parts, way, citizen = FINDERS[name]
    row = row_of(cast, way)
    found = {who: given(cast, finder, who, row.pk) for who in ASKED}
    assert {who for who, one in found.items() if one} == readers(part)
    for who in readers(part):
        one = found[who]
        opened = frozenset(Part) if who in TEAM else PARTNERS_OF_PETER[who]
        assert (one.object, one.citizens, one.programme_id) == (row, (cast.peter.pk,), cast.programme.pk)
        assert set(one.parts) == (set(opened) if parts is ANYTHING else set(parts))
        assert (one.case.citizen, one.basis) == (cast.peter, " ".join(one.case.basis))
        assert one.rights <= one.case.rights
        if citizen:
            assert attrgetter(citizen)(one.object) is one.case.citizen
    assert given(cast, finder, "koordinator", uuid.uuid4()) is None


@pytest.mark.parametrize("name", [name for name, (*_rest, citizen) in FINDERS.items() if citizen])
def test_what_stands_in_a_merged_record_stays_that_ones(cast, name):
    """ADR 0016: the team reads it through the record that was kept; partners of either do not."""
    finder, _part, _parts, way, citizen = FINDERS[name]
    row = row_of(cast, way)
    change(cast.peter, merged_into=cast.thomas)
    for who in TEAM:
        one = given(cast, finder, who, row.pk)
        assert (one.object, one.case.citizen, one.citizens) == (row, cast.thomas, (cast.thomas.pk,))
        assert attrgetter(citizen)(one.object) == (cast.thomas if name in PERSONAL else cast.peter)
    assert [given(cast, finder, who, row.pk) for who in ("sygehus", "laege", "rusmiddel")] == [None] * 3


def test_a_row_of_another_citizen_is_not_among_this_ones_rounds(cast):
    for finder, key in (
        (of_follow_ups.follow_up, cast.follow_up.pk),
        (of_follow_ups.answer, cast.answer.follow_up_id),
        (of_follow_ups.concern, cast.answer.follow_up_id),
    ):
        with pytest.raises(Http404):
            finder(cast.koordinator, cast.thomas.pk, key)


@pytest.mark.parametrize(
    ("visible", "part", "own", "others"),
    [
        (of_plans.visible_plans, None, "plan", "thomas_plan"),
        (of_meetings.visible_meetings, Part.FRONT, "meeting", None),
        (of_follow_ups.visible_follow_ups, Part.ANSWERS, "follow_up", None),
    ],
)
def test_lists_hold_the_rows_of_those_whose_part_is_open(cast, visible, part, own, others):
    seen = {who for who in ASKED if getattr(cast, own) in visible(cast.user(who))}
    assert seen == readers(part)
    if others:
        assert {who for who in ASKED if getattr(cast, others) in visible(cast.user(who))} == {
            *TEAM, "rusmiddel", "psykiatri", "sygehus",
        }  # fmt: skip


def test_a_finder_narrows_the_case_and_never_widens_it(cast):
    case = of_citizens.open_case(cast.laege, cast.peter.pk)
    one = next(iter(case.rights))
    assert of_citizens.found(case, cast.plan).rights == case.rights
    assert of_citizens.found(case, cast.plan, rights=frozenset({one, "more"})).rights == {one}
    assert of_citizens.found(case, cast.plan, rights=frozenset()).rights == frozenset()


def test_a_workplace_is_there_while_a_consent_names_it(cast):
    hospital, shelter = cast.workplaces["hospital"], cast.workplaces["shelter"]

    def found(who="koordinator", at=hospital, citizen=cast.peter):
        try:
            return of_citizens.consented(cast.user(who), citizen.pk, at.pk)
        except Http404:
            return None

    one = found()
    assert (one.object, one.parts, one.citizens) == (hospital, (Part.CONSENT,), (cast.peter.pk,))
    assert [found(who) is None for who in ("projektleder", "sygehus", "laege", "koordinator2")] == [False, *[True] * 3]
    assert [found(at=at) for at in (shelter, cast.workplaces["team"])] == [None, None]
    assert found(at=cast.workplaces["practice"], citizen=cast.thomas) is None  # Peter's
    assert found(at=shelter, citizen=cast.thomas) is None  # withdrawn
    for cell in cast.exchange.scopes.filter(organisation=hospital):
        change(cell, ended_on=cast.exchange.given_on, ended_by="Peter", ended_how="phone")
    assert found() is None


def test_a_to_do_is_its_owners(cast):
    assert of_citizens.todo(cast.koordinator, cast.todo.pk).object == cast.todo
    for who, key in (("koordinator2", cast.todo.pk), ("koordinator", uuid.uuid4())):
        with pytest.raises(Http404):
            of_citizens.todo(cast.user(who), key)


def test_an_emergency_is_told_by_the_team_alone(cast):
    """An emergency opens the case to its user, and not the task to tell the citizen."""
    citizens.emergency(cast.psykiatri, cast.peter)
    for who in ("laege", "psykiatri"):
        with pytest.raises(Http404):
            of_citizens.emergency_to_tell(cast.user(who), cast.emergency.pk)


def test_a_line_of_two_tracks_and_one_that_was_removed(cast):
    both = plans.challenge(cast.plan, "På tværs", (Part.SOMATIC, Part.ADDICTION))
    found = {who for who in ASKED if given(cast, FINDERS["challenge"][0], who, both.pk)}
    assert found == {*TEAM, "laege"}
    change(both, removed=True)
    assert given(cast, FINDERS["challenge"][0], "koordinator", both.pk) is None


def test_the_logbook_is_noted_with_the_tracks_that_are_read(cast):
    for who in (*TEAM, *PARTNERS_OF_PETER):
        found = of_tracks.log(cast.user(who), cast.peter.pk)
        opened = frozenset(Part) if who in TEAM else PARTNERS_OF_PETER[who]
        assert found.object == cast.peter
        assert of_tracks.readable_tracks(found.case) == [kind for kind in TRACKS if kind in opened]
        assert list(found.parts) == [str(kind) for kind in TRACKS if kind in opened]
    with pytest.raises(Http404):
        of_tracks.log(cast.psykiatri, cast.peter.pk)
