"""The cast itself: whole, the same each time, and a copy of its own for every test."""

import pytest

from citizens.access import case_of
from citizens.models import Citizen, CitizenUserObjectPermission
from tests.cast import PARTNERS_OF_PETER


@pytest.mark.parametrize("turn", [1, 2])
def test_every_test_has_its_own_copy(cast, turn):
    assert Citizen.objects.get(pk=cast.peter.pk).given_name == "Peter"
    assert cast.peter.given_name == "Peter"
    cast.peter.given_name = "Paul"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_the_cast_survives_a_flush(cast, turn):
    assert case_of(cast.jobcenter, cast.peter) is not None
    assert CitizenUserObjectPermission.objects.filter(permission__codename="view_citizen").count() > 10


def test_the_partners_of_peter_are_those_of_the_contract(cast):
    opened = {
        name: case.readable
        for name, user in cast.everybody.items()
        if user is not None
        and name not in ("koordinator", "projektleder")
        and user.role
        and (case := case_of(user, cast.peter))
    }
    assert opened == PARTNERS_OF_PETER
