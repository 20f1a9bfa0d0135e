"""From the tab to the form on paper, and back from paper to the answers; what is to be talked about, on both widths."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from tests.browser.walk import WIDTHS, faults, too_wide, watched


@pytest.fixture(autouse=True)
def _no_slow_flush(transactional_db):
    """The browser asks over a socket: what it is to see has to be committed."""


def looked_at(page: Any) -> list[str]:
    return faults(page) + page.trouble + (["wider than the window"] if too_wide(page) else [])


@pytest.mark.parametrize("width", WIDTHS)
def test_the_way_from_paper_to_the_talk(cast, client_of, chromium, live_server, width):
    with watched(chromium, live_server, width, client_of(cast.koordinator)) as page:
        page.goto(reverse("followups:rounds", args=[cast.peter.pk]))
        assert looked_at(page) == []
        link = page.get_by_role("link", name="Print skemaet på papir (PDF)").get_attribute("href")
        fetched = page.request.get(link)
        assert (fetched.status, fetched.headers["content-type"]) == (200, "application/pdf")
        page.get_by_role("link", name="Indtast et skema udfyldt på papir").click()
        assert page.locator("input[name=mode][value=form]").is_checked()
        for name, value in (("health", "1"), ("satisfaction", "declined"), ("knows", "yes")):
            page.locator(f"input[name='{name}'][value='{value}'] + label").click()
        page.get_by_role("button", name="Gem").click()
        page.wait_for_url("**/svar/")
        assert page.locator(".concern").get_by_text("Selvvurderet helbred er faldet").is_visible()
        assert looked_at(page) == []
        page.goto(reverse("followups:rounds", args=[cast.peter.pk]))
        drawings = page.locator("svg[role=img]")
        assert drawings.count() == 3
        assert min(_letters(page)) >= 11.5  # CSS pixels of the smallest letters in the drawings
        page.locator(".concern a").first.click()
        page.get_by_label("Hvad kom der ud af det?").fill("En god snak")
        page.get_by_role("button", name="Gem").click()
        page.wait_for_url(reverse("followups:rounds", args=[cast.peter.pk]))
        assert page.locator(".concern").count() == 0
        assert looked_at(page) == []


def _letters(page: Any) -> list[float]:
    """The size on screen of every text in the drawings."""
    return page.evaluate(
        """() => [...document.querySelectorAll("svg[role=img]")].map(
            (svg) => 12 * svg.getBoundingClientRect().width / svg.viewBox.baseVal.width)"""
    )
