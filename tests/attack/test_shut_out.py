"""Somebody answers for an intervention and can no longer read it: the coordinator is told."""

import pytest
from django.urls import reverse

from citizens.actions.consents import withdraw_organisation
from citizens.enums import Part
from core.attribution import attributed_to
from overview.enums import DayKind
from overview.queries.home import my_citizens, stuck_interventions

pytestmark = pytest.mark.django_db


def _shut_out(cast):
    return {row.row.pk for row in stuck_interventions(my_citizens(cast.koordinator)) if row.shut_out}


def test_a_withdrawn_consent_shows_what_is_left_behind(cast, client_of):
    assert _shut_out(cast) == set()
    withdraw_organisation(
        cast.peter, cast.workplaces["job_centre"], by=cast.koordinator, withdrawn_by="Peter", withdrawn_how="phone"
    )
    assert _shut_out(cast) == {cast.interventions[Part.SOCIAL].pk}
    page = client_of(cast.koordinator).get(reverse("overview:day"), {"vis": DayKind.STUCK.value})
    assert "Kan ikke længere læse sporet" in page.text


def test_so_does_a_deactivated_responsible(cast, as_owner):
    with as_owner(), attributed_to(cast.koordinator):
        cast.jobcenter.is_active = False
        cast.jobcenter.save()
    assert _shut_out(cast) == {cast.interventions[Part.SOCIAL].pk}
