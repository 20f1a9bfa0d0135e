"""Every address × method × member of the cast → exact status, and nothing saved where the answer is no."""

import pytest
from django.urls import reverse

from citizens.access import case_of
from citizens.enums import TRACKS
from tests.cast import PARTNERS_OF_PETER
from tests.factories.people import PEOPLE
from tests.guards import matrix
from tests.guards.routes import BY_TRACK, MANAGING, address, all_routes
from tests.guards.test_doors import PUBLIC

NAMES = [row[0] for row in PEOPLE] + ["superuser", "deactivated", "unaffiliated", "anonymous"]
SEES_NO_PETER = [
    "koordinator2", "psykiatri", "frivillig", "analytiker", "logkontrol", "admin", "superuser", "unaffiliated",
]  # fmt: skip


@pytest.mark.skipif(matrix.WRITING, reason="the matrix is being written")
@pytest.mark.parametrize("name", NAMES)
def test_every_address_answers_as_the_matrix_says(cast, client_of, name):
    client = client_of(cast.everybody[name])
    client.raise_request_exception = False
    asked = matrix.ask_all(client, cast)
    told = {(route, method): cells[name] for route, row in matrix.read().items() for method, cells in row.items()}
    assert {key: status for key, (status, _) in asked.items()} == told
    refused = [key for key, (status, _) in asked.items() if status in (403, 404, 405) or key[1] == "GET"]
    assert [key for key in refused if asked[key][1]] == []


def test_no_route_is_missing_from_the_matrix_and_none_too_many():
    assert list(matrix.read()) == [route.name for route in all_routes()] or matrix.WRITING


def test_no_cell_of_the_matrix_is_an_error():
    table = matrix.read()
    statuses = {status for row in table.values() for cells in row.values() for status in cells.values()}
    assert statuses <= {200, 302, 403, 404, 405, 422}


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
        if route.keys and not (name == "admin" and route.rule.permission in MANAGING):
            for method in matrix.METHODS:
                assert table[route.name][method][name] in (404, 405), (route.name, method)


@pytest.mark.parametrize("name", PARTNERS_OF_PETER)
@pytest.mark.parametrize("part", TRACKS)
def test_objects_of_a_closed_track_do_not_exist(cast, client_of, name, part):
    """Route × track × partner: 404 exactly where consent does not open the track."""
    client = client_of(cast.user(name))
    client.raise_request_exception = False
    for route in matrix.guarded():
        if BY_TRACK & set(route.keys):
            for method in matrix.METHODS:
                status, saved = matrix.ask(client, method, address(route, cast, part))
                if status != 405:
                    assert (status == 404) == (part not in PARTNERS_OF_PETER[name]), (route.name, method, status)
                    assert not saved


@pytest.mark.parametrize("name", ["koordinator", "projektleder", "jobcenter", "laege"])
def test_a_view_answers_no_more_than_its_right(cast, client_of, name):
    """The table cannot be wider than the role: where the case lacks the right, the answer is 403 (or 404 by part)."""
    case = case_of(cast.user(name), cast.peter)
    table = matrix.read()
    for route in matrix.guarded():
        if route.keys and route.rule.permission not in case.rights:
            assert {table[route.name][method][name] for method in matrix.METHODS} <= {403, 404, 405}, route.name


def test_a_citizen_nobody_knows_is_as_absent_as_one_that_is_hidden(cast, client_of):
    import uuid

    client = client_of(cast.koordinator)
    for route in matrix.guarded():
        if route.keys:
            unknown = {key: uuid.UUID(int=1) for key in route.keys}
            assert matrix.ask(client, "GET", address(route, cast, **unknown))[0] in (404, 405), route.name


@pytest.mark.skipif(not matrix.WRITING, reason="SOMV_MATRIX=write writes the matrix")
def test_write_the_matrix(cast, client_of):
    table: matrix.Table = {}
    for name in NAMES:
        client = client_of(cast.everybody[name])
        client.raise_request_exception = False
        for (route, method), (status, _) in matrix.ask_all(client, cast).items():
            table.setdefault(route, {}).setdefault(method, {})[name] = status
    matrix.write(table, NAMES)
