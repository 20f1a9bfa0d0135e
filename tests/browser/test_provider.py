"""Log-in through the organisation in a real browser: the form's way out passes the content policy, and back again."""

import os

import pytest
from django.core.cache import cache

from accounts import actions
from accounts.models import ProviderLink
from core.oidc import metadata
from tests.oidc.conftest import set_to
from tests.oidc.provider import LOA, running

pytestmark = pytest.mark.django_db(transaction=True)
SHOTS = os.environ.get("SOMV_SHOTS")


@pytest.fixture
def region(cast, settings):
    cache.clear()
    metadata._looked.clear()
    with running("region") as server:
        server.page = True  # it shows a page of its own, as providers do
        set_to(settings, server.settings(name="Regionens login"))
        yield server


@pytest.fixture
def page(region, browser_page):
    yield browser_page
    browser_page.goto("/log-ind/")


def shot(page, name):
    if SHOTS:
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=f"{SHOTS}/{name}-{width}.png", full_page=True)
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        page.set_viewport_size({"width": 1280, "height": 900})


def answer_there(page, button):
    page.click(f"button >> text={button}")
    page.wait_for_selector("h1 >> text=Hvem er du?")
    page.click("a >> text=Mig")


def test_from_the_link_to_the_front_page_and_back_in(cast, page, region):
    cast.jobcenter.set_unusable_password()
    cast.jobcenter.save()
    link = actions.give_link(cast.jobcenter, by=cast.admin, purpose="invitation")
    page.goto(f"/velkommen/{link.token}/")
    shot(page, "1-velkommen")
    answer_there(page, "Log ind med Regionens login")
    page.wait_for_selector("header >> text=Jytte Jernvig")
    assert ProviderLink.objects.filter(user=cast.jobcenter).count() == 1
    page.goto("/min-konto/to-trin/")
    shot(page, "2-min-sikkerhed")
    page.click("header button.log-off >> visible=true")
    page.wait_for_selector("text=Du kan stadig være logget ind hos Regionens login")
    shot(page, "3-log-ind")
    page.goto("/borgere/")  # asks to log in, and remembers where to
    answer_there(page, "Log ind med Regionens login")
    page.wait_for_url("**/borgere/")


def test_what_is_refused_says_what_to_do(page, region):
    for name, answers, words in (
        ("4-ukendt", {"sub": "fremmed"}, "Vi kender ikke dit login her"),
        ("5-niveau", {LOA: "Low"}, "Der skal et mere sikkert login til"),
        ("6-fejl", {"nonce": "x"}, "Det lykkedes ikke"),
    ):
        region.answers = answers
        page.goto("/log-ind/")
        page.click("button >> text=Log ind med Regionens login")
        page.wait_for_selector("h1 >> text=Hvem er du?")
        page.click("a >> text=Mig")
        page.wait_for_selector(f"h1 >> text={words}")
        assert "code=" not in page.url
        shot(page, name)
        page.console_errors.clear()  # a page that answers 403 is a line in the console
        page.click("header button >> text=English")
        page.wait_for_selector("a >> text=Back to log-in")
        shot(page, f"{name}-en")
        page.goto("/log-ind/")
        page.click("header button >> text=Dansk")
        page.console_errors.clear()


def test_adding_confirming_and_removing_ones_own(cast, page, region):
    page.goto("/log-ind/")
    page.fill("[name=login]", "jobcenter")
    page.fill("[name=password]", "somv-demo-2026")
    page.click("main form button[type=submit]")
    page.goto("/min-konto/to-trin/")
    shot(page, "7-tilfoej")
    answer_there(page, "Tilføj Regionens login")
    page.wait_for_selector("text=Du kan nu logge ind med Regionens login")
    shot(page, "8-tilfoejet")
    page.goto("/min-konto/bekraeft/udbyder/?next=/min-konto/")
    shot(page, "9-bekraeft")
    answer_there(page, "Bekræft med Regionens login")
    page.wait_for_url("**/min-konto/")
    page.goto("/min-konto/to-trin/")
    page.click("section >> text=Fjern Regionens login")
    page.wait_for_selector("h1 >> text=Fjern Regionens login")
    shot(page, "10-fjern")
    page.click("main button.button-warning")
    page.wait_for_selector("text=Tilføj Regionens login")
    assert not ProviderLink.objects.filter(user=cast.jobcenter, ended_at__isnull=True).exists()
