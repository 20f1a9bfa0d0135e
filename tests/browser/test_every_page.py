"""Every page a role may open: axe finds nothing, the console is silent, nothing leaves the host, nothing sticks out."""

import pytest

from tests.browser.walk import WIDTHS, faults, post_empty, too_wide, watched
from tests.guards.matrix import guarded, read
from tests.guards.pages import WALKERS, walk_of
from tests.guards.routes import address


@pytest.fixture(autouse=True)
def _no_slow_flush(transactional_db):
    """The browser asks over a socket: what it is to see has to be committed."""


def _is_page(answer):
    return answer.status_code == 200 and answer["Content-Type"].startswith("text/html")  # a PDF is no page


# One choice is always made there: even an empty post is answered with the file.
NEVER_EMPTY = {"overview:blank", "overview:blank_for", "overview:card", "overview:extract"}
_open: dict[str, list[tuple[str, str]]] = {}


def pages_of(name, cast, client) -> list[tuple[str, str]]:
    """Route and address of every page that answers; asked once, as the cast keeps its keys for the whole process."""
    if name not in _open:
        found = walk_of(cast, name).items()
        _open[name] = [(route, path) for route, path in found if _is_page(client.get(path))]
    return _open[name]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", WALKERS)
def test_every_page_is_accessible_and_quiet(cast, client_of, chromium, live_server, name, width):
    client = client_of(cast.user(name))
    open_to = pages_of(name, cast, client)
    assert open_to
    said: dict[str, list[str]] = {}
    with watched(chromium, live_server, width, client) as page:
        for route, path in open_to:
            page.trouble.clear()
            page.goto(path)
            found = faults(page) + page.trouble
            if too_wide(page):
                found.append("wider than the window")
            if found:
                said[route] = found
    assert said == {}


@pytest.mark.parametrize("width", WIDTHS)
def test_forms_with_errors_are_accessible(cast, client_of, chromium, live_server, width):
    client = client_of(cast.koordinator)
    said: dict[str, list[str]] = {}
    table, seen = read(), 0
    with watched(chromium, live_server, width, client) as page:
        for route in [route for route in guarded() if table[route.name]["POST"]["koordinator"] == 422]:
            if table[route.name]["GET"]["koordinator"] != 200 or route.name in NEVER_EMPTY:
                continue
            page.goto(address(route, cast))
            if not page.query_selector("main form[method=post]"):
                continue
            with page.expect_navigation():
                post_empty(page)
            # Chromium reports a 422 as a failed resource; that is the answer we want.
            found = faults(page) + [line for line in page.trouble if "422" not in line]
            seen += 1
            if found:
                said[route.name] = found
            page.trouble.clear()
    assert seen > 20
    assert said == {}


@pytest.mark.parametrize("width", WIDTHS)
def test_pages_before_log_in(cast, client_of, chromium, live_server, width):
    with watched(chromium, live_server, width, client_of(None)) as page:
        for path in ("/log-ind/", "/inaktiv/", "/borgere/ny/"):
            page.goto(path)
            assert (path, faults(page), page.trouble, too_wide(page)) == (path, [], [], False)


@pytest.mark.parametrize("width", WIDTHS)
def test_empty_pages(cast, client_of, chromium, live_server, width):
    """What has nothing in it yet: Dagny's plan, and the front page of one without citizens."""
    dagny = f"/borgere/{cast.dagny.pk}"
    pages = [f"{dagny}/plan/", f"{dagny}/logbog/", f"{dagny}/historik/", f"/borgere/{cast.rita.pk}/netvaerk/"]
    paths = {"koordinator": pages, "frivillig": ["/"]}
    for name, walk in paths.items():
        with watched(chromium, live_server, width, client_of(cast.user(name))) as page:
            for path in walk:
                page.goto(path)
                assert (path, faults(page), page.trouble, too_wide(page)) == (path, [], [], False)
