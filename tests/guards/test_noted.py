"""The door judges and notes before anything else answers: no method, known to the view or not, comes in unseen."""

from collections import Counter

from tests.guards import matrix
from tests.guards.routes import address
from tests.overview.traces import events

METHODS = ("get", "head", "post")  # no other reaches a view, of whom it may be (tests/core/test_http.py)


def keyed():
    return [route for route in matrix.guarded() if route.keys]


def test_the_door_is_the_outermost_of_every_view():
    """A decorator outside the door would answer (405, a redirect) before the door has judged and noted."""
    for route in matrix.guarded():
        assert not hasattr(route.view.__wrapped__, "rule"), route.name


def test_what_does_not_exist_for_one_does_not_exist_by_any_method(cast, client_of):
    client = client_of(cast.koordinator2)
    client.raise_request_exception = False
    before = len(events())
    for route in keyed():
        for method in METHODS:
            answer = getattr(client, method)(address(route, cast))
            assert answer.status_code == 404, (route.name, method)
    noted = events()[before:]
    assert {outcome for *_rest, outcome in noted} == {"denied"}
    assert Counter(route for _kind, route, *_rest in noted) == {route.name: len(METHODS) for route in keyed()}


def test_a_method_the_view_does_not_know_is_noted_with_whose_page_it_was(cast, client_of):
    client = client_of(cast.koordinator)
    asked = [
        (route, method)
        for route in keyed()
        for method in ("GET", "HEAD", "POST")
        if matrix.read()[route.name][method]["koordinator"] == 405
    ]
    assert len(asked) > 20
    before = len(events())
    for route, method in asked:
        assert getattr(client, method.lower())(address(route, cast)).status_code == 405, route.name
    assert [row[1] for row in events()[before:]] == [route.name for route, _method in asked]
