"""The list of citizens: Danish order, filters without names, one query or two, and no more than the reader may know."""

import pytest

from citizens.access import visible_citizens
from citizens.enums import Level, Part, Place
from tests.factories import citizens, plans
from tests.factories.peter import mark
from tests.overview.traces import events, own_queries
from tests.roles import as_owner


def names(response):
    return [row.name for row in response.context["page"].object_list]


def test_danish_order_and_only_ones_own(cast, client_of):
    with as_owner():
        for family in ("Ålborg", "Ærø", "Ørsted", "Aagaard", "Zimmer"):
            citizens.place(
                citizens.citizen(cast.programme, "Bo", family, stage="referred"), cast.koordinator, Place.COORDINATOR
            )
    response = client_of(cast.koordinator).get("/borgere/")
    families = [name.split()[-1] for name in names(response)]
    assert families == [
        "Damgaard",
        "Pilegaard",
        "Ravnholt",
        "Thorsager",
        "Zimmer",
        "Ærø",
        "Ørsted",
        "Aagaard",
        "Ålborg",
    ]
    assert "9 borgere" in response.content.decode()


def test_participants_see_name_case_number_and_open_parts_only(cast, client_of):
    page = client_of(cast.jobcenter).get("/borgere/").content.decode()
    assert "Peter Pilegaard" in page and "4711" in page and "Social indsats" in page
    for word in (
        "Plan: aktiv",
        "Kirsten",
        "Guldborgsund Rusmiddelcenter",
        mark(Part.SOCIAL),
        "Misbrug",
        "Ny henvisning",
    ):
        assert word not in page
    assert "<select" not in page


def test_a_coordinators_row_as_participant_is_as_narrow(cast, client_of):
    with as_owner():
        citizens.place(cast.hanne, cast.koordinator)
        citizens.exchange(cast.hanne, cast.koordinator2, {cast.workplaces["team"]: {Part.SOCIAL: Level.READ}})
    client = client_of(cast.koordinator)
    page = client.get("/borgere/").content.decode()
    assert "Hanne Hvidtfeldt" in page and "Åbent for dig: Social indsats" in page
    assert "Kaj Kvistholm" not in page
    # A filter would tell the state of her plan: she is in none of them.
    assert "Hanne" not in client.get("/borgere/?status=active").content.decode()


def test_who_coordinated_before_and_is_a_partner_now_sees_as_little(cast, client_of):
    """A place goes by the role somebody has today: a partner coordinates nobody, whatever place was left."""
    with as_owner():
        citizens.place(cast.peter, cast.jobcenter, Place.CO_COORDINATOR)
    response = client_of(cast.jobcenter).get("/borgere/")
    page = response.content.decode().replace("Jobcenter Guldborgsund", "")
    assert "Peter Pilegaard" in page and "Social indsats" in page
    for word in ("Plan: aktiv", "Kirsten", "Guldborgsund"):
        assert word not in page, word
    assert [row.in_team for row in response.context["page"]] == [False]


def test_filters_stand_in_the_address_and_count(cast, client_of):
    client = client_of(cast.koordinator)
    assert names(client.get("/borgere/?status=active")) == ["Peter Pilegaard", "Thomas Thorsager"]
    assert names(client.get("/borgere/?status=referred")) == ["Rita Ravnholt"]
    assert names(client.get("/borgere/?status=draft&kommune=Guldborgsund")) == ["Dagny Damgaard"]
    empty = client.get("/borgere/?status=left")
    assert names(empty) == [] and "Ingen borger passer til filteret." in empty.content.decode()


def test_a_filter_that_makes_no_sense_is_said_and_harms_nothing(cast, client_of):
    client = client_of(cast.koordinator)
    for query in ("status=nonsense", "koordinator=1", "program=x", "page=minus", "kommune=%00"):
        response = client.get(f"/borgere/?{query}")
        assert response.status_code == 200
        assert len(names(response)) == 4


def test_a_lead_filters_by_coordinator(cast, client_of):
    client = client_of(cast.projektleder)
    everybody = client.get("/borgere/")
    assert names(everybody) == ["Dagny Damgaard", "Hanne Hvidtfeldt", "Peter Pilegaard", "Thomas Thorsager"]
    assert "Kaj Kvistholm" in everybody.content.decode()
    assert names(client.get(f"/borgere/?koordinator={cast.koordinator2.pk}")) == ["Hanne Hvidtfeldt"]


@pytest.mark.parametrize(("name", "queries"), [("koordinator", 2), ("jobcenter", 1), ("projektleder", 2)])
def test_as_many_queries_for_one_row_as_for_fifty(cast, client_of, name, queries):
    user, counts = cast.user(name), []
    client = client_of(user)
    for extra in (0, 55):
        with as_owner():
            for _number in range(extra):
                row = citizens.citizen(cast.programme)
                citizens.participation(row, cast.koordinator)
                citizens.place(row, cast.koordinator, Place.COORDINATOR)
                citizens.place(row, cast.jobcenter)
                citizens.exchange(row, cast.koordinator, {cast.workplaces["job_centre"]: {Part.SOCIAL: Level.READ}})
                plans.plan(row)
        client.get("/borgere/")
        with own_queries() as asked:
            response = client.get("/borgere/")
        counts.append(len(asked))
    assert len(names(response)) == 50
    assert counts == [queries, queries]
    everybody = visible_citizens(user).count()
    assert response.context["page"].paginator.count == everybody
    for number in ("2", "7", "99999999999999999999", "0", "-1"):  # one that is not there is the last
        page = client.get(f"/borgere/?page={number}")
        assert (len(names(page)), page.context["page"].number) == (everybody - 50, 2), number
    for number in ("", "x", "²", "1.5"):
        assert names(client.get(f"/borgere/?page={number}")) == names(response), number


def test_the_look_is_logged_with_the_names_shown(cast, client_of):
    client_of(cast.koordinator).get("/borgere/?status=active")
    kind, route, shown, outcome = events()[-1]
    assert (kind, route, outcome) == ("list", "overview:citizens", "given")
    assert set(shown) == {cast.peter.pk, cast.thomas.pk}


def test_empty_lists_say_the_next_step(cast, client_of):
    page = client_of(cast.frivillig).get("/borgere/").content.decode()
    assert "Ingen borgers sag er åben for dig i dag." in page
