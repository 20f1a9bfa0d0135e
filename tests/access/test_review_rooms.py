"""The access review: which places and leads a round asks about, and whose it is to go through (ADR 0031)."""

import uuid
from datetime import timedelta

import pytest
from django.http import Http404

from accounts.permissions import Permission as P
from citizens import access
from citizens.access import reviews
from citizens.enums import Part, Place
from citizens.models import CareTeamMember
from core.dates import today
from tests.access.conftest import change
from tests.factories import accounts, citizens

DAY = timedelta(days=1)
# Who has a live place with whom in the programme, Rita left out: nobody has been let in to her case yet.
LIVE = {
    "Peter": {"koordinator", "rusmiddel", "sygehus", "jobcenter", "laege", "Hjalte"},
    "Thomas": {"koordinator", "rusmiddel", "psykiatri", "sygehus", "frivillig"},
    "Dagny": {"koordinator"},
    "Hanne": {"koordinator2"},
}


def exists(finder, *args):
    try:
        return finder(*args)
    except Http404:
        return None


def asked(*rounds):
    rows: dict[str, set[str]] = {}
    for place in reviews.asked_places(rounds, today()).select_related("user", "citizen"):
        who = place.user.username if place.user else place.name.split()[0]
        rows.setdefault(place.citizen.given_name, set()).add(who)
    return rows


def earlier(cast, **fields):
    """The round of the half year before."""
    begun = cast.review.begun_on - 183 * DAY
    return citizens.review(cast.programme, begun_on=begun, due_on=cast.review.due_on, **fields)


def test_the_newest_round_of_each_programme(cast):
    earlier(cast)
    other = citizens.review(cast.second_programme)
    programmes = [cast.programme.pk, cast.second_programme.pk]
    assert set(reviews.newest_reviews(programmes)) == {cast.review, other}
    assert set(reviews.newest_reviews(programmes[:1])) == {cast.review}


def test_it_asks_about_the_live_places_of_open_cases(cast):
    assert asked(cast.review) == LIVE
    assert asked() == {}
    other = citizens.review(cast.second_programme)
    assert asked(other) == {"Asta": {"koordinator2"}}
    assert asked(cast.review, other) == LIVE | {"Asta": {"koordinator2"}}


@pytest.mark.parametrize(
    ("happens", "is_asked"),
    [
        (lambda cast, row: change(row, starts_on=cast.review.begun_on), True),
        (lambda cast, row: change(row, starts_on=cast.review.begun_on + DAY), False),
        (lambda cast, row: change(row, ends_on=today() + DAY), True),
        (lambda cast, row: change(row, ends_on=today()), False),
        (lambda cast, row: change(cast.peter, stage="left", left_on=today(), left_because="moved"), False),
        (lambda cast, row: change(cast.peter, voided=True, void_reason="x"), False),
        (lambda cast, row: change(cast.peter, merged_into=cast.thomas), False),
        (lambda cast, row: change(cast.peter, programme=cast.second_programme), False),
        (lambda cast, row: change(cast.participation, given_on=today() + DAY), False),
    ],
)
def test_a_place_is_asked_about_while_it_counts(cast, happens, is_asked):
    happens(cast, cast.places["laege"])
    assert ("laege" in asked(cast.review).get("Peter", set())) == is_asked


def leads(cast, *rounds):
    return {row.user.username for row in reviews.asked_leads(rounds or [cast.review], today()).select_related("user")}


def test_leads_go_through_each_other_and_who_leads_alone_is_not_asked_about(cast):
    assert leads(cast) == set()
    other = accounts.person("lead", cast.workplaces["team"], "anden-leder")
    elsewhere = citizens.lead(cast.second_programme, other)
    assert leads(cast) == set()
    row = citizens.lead(cast.programme, other, starts_on=cast.review.begun_on)
    assert leads(cast) == {"projektleder", "anden-leder"}
    assert leads(cast, citizens.review(cast.second_programme)) == set()
    assert elsewhere not in reviews.asked_leads([cast.review], today())
    for fields, names in (
        ({"starts_on": cast.review.begun_on + DAY}, {"projektleder"}),  # came after it: is asked about next time
        ({"starts_on": today() + DAY}, set()),
        ({"starts_on": accounts.LONG_AGO, "ends_on": today()}, set()),
        ({"ends_on": today() + DAY}, {"projektleder", "anden-leder"}),
    ):
        change(row, **fields)
        assert leads(cast) == names, fields
    for name in ("fjern-leder", "fjernere-leder"):
        citizens.lead(cast.second_programme, accounts.person("lead", username=name))
    assert leads(cast) == {"projektleder", "anden-leder"}
    other.is_active = False
    other.save()
    assert leads(cast) == {"anden-leder"}  # who is shut out decides about nobody


def test_what_was_kept_or_ended_in_this_round_is_decided(cast):
    places = CareTeamMember.objects.filter(citizen=cast.peter)
    before = earlier(cast)
    citizens.decision(before, cast.places["jobcenter"], cast.projektleder)
    citizens.decision(cast.review, cast.places["sygehus"], cast.projektleder, decision="ask")
    citizens.decision(cast.review, cast.places["rusmiddel"], cast.projektleder, decision="end")
    left = set(reviews.undecided(places, "place", [cast.review]))
    assert set(places) - left == {cast.places["laege"], cast.places["rusmiddel"]}
    assert set(places) - set(reviews.undecided(places, "place", [before])) == {cast.places["jobcenter"]}


def test_a_round_is_the_leads_of_its_programme(cast, monkeypatch):
    other = citizens.review(cast.second_programme)
    citizens.lead(cast.second_programme, cast.koordinator)  # a row without the role
    for name, user in cast.everybody.items():
        if user:
            theirs = {cast.review} if name == "projektleder" else set()
            assert {row for row in (cast.review, other) if exists(access.access_review, user, row.pk)} == theirs, name
            assert set(access.reviewed_programmes(user)) == ({cast.programme} if theirs else set())
    found = access.access_review(cast.projektleder, cast.review.pk)
    assert (found.object, found.programme_id, found.basis) == (cast.review, cast.programme.pk, "lead")
    assert (found.parts, found.citizens, found.case) == ((Part.NETWORK, Part.CONSENT), (), None)
    assert P.ACCESS_REVIEW in found.rights
    assert exists(access.access_review, cast.projektleder, uuid.uuid4()) is None
    monkeypatch.setattr(reviews, "role_rights", lambda user: frozenset({P.CITIZEN_LIST}))
    assert exists(access.access_review, cast.projektleder, cast.review.pk) is None


def test_a_line_of_a_round_is_a_place_it_asks_about_or_did(cast):
    place = cast.places["laege"]

    def found(row=place, user=cast.projektleder):
        return exists(access.access_review_place, user, cast.review.pk, row.pk)

    one = found()
    assert (one.object, one.citizens, one.programme_id) == ((cast.review, place), (cast.peter.pk,), cast.programme.pk)
    assert (one.parts, one.basis, one.case) == ((Part.NETWORK,), "lead", None)
    assert found(user=cast.koordinator) is None
    assert exists(access.access_review_place, cast.projektleder, cast.review.pk, uuid.uuid4()) is None
    assert found(citizens.place(cast.rita, cast.laege)) is None  # the lead sees no Rita
    citizens.lead(cast.second_programme, cast.projektleder)
    assert found(CareTeamMember.objects.get(citizen=cast.asta)) is None  # another programme's round
    begun = cast.review.begun_on
    for fields, is_there in (
        ({"ends_on": today()}, True), ({"ends_on": begun}, True), ({"ends_on": begun - DAY}, False),
        ({"starts_on": begun, "ends_on": None}, True), ({"starts_on": begun + DAY}, False),
        ({"starts_on": begun, "ends_on": begun}, False),  # a place that never counted
    ):  # fmt: skip
        change(place, **fields)
        assert (found() is not None) == is_there, fields


def test_a_round_is_worked_on_until_it_is_done_or_the_next_begins(cast):
    before = earlier(cast)
    assert [reviews.is_workable(row) for row in (cast.review, before)] == [True, False]
    citizens.review(cast.second_programme, begun_on=today() + 200 * DAY)
    assert reviews.is_workable(cast.review)
    change(cast.review, done_on=today(), done_by=cast.projektleder, kept=1, ended=0)
    assert not reviews.is_workable(cast.review)


@pytest.mark.parametrize(
    ("starts", "ends", "counts"), [(-9, None, True), (0, None, True), (1, None, False), (-9, 0, False), (-9, 1, True)]
)
def test_a_place_is_live_from_its_first_day_until_the_day_it_ends(starts, ends, counts):
    row = CareTeamMember(
        place=Place.PARTICIPANT,
        starts_on=today() + starts * DAY,
        ends_on=None if ends is None else today() + ends * DAY,
    )
    assert reviews.live(row) == counts
