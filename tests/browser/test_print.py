"""Any page printed from the screen: no chrome, what is folded unfolded, and a protected address never."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from tests.browser.walk import watched
from tests.factories.accounts import saved

CHROME = ".header, .footer, .breadcrumbs, .tab-container--pages, .button, .function-link, .row-acts, .filters"


@pytest.fixture(autouse=True)
def _no_slow_flush(transactional_db: Any) -> None:
    """The browser asks over a socket: what it is to see has to be committed."""


def printed(page: Any, address: str) -> str:
    """The text that reaches the paper."""
    assert page.goto(address).status == 200
    page.emulate_media(media="print")
    pressed = page.locator(CHROME).evaluate_all(
        "found => found.filter(one => one.checkVisibility()).map(one => one.outerHTML)"
    )
    assert pressed == []
    return page.evaluate("document.body.innerText")


def protect(citizen: Any) -> None:
    """Peter moves, and is protected: both addresses stand in the history."""
    citizen.address, citizen.phone, citizen.protected = "Hemmelig Allé 7", "77 66 55 44", True
    saved(citizen)


def test_a_protected_address_is_on_no_sheet(cast: Any, client_of: Any, chromium: Any, live_server: Any) -> None:
    old = cast.peter.address
    protect(cast.peter)
    pages = [reverse(name, args=[cast.peter.pk]) for name in ("overview:plan", "citizens:master", "overview:timeline")]
    with watched(chromium, live_server, 1280, client_of(cast.koordinator)) as page:
        seen = ""
        for address in pages:
            page.emulate_media(media="screen")
            page.goto(address)
            seen += page.evaluate("document.body.innerText")
            text = printed(page, address)
            assert [word for word in ("Hemmelig", "77 66 55 44", old) if word in text] == [], address
        assert "Hemmelig" in seen and "77 66 55 44" in seen and old in seen  # on screen they are there
        printed(page, reverse("citizens:edit_person", args=[cast.peter.pk]))
        assert not page.locator("[name=address]").is_visible() and not page.locator("[name=phone]").is_visible()
        assert page.locator("[name=given_name]").is_visible()


def test_who_visits_the_home_does_not_print_the_address(
    cast: Any, client_of: Any, chromium: Any, live_server: Any
) -> None:
    cast.places["jobcenter"].visits_home = True
    saved(cast.places["jobcenter"])
    protect(cast.peter)
    with watched(chromium, live_server, 390, client_of(cast.jobcenter)) as page:
        address = reverse("overview:plan", args=[cast.peter.pk])
        page.goto(address)
        assert "Hemmelig" in page.evaluate("document.body.innerText")
        text = printed(page, address)
        assert "Hemmelig" not in text and "77 66 55 44" not in text
        assert "Fortroligt. Udskrevet fra skærmen" in text and cast.jobcenter.name in text


@pytest.mark.parametrize("name", ["home", "citizens", "week"])
def test_lists_print_without_what_is_pressed(
    cast: Any, client_of: Any, chromium: Any, live_server: Any, name: str
) -> None:
    with watched(chromium, live_server, 1280, client_of(cast.koordinator)) as page:
        assert "Fortroligt" in printed(page, reverse(f"overview:{name}"))


def test_whatever_is_folded_is_printed(cast: Any, client_of: Any, chromium: Any, live_server: Any) -> None:
    """On a phone the tracks are folded; on paper nobody can unfold them."""
    with watched(chromium, live_server, 390, client_of(cast.koordinator)) as page:
        text = printed(page, reverse("overview:plan", args=[cast.peter.pk]))
        assert [word for word in ("QADDIQ", "QPSYCQ", "QSOMAQ", "QSOCIQ") if f"Delmål {word}" not in text] == []
