"""Which plans and lines exist for whom, and what a closed plan still allows."""

import pytest
from django.http import Http404

from accounts.permissions import Permission as P
from citizens.enums import TRACKS, Part
from plans import access
from tests.access.conftest import change
from tests.cast import PARTNERS_OF_PETER
from tests.factories import plans

CHANGING = (P.PLAN_CHANGE, P.PLAN_ACTIVATE, P.PLAN_CLOSE, P.STATUS_REPORT, P.LOG_COMMENT)


@pytest.mark.parametrize("name", PARTNERS_OF_PETER)
def test_a_partner_finds_a_line_only_when_all_its_tracks_are_open(cast, name):
    user, open_parts = cast.user(name), PARTNERS_OF_PETER[name]
    for kind in TRACKS:
        for finder, row, key in (
            (access.challenge, cast.challenges[kind], "challenge_id"),
            (access.situation, cast.situations[kind], "situation_id"),
            (access.other_plan, cast.other_plans[kind], "other_plan_id"),
        ):
            if kind in open_parts:
                found = finder(user, **{key: row.pk})
                assert found.object == row
                assert P.PLAN_CHANGE not in found.rights
            else:
                with pytest.raises(Http404):
                    finder(user, **{key: row.pk})


def test_a_line_of_an_open_and_a_closed_track_is_not_there(cast):
    both = plans.challenge(cast.plan, "På tværs", (Part.SOCIAL, Part.ADDICTION))
    with pytest.raises(Http404):
        access.challenge(cast.jobcenter, challenge_id=both.pk)
    assert access.challenge(cast.koordinator, challenge_id=both.pk).object == both


@pytest.mark.parametrize("name", PARTNERS_OF_PETER)
def test_front_and_crisis_open_by_their_own_consent(cast, name):
    user, open_parts = cast.user(name), PARTNERS_OF_PETER[name]
    for finder, part in ((access.front, Part.FRONT), (access.crisis, Part.CRISIS)):
        if part in open_parts:
            assert finder(user, cast.plan.pk).object == cast.plan
        else:
            with pytest.raises(Http404):
                finder(user, cast.plan.pk)
    rows = (
        (access.agreement, "agreement_id", cast.agreement.pk, Part.FRONT),
        (access.crisis_contact, "contact_id", cast.crisis_contact.pk, Part.CRISIS),
    )
    for finder, key, pk, part in rows:
        if part in open_parts:
            assert finder(user, **{key: pk}).object.pk == pk
        else:
            with pytest.raises(Http404):
                finder(user, **{key: pk})


def test_a_closed_plan_is_read_and_never_changed(cast):
    rights = access.plan(cast.koordinator, cast.closed_plan.pk).rights
    assert P.PLAN_VIEW in rights
    assert rights & set(CHANGING) == set()
    line = plans.challenge(cast.closed_plan, "Dengang", (Part.SOCIAL,))
    assert access.challenge(cast.koordinator, challenge_id=line.pk).rights & set(CHANGING) == set()
    assert set(CHANGING) <= access.plan(cast.koordinator, cast.plan.pk).rights


def test_a_removed_line_does_not_exist(cast):
    line = change(cast.challenges[Part.SOCIAL], removed=True)
    with pytest.raises(Http404):
        access.challenge(cast.koordinator, challenge_id=line.pk)


def test_who_has_no_plan_part_finds_no_plan(cast):
    for name in ("koordinator3", "analytiker", "superuser", "unaffiliated"):
        if hasattr(cast, name):
            with pytest.raises(Http404):
                access.plan(cast.user(name), cast.plan.pk)


def test_the_open_plan_or_none(cast):
    assert access.open_plan_of(cast.koordinator, cast.peter.pk).object == cast.plan
