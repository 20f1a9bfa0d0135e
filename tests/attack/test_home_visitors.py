"""Who visits the home reads the address, protected or not; nobody else of the network does (domain.md § 7)."""

import pytest
from django.urls import reverse

from citizens.access import open_case
from citizens.enums import Part
from core.attribution import attributed_to
from overview.documents import plan_document, plan_html
from plans.enums import PrintVariant
from tests.cast import mark

pytestmark = pytest.mark.django_db
STREET, PHONE = f"{mark(Part.MASTER)}vej 1", "20 30 40 51"


@pytest.fixture(params=[False, True], ids=["open", "protected"])
def peter(request, cast, as_owner):
    cast.peter.protected = request.param
    with as_owner(), attributed_to(cast.koordinator):
        cast.peter.save()
        cast.places["sygehus"].visits_home = True
        cast.places["sygehus"].save()
    return cast.peter


@pytest.mark.parametrize(("name", "reads"), [("sygehus", True), ("jobcenter", False), ("laege", False)])
def test_the_head_tells_the_visitor_and_nobody_else(cast, client_of, peter, name, reads):
    page = client_of(cast.user(name)).get(reverse("overview:plan", args=[peter.pk])).text
    assert (STREET in page, PHONE in page) == (reads, reads)


def test_lists_search_and_paper_never_tell_it(cast, client_of, peter):
    client = client_of(cast.sygehus)
    said = client.get(reverse("overview:home")).text + client.get(reverse("overview:citizens")).text
    said += client.post(reverse("overview:search"), {"q": "Peter"}).text
    document = plan_document(
        cast.plan, open_case(cast.sygehus, peter.pk), variant=PrintVariant.ORGANISATION,
        organisation_id=cast.workplaces["hospital"].pk,
    )  # fmt: skip
    said += plan_html(document)
    assert (STREET in said, PHONE in said, "Pilegaard" in said) == (False, False, True)
