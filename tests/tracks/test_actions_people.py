"""Nobody is let go, or moved away, from citizens and interventions that nobody has taken over."""

from datetime import timedelta

import pytest

from accounts.enums import Role
from citizens.enums import Part, Place
from citizens.models import CareTeamMember, ProgrammeLead
from core.dates import today
from core.models import Refused
from tests.access.conftest import afresh, change
from tests.factories import tracks as make
from tracks.actions.people import deactivate, move
from tracks.models import Intervention
from tracks.queries.people import held_by


def test_a_coordinator_of_open_cases_cannot_be_deactivated(cast):
    assert held_by(cast.koordinator2).citizens == 2
    with pytest.raises(Refused):
        deactivate(cast.koordinator2, by=cast.admin, reason="Rejst")
    assert afresh(cast.koordinator2).is_active


def test_who_answers_for_open_interventions_cannot_be_deactivated(cast):
    make.intervention(cast.tracks[Part.PSYCHIATRY], "Samtale", cast.places["jobcenter"])
    held = held_by(cast.jobcenter)
    assert (held.citizens, held.interventions > 0, dict(held.coordinators)) == (
        0,
        True,
        {cast.koordinator.name: held.interventions},
    )
    with pytest.raises(Refused):
        deactivate(cast.jobcenter, by=cast.admin, reason="Rejst")
    assert afresh(cast.jobcenter).is_active


def test_with_nothing_held_the_log_in_and_the_places_end_at_once(cast):
    for row in Intervention.objects.filter(responsible_member__user=cast.jobcenter):
        change(row, responsible_kind="", responsible_member=None)
    deactivate(cast.jobcenter, by=cast.admin, reason="Nyt job")
    assert not afresh(cast.jobcenter).is_active
    place = CareTeamMember.objects.get(pk=cast.places["jobcenter"].pk)
    assert (place.ends_on, place.end_reason) == (today(), "Nyt job")


def test_a_lead_who_goes_leads_no_more(cast):
    deactivate(cast.projektleder, by=cast.admin, reason="Pension")
    assert ProgrammeLead.objects.get(user=cast.projektleder).ends_on == today()


def test_who_coordinates_cannot_move_before_the_hand_over_is_dated(cast):
    day = today() + timedelta(days=10)
    told = {"by": cast.admin, "role": Role.COORDINATOR, "organisation": cast.workplaces["region"], "starts_on": day}
    with pytest.raises(Refused):
        move(cast.koordinator2, **told)
    for row in CareTeamMember.objects.filter(user=cast.koordinator2, place=Place.COORDINATOR):
        change(row, ends_on=day)
    assert move(cast.koordinator2, **told).organisation == cast.workplaces["region"]


def test_a_coordinator_stays_coordinator_at_the_same_workplace_without_hand_over(cast):
    team = cast.workplaces["team"]
    with pytest.raises(Refused):
        move(cast.koordinator2, by=cast.admin, role=Role.PARTNER, organisation=team, starts_on=today())
    row = move(cast.frivillig, by=cast.admin, role=Role.COORDINATOR, organisation=team, starts_on=today())
    assert row.role == Role.COORDINATOR
