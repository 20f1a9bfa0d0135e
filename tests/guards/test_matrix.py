"""Every address × method × member of the cast → exact status, and nothing saved where the answer is no."""

import os

import pytest
from django.urls import reverse

from accounts.permissions import Permission
from citizens.access import case_of
from citizens.enums import TRACKS
from tests.cast import PARTNERS_OF_PETER
from tests.guards import matrix
from tests.guards.routes import BY_TRACK, WITHOUT_A_CITIZEN, address, all_routes
from tests.guards.test_doors import PUBLIC, ROUTES

AREAS = list(dict.fromkeys(map(matrix.area_of, all_routes())))
READ_AND_SENT = ("GET", "POST")
SEES_NO_PETER = [
    "koordinator2", "psykiatri", "frivillig", "analytiker", "logkontrol", "admin", "superuser", "unaffiliated",
]  # fmt: skip


@pytest.mark.skipif(matrix.WRITING, reason="the matrix is being written")
@pytest.mark.parametrize("area", AREAS, ids=lambda area: area or "login")
@pytest.mark.parametrize("name", matrix.NAMES)
def test_every_address_answers_as_the_matrix_says(cast, client_of, name, area):
    client = client_of(cast.everybody[name])
    client.raise_request_exception = False
    asked, titles = matrix.ask_all(client, cast, area)
    table = matrix.read()
    told = {key: table[key[0]][key[1]][name] for key in asked}
    assert {key: status for key, (status, _) in asked.items()} == told
    refused = [key for key, (status, _) in asked.items() if status in (403, 404, 405) or key[1] in ("GET", "HEAD")]
    assert [key for key in refused if asked[key][1]] == []
    first = {route: next((who for who in matrix.NAMES if table[route]["GET"][who] == 200), None) for route in titles}
    said = matrix.read_titles()
    mine = {route: title for route, title in titles.items() if first[route] == name}
    assert mine == {route: said.get(route) for route in mine}


def test_no_route_is_missing_from_the_matrix_and_none_too_many():
    assert list(matrix.read()) == [route.name for route in matrix.in_order()] or matrix.WRITING


def test_the_number_of_cells_is_known():
    """Sixteen people, four methods: a table that has lost a person or a method would compare well with itself."""
    cells = [status for row in matrix.read().values() for people in row.values() for status in people.values()]
    assert len(cells) == matrix.read_head()["cells"] == ROUTES * 16 * 4 or matrix.WRITING


def test_what_the_matrix_says_of_each_address_is_true():
    """People, right, kind in the log, fresh log-in, reason without a rule: what the code declares, word for word."""
    head = matrix.read_head()
    assert head["people"] == matrix.legend() or matrix.WRITING
    assert head["routes"] == {route.name: matrix.told(route) for route in all_routes()} or matrix.WRITING


def test_no_method_but_those_known_is_answered():
    """PUT is refused before the door, alike for everybody: it tells nobody what exists."""
    assert {status for row in matrix.read().values() for status in row["PUT"].values()} == {405}


def test_no_cell_of_the_matrix_is_an_error():
    table = matrix.read()
    # Nothing has swept yet in a test: that is what the health page says.
    assert {status for method in ("GET", "HEAD") for status in table["overview:health"].pop(method).values()} == {503}
    statuses = {status for row in table.values() for cells in row.values() for status in cells.values()}
    assert statuses <= {200, 204, 302, 403, 404, 405, 422}


def test_without_log_in_everything_leads_to_the_log_in(cast, client):
    """Exact addresses: somebody else's page must not be named, nor lost, on the way through the log-in."""
    for route in all_routes():
        if route.name not in PUBLIC:
            path = address(route, cast)
            answer = client.get(path)
            assert (answer.status_code, answer.url) == (302, f"{reverse('account_login')}?next={path}"), route.name


@pytest.mark.parametrize("name", SEES_NO_PETER)
def test_for_whom_peter_does_not_exist_nothing_of_his_does(name):
    """Read from the table itself, so that no cell can be talked into something else."""
    table = matrix.read()
    for route in matrix.guarded():
        if route.keys and route.rule.permission not in WITHOUT_A_CITIZEN.get(name, frozenset()):
            for method in set(matrix.METHODS) - {"PUT"}:  # refused before the door, with the same answer for everybody
                assert table[route.name][method][name] == 404, (route.name, method)


@pytest.mark.parametrize("name", PARTNERS_OF_PETER)
@pytest.mark.parametrize("part", TRACKS)
def test_objects_of_a_closed_track_do_not_exist(cast, client_of, name, part):
    """Route × track × partner: 404 exactly where consent does not open the track."""
    client = client_of(cast.user(name))
    client.raise_request_exception = False
    for route in matrix.guarded():
        if BY_TRACK & set(route.keys):
            for method in READ_AND_SENT:
                status, saved = matrix.ask(client, method, address(route, cast, part))
                assert (status == 404) == (part not in PARTNERS_OF_PETER[name]), (route.name, method, status)
                assert not saved


@pytest.mark.parametrize("name", ["koordinator", "projektleder", "jobcenter", "laege"])
def test_a_view_answers_no_more_than_its_right(cast, client_of, name):
    """The table cannot be wider than the role: where the case lacks the right, the answer is 403 (or 404 by part)."""
    case = case_of(cast.user(name), cast.peter)
    table = matrix.read()
    for route in matrix.guarded():
        if route.rule.permission == Permission.EMERGENCY_OPEN:
            continue  # the doctor's open access of the cast is a case of its own (test_emergency_opened)
        if route.keys and route.rule.permission not in case.rights:
            assert {table[route.name][method][name] for method in matrix.METHODS} <= {403, 404, 405}, route.name


def test_a_citizen_nobody_knows_is_as_absent_as_one_that_is_hidden(cast, client_of):
    import uuid

    client = client_of(cast.koordinator)
    for route in matrix.guarded():
        if route.keys:
            unknown = {key: uuid.UUID(int=1) for key in route.keys}
            assert matrix.ask(client, "GET", address(route, cast, **unknown))[0] == 404, route.name


@pytest.mark.skipif(not matrix.WRITING, reason="SOMV_MATRIX=write writes the matrix")
def test_write_the_matrix(cast, client_of):
    """All of it, or what SOMV_MATRIX_OF names: ``tracks``, ``login,overview``; what stands is taken for the rest."""
    wanted = set(os.environ.get("SOMV_MATRIX_OF", "").split(",")) - {""}
    known = {route.name for route in all_routes()}
    table, titles = (matrix.read(), matrix.read_titles()) if wanted else ({}, {})
    for area in AREAS:
        if wanted and (area or "login") not in wanted:
            continue
        titles = {route: title for route, title in titles.items() if matrix.area_of(route) != area}
        for name in matrix.NAMES:
            client = client_of(cast.everybody[name])
            client.raise_request_exception = False
            asked, shown = matrix.ask_all(client, cast, area)
            titles = shown | titles  # the first one's stays
            for (route, method), (status, _) in asked.items():
                table.setdefault(route, {}).setdefault(method, {})[name] = status
    matrix.write({route: row for route, row in table.items() if route in known}, titles)
