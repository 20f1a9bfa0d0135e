"""The lead's number of plans nobody has gone through for half a year, and the list it leads to."""

from datetime import timedelta

import pytest
from django.urls import reverse

from citizens.enums import Place
from core.dates import add_months, today
from tests.factories import citizens, plans
from tests.roles import as_owner


def planned(cast, name, *days, state="active", programme=None):
    """A citizen whose plan has been in force for a year, with a version made on each of `days`."""
    row = citizens.citizen(programme or cast.programme, name)
    citizens.place(row, cast.koordinator, Place.COORDINATOR)
    citizens.participation(row, cast.koordinator)
    long_ago = today() - timedelta(days=365)
    plan = plans.plan(row, state, valid_from=long_ago, accepted_on=long_ago)
    for number, day in enumerate(days, 1):
        plans.version(plan, cast.koordinator, number=number, made_on=day)
    return row


def listed(client, **filters):
    page = client.get(reverse("overview:citizens"), filters).context["page"]
    return {row.given_name for row in page.object_list}


@pytest.fixture
def crowd(cast):
    edge = add_months(today(), -6)
    with as_owner():
        planned(cast, "Længe", today() - timedelta(days=365))
        planned(cast, "Dagen", today() - timedelta(days=365), edge - timedelta(days=1))
        planned(cast, "Akkurat", today() - timedelta(days=365), edge)
        planned(cast, "Nylig", today() - timedelta(days=365), today())
        planned(cast, "Lukket", today() - timedelta(days=365), state="closed")
        planned(cast, "Fremmed", today() - timedelta(days=365), programme=cast.second_programme)
    return cast


def test_the_number_is_that_of_the_list_and_only_old_active_plans_count(crowd, client_of):
    client = client_of(crowd.projektleder)
    [programme] = client.get(reverse("overview:home")).context["programmes"]
    found = listed(client, program=programme["id"], gennemgang="1")
    assert found == {"Længe", "Dagen"}
    assert programme["unreviewed"] == 2


def test_a_new_version_takes_it_off_the_list(crowd, client_of):
    from plans.actions import raise_version
    from plans.models import Plan

    plan = Plan.objects.get(citizen__given_name="Længe")
    raise_version(plan, by=crowd.koordinator, note="Gennemgået på netværksmødet")
    client = client_of(crowd.projektleder)
    assert listed(client, gennemgang="1") == {"Dagen"}
    assert client.get(reverse("overview:home")).context["programmes"][0]["unreviewed"] == 1


def test_the_coordinator_filters_by_it_and_a_participant_learns_nothing(crowd, client_of):
    assert listed(client_of(crowd.koordinator), gennemgang="1") >= {"Længe", "Dagen", "Fremmed"}
    assert listed(client_of(crowd.jobcenter), gennemgang="1") == set()
