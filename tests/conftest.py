"""The ground of every test: the database with the app's rights, no network, no lucky order, one browser."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from tests import roles, strictness
from tests.attack.collector import collector  # noqa: F401  (a fixture for every test)
from tests.cast import cast, client_of  # noqa: F401  (fixtures for every test)
from tests.template import migrated_template

CHROMIUM: tuple[str, ...] = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
)
CHROMIUM += ("--disable-component-update", "--disable-sync")
# No name is looked up: a page that fetches from another host fails instead of waiting.
CHROMIUM += ("--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",)


def missing(what: str) -> None:
    """Skip for want of something outside the repository, by its name; a failure where CI promises it is there."""
    if os.environ.get("SOMV_REQUIRE_SERVICES") == "1":
        pytest.fail(f"required here, but missing: {what}")
    pytest.skip(f"{what} is not there")


@pytest.fixture(scope="session", autouse=True)
def _strict() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        strictness.block_network(patch)
        strictness.shuffle_unordered(patch)
        roles.flush_as_owner(patch)
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Made and migrated by the owner; from then on every connection is the tester's."""
    with django_db_blocker.unblock():
        roles.become_tester()
    yield
    with django_db_blocker.unblock():
        roles.become_owner_again()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None, django_db_blocker: Any) -> None:
    """Copy a migrated database. Refuse to start from one that is somebody's: its rows would come along."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("select to_regclass('django_migrations') is not null")
        if cursor.fetchone()[0]:
            pytest.exit(f"the database {settings.DATABASES['default']['NAME']} is in use: tests need an empty one", 3)
        roles.drop_leftovers()
    connection.close()  # a database that is connected to cannot be copied
    with django_db_blocker.unblock():
        connection.settings_dict["TEST"]["TEMPLATE"] = migrated_template()


@pytest.fixture
def as_owner() -> Any:
    """``with as_owner(): …`` for a test that does not import it from tests.roles."""
    return roles.as_owner


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A running Chromium (playwright's Browser); tests take a fresh context from ``browser_page``."""
    path = next((p for p in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if p), None)
    if path is None and Path("/usr/bin/chromium").exists():
        path = "/usr/bin/chromium"
    if path is None:
        missing("Chromium")
    from playwright.sync_api import sync_playwright

    # Playwright's synchronous side runs an event loop in this thread; Django takes that for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(CHROMIUM))
        yield browser
        browser.close()


@pytest.fixture
def browser_page(chromium: Any, live_server: Any) -> Iterator[Any]:
    """A page of a fresh browser session with ``live_server`` as its base; console errors fail the test."""
    context = chromium.new_context(base_url=live_server.url, locale="da-DK", viewport={"width": 1280, "height": 900})
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.console_errors = said  # a test that provokes one clears the list and says why
    yield page
    context.close()
    assert page.console_errors == []


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whoever uses the browser is a browser test: no mark can be forgotten."""
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
