"""Emergency access at the screen: filled in, counted down in red, ended by the button, and gone when the time is up."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from citizens.enums import Part
from citizens.models import EmergencyAccess
from tests.browser.walk import WIDTHS, faults, logged_in, too_wide
from tests.factories.peter import mark

pytestmark = pytest.mark.django_db(transaction=True)
TEXT = "Fundet bevidstløs på gaden, kan ikke spørges"


@pytest.fixture
def later(monkeypatch):
    """``later(minutes=59)``: the server's clock runs on from there; the browser's own does not."""
    real = timezone.now

    def move(**ahead):
        monkeypatch.setattr(timezone, "now", lambda: real() + timedelta(**ahead))

    return move


def _open(page, number):
    page.goto(reverse("overview:emergency_open"))
    page.fill("[name=cpr]", number)
    page.select_option("[name=reason]", "unable")
    page.fill("[name=text]", TEXT)
    page.click("main form button[type=submit]")
    page.wait_for_selector("[data-seconds-left]")


def _left(page) -> int:
    """Seconds, as the bar says them."""
    minutes, seconds = re.findall(r"(\d+)\.(\d\d)", page.inner_text("[data-seconds-left]"))[0]
    return int(minutes) * 60 + int(seconds)


@pytest.mark.parametrize("width", WIDTHS)
def test_it_is_opened_counted_down_and_gone_after_sixty_minutes(
    cast, client_of, browser_page, live_server, later, width
):
    page = browser_page
    page.set_viewport_size({"width": width, "height": 900})
    logged_in(page.context, live_server, client_of(cast.psykiatri))
    _open(page, cast.peter.cpr)
    row = EmergencyAccess.objects.get(user=cast.psykiatri)
    assert page.url.endswith(reverse("overview:emergency", args=[row.pk]))
    shown = page.inner_text("main")
    assert {part for part in (Part.CRISIS, Part.PSYCHIATRY) if mark(part) not in shown} == set()
    first = _left(page)
    assert 3500 < first <= 3600
    page.wait_for_function("was => !document.querySelector('[data-seconds-left]').textContent.includes(was)",
                           arg=page.inner_text("[data-seconds-left]"))  # fmt: skip
    assert _left(page) < first
    red = page.evaluate("getComputedStyle(document.querySelector('.emergency-bar')).backgroundColor")
    strong, *others = [int(number) for number in re.findall(r"\d+", red)[:3]]
    assert strong > 2 * max(others)
    assert (faults(page), too_wide(page)) == ([], False)

    later(minutes=59, seconds=50)
    page.reload()
    assert 0 < _left(page) <= 10
    later(minutes=60, seconds=5)  # the server is already past it when the page asks
    page.wait_for_selector("main >> text=Her er ikke noget", timeout=20_000)
    assert cast.peter.family_name not in page.content()
    page.go_back()
    page.wait_for_load_state()
    assert mark(Part.CRISIS) not in page.content()
    page.console_errors.clear()  # 404, as for something that does not exist


def test_it_is_ended_by_the_button(cast, client_of, browser_page, live_server):
    page = browser_page
    logged_in(page.context, live_server, client_of(cast.psykiatri))
    _open(page, cast.peter.cpr)
    path = page.url
    page.click(".emergency-bar button")
    page.wait_for_selector("text=Nødadgangen er afsluttet")
    assert not EmergencyAccess.objects.get(user=cast.psykiatri).is_open
    assert page.goto(path).status == 404
    page.console_errors.clear()
