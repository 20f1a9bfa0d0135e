"""What may be done with a row that is read: comment, report, change, print (domain.md § 4)."""

import dataclasses

import pytest
from django.http import Http404

from accounts.permissions import Permission as P
from citizens.access import open_case
from citizens.enums import TRACKS, Level, Part
from core.dates import today
from overview import access as of_overview
from plans import access as of_plans
from plans.enums import PlanState
from tests.access.conftest import afresh, change
from tests.factories import plans
from tests.factories import tracks as make
from tracks import access as of_tracks
from tracks.access import may_report

CHANGING = {P.PLAN_CHANGE, P.PLAN_ACTIVATE, P.PLAN_CLOSE, P.STATUS_REPORT, P.LOG_COMMENT, P.MEETING_CHANGE}


def withdrawn(cast):
    change(cast.participation, withdrawn_on=today(), withdrawn_by="Peter", withdrawn_how="phone")


def test_nothing_changes_a_closed_plan(cast):
    for who in ("koordinator", "projektleder", "laege"):
        user = cast.user(who)
        case = open_case(user, cast.peter.pk)
        for plan, rights in ((cast.plan, case.rights), (cast.closed_plan, case.rights - CHANGING)):
            assert of_plans.rights_on(case, plan) == of_plans.plan(user, plan.pk).rights == rights
            assert of_overview.citizens_plan(user, cast.peter.pk).rights == case.rights  # of the one that is open
        line = plans.agreement(cast.closed_plan, "Dengang")
        assert of_plans.agreement(user, agreement_id=line.pk).rights == case.rights - CHANGING
    line = plans.crisis_contact(plans.crisis_plan(cast.closed_plan), "Dengang")
    assert of_plans.crisis_contact(cast.koordinator, contact_id=line.pk).rights & CHANGING == set()
    assert of_plans.crisis(cast.koordinator, cast.closed_plan.pk).rights & CHANGING == set()
    track = make.track(cast.closed_plan, Part.SOCIAL)
    assert of_tracks.track(cast.koordinator, track.pk).rights & CHANGING == set()


def test_the_open_plan_or_none(cast):
    plans.plan(cast.rita, PlanState.CLOSED)
    for finder in (of_plans.open_plan_of, of_overview.citizens_plan):
        for citizen, plan in ((cast.peter, cast.plan), (cast.thomas, cast.thomas_plan), (cast.rita, None)):
            found = finder(cast.koordinator, citizen.pk)
            assert (found.object, found.citizens, found.case.citizen) == (plan, (citizen.pk,), citizen)
            assert plan is None or found.object.citizen is found.case.citizen
        with pytest.raises(Http404):
            finder(cast.psykiatri, cast.peter.pk)


def test_the_crisis_plan_comes_along_for_those_who_may_read_it(cast, django_assert_num_queries):
    for who, comes in (("sygehus", True), ("koordinator", True), ("jobcenter", False)):
        row = of_overview.citizens_plan(cast.user(who), cast.peter.pk).object
        assert ("crisis" in row._state.fields_cache) == comes, who


@pytest.mark.parametrize("name", ["track", "goal", "intervention"])
def test_comments_by_level_and_reports_by_who_answers(cast, name):
    """Peter's hospital may comment on the somatic track and answers for its intervention; the job centre reads."""
    finder, rows = getattr(of_tracks, name), getattr(cast, f"{name}s")
    may = {}
    for who, kind in (
        ("koordinator", Part.SOMATIC), ("projektleder", Part.SOMATIC), ("sygehus", Part.SOMATIC),
        ("laege", Part.SOMATIC), ("jobcenter", Part.SOCIAL),
    ):  # fmt: skip
        rights = finder(cast.user(who), rows[kind].pk).rights
        assert rights <= open_case(cast.user(who), cast.peter.pk).rights
        may[who] = [P.LOG_COMMENT in rights, P.STATUS_REPORT in rights, P.PLAN_VIEW in rights]
    reports = name == "intervention"
    assert may == {
        "koordinator": [True, reports, True], "projektleder": [False, False, True],
        "sygehus": [True, reports, True], "laege": [True, False, True], "jobcenter": [False, False, True],
    }  # fmt: skip


def test_a_report_is_for_the_coordinator_and_who_answers_while_the_track_is_theirs_to_comment_on(cast):
    row = cast.interventions[Part.SOMATIC]

    def case(who):
        return open_case(afresh(cast.user(who)), cast.peter.pk)

    mine = case("sygehus")
    assert {who for who in ("koordinator", "sygehus", "laege", "projektleder") if may_report(case(who), row)} == {
        "koordinator", "sygehus",
    }  # fmt: skip
    assert not may_report(mine, make.intervention(cast.tracks[Part.SOMATIC], "Ingens"))
    assert not may_report(dataclasses.replace(mine, rights=mine.rights - {P.STATUS_REPORT}), row)
    assert not may_report(dataclasses.replace(mine, rights=mine.rights - {P.LOG_COMMENT}), row)
    for cell in cast.exchange.scopes.filter(organisation=cast.workplaces["hospital"], part=Part.SOMATIC):
        change(cell, level=Level.READ)
    assert not may_report(case("sygehus"), row)


def test_a_log_line_is_corrected_by_its_author_or_the_coordinator(cast):
    both = make.contact(cast.peter, cast.laege, "Begge", (Part.SOMATIC, Part.ADDICTION))
    theirs = make.comment(cast.tracks[Part.SOMATIC], cast.laege, "Set")

    def may(who, row):
        try:
            return P.LOG_COMMENT in of_tracks.entry(cast.user(who), row.pk).rights
        except Http404:
            return None

    asked = ("koordinator", "laege", "sygehus", "projektleder", "jobcenter")
    assert [may(who, theirs) for who in asked] == [True, True, False, False, None]
    assert [may(who, both) for who in asked] == [True, True, None, False, None]
    for cell in cast.exchange.scopes.filter(organisation=cast.workplaces["practice"], part=Part.ADDICTION):
        change(cell, level=Level.READ)
    assert [may("laege", row) for row in (theirs, both)] == [True, False]


WHOLE, ORGANISATION, CITIZENS = "whole", "organisation", "citizen"


def test_who_prints_what(cast):
    def variants(who):
        return [str(one) for one in of_overview.variants_for(open_case(afresh(cast.user(who)), cast.peter.pk))]

    assert variants("koordinator") == variants("projektleder") == [WHOLE, ORGANISATION, CITIZENS]
    assert variants("laege") == [ORGANISATION]
    change(cast.laege.affiliations.get(), role="coordinator")
    assert variants("laege") == []
    for finder in (of_overview.printable, of_overview.printable_crisis):
        assert P.PLAN_VIEW in finder(cast.koordinator, cast.plan.pk).rights
        assert P.PLAN_VIEW in finder(cast.sygehus, cast.plan.pk).rights
    withdrawn(cast)
    assert variants("koordinator") == variants("projektleder") == []
    for finder in (of_overview.printable, of_overview.printable_crisis):
        rights = finder(cast.koordinator, cast.plan.pk).rights
        assert rights == open_case(cast.koordinator, cast.peter.pk).rights - {P.PLAN_VIEW}


def test_no_crisis_card_of_a_closed_plan(cast):
    assert of_overview.printable(cast.koordinator, cast.closed_plan.pk).object == cast.closed_plan
    with pytest.raises(Http404):
        of_overview.printable_crisis(cast.koordinator, cast.closed_plan.pk)


def test_for_ones_own_journal_the_tracks_are_taken_and_nothing_else(cast):
    def taken(who):
        try:
            return list(of_overview.extractable(cast.user(who), cast.plan.pk).parts)
        except Http404:
            return None

    assert taken("koordinator") == [str(kind) for kind in TRACKS]
    assert [taken(who) for who in ("laege", "rusmiddel", "psykiatri")] == [
        ["addiction", "somatic"],
        ["addiction"],
        None,
    ]
    for cell in cast.exchange.scopes.filter(organisation=cast.workplaces["addiction_centre"], part=Part.ADDICTION):
        change(cell, ended_on=today(), ended_by="Peter", ended_how="phone")
    assert of_plans.plan(cast.rusmiddel, cast.plan.pk)  # the front page is left, and no track
    assert taken("rusmiddel") is None


def test_answers_alone_are_no_plan(cast):
    for cell in cast.exchange.scopes.filter(organisation=cast.workplaces["practice"]).exclude(part=Part.ANSWERS):
        change(cell, ended_on=today(), ended_by="Peter", ended_how="phone")
    assert open_case(cast.laege, cast.peter.pk).readable == {Part.ANSWERS}
    for finder, row in (
        (of_plans.plan, cast.plan), (of_overview.printable, cast.plan), (of_overview.citizen_with_plans, cast.peter),
    ):  # fmt: skip
        with pytest.raises(Http404):
            finder(cast.laege, row.pk)
