"""Too much in a minute, in a real browser: a part of a page stays as it is, a page says when it goes on (ADR 0037)."""

import os

import pytest
from django.urls import reverse

from citizens.enums import Part
from core.pace import Pace
from tests.browser.walk import faults, logged_in, too_wide
from tracks.models import LogEntry

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "Han vil gerne have en praktik på cykelværkstedet"


def test_what_is_written_stays_and_can_be_sent_later(cast, client_of, browser_page, live_server, settings, monkeypatch):
    monkeypatch.setattr("accounts.middleware.pace", Pace())
    page = browser_page
    logged_in(page.context, live_server, client_of(cast.koordinator))
    page.goto(reverse("tracks:comments_on_track", args=[cast.tracks[Part.ADDICTION].pk]))
    page.fill("main textarea", WORDS)
    settings.REQUESTS_A_MINUTE = 0
    page.wait_for_selector(".draft-state")  # a draft is kept, however much was asked for
    page.press("main textarea", "Control+Enter")
    page.wait_for_selector("h1 >> text=Vent lidt")
    assert "det, du skrev, er her stadig" in page.inner_text("main")
    assert LogEntry.objects.filter(text=WORDS).count() == 0
    settings.REQUESTS_A_MINUTE = 10**9
    page.click("main >> text=Send igen")
    page.wait_for_selector("main >> text=cykelværkstedet")
    page.console_errors.clear()  # the 429
    assert LogEntry.objects.filter(text=WORDS).count() == 1


def test_the_page_that_waits_is_read_on_a_phone_and_leads_on(
    cast, client_of, browser_page, live_server, settings, monkeypatch
):
    monkeypatch.setattr("accounts.middleware.pace", Pace())
    page = browser_page
    logged_in(page.context, live_server, client_of(cast.koordinator))
    page.goto("/min-konto/")
    settings.REQUESTS_A_MINUTE = 0
    page.evaluate("htmx.ajax('GET', '/min-konto/', 'main')")  # a part of a page: the page stays
    page.wait_for_selector("#trouble p >> text=Det var rigtig meget på kort tid.")
    assert page.locator("h1 >> text=Vent lidt").count() == 0
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto("/min-konto/")
    page.wait_for_selector("h1 >> text=Vent lidt")
    if os.environ.get("SOMV_SHOTS"):
        page.screenshot(path=f"{os.environ['SOMV_SHOTS']}/vent-lidt.png")
    assert faults(page) == [] and not too_wide(page)
    page.console_errors.clear()  # the 429
    settings.REQUESTS_A_MINUTE = 10**9
    page.click("main >> text=Prøv igen")
    page.wait_for_selector("h1 >> text=Min")
