"""When the session is over, the page forgets what it showed, and keeps what somebody was writing (ASVS 14.3.1)."""

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from tests.browser.walk import logged_in

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "Han vil gerne have en praktik"
OF_PETER = ("Pilegaard", "251248", "Peter")


@pytest.fixture
def page(cast, client_of, browser_page, live_server, settings):
    settings.SESSION_IDLE, settings.SESSION_WARNING = 8, 6
    logged_in(browser_page.context, live_server, client_of(cast.koordinator))
    yield browser_page
    browser_page.context.set_offline(True)
    browser_page.console_errors = []


def over(page):
    page.wait_for_selector("#trouble a", timeout=30000)
    page.wait_for_selector("body.is-cleared")
    assert Session.objects.count() == 0


def back(page):
    """As when one comes back to this window after a while."""
    page.wait_for_timeout(2100)
    page.evaluate("window.dispatchEvent(new Event('focus'))")


def left_of_peter(page):
    """In the page's source as it stands now, texts and attributes alike, and in its title."""
    whole = page.content() + page.title()
    return [word for word in OF_PETER if word in whole]


def test_a_page_that_was_read_is_empty_and_comes_back_after_log_in(cast, client_of, live_server, page, settings):
    path = reverse("overview:plan", args=[cast.peter.pk])
    page.goto(path)
    assert "Pilegaard" in left_of_peter(page)
    over(page)
    assert left_of_peter(page) == []
    assert page.inner_text("main").strip() == ""
    assert "logget ud" in page.inner_text("#trouble")
    settings.SESSION_IDLE = 600
    logged_in(page.context, live_server, client_of(cast.koordinator))
    back(page)
    page.wait_for_selector("body:not(.is-cleared) >> text=Pilegaard", state="attached")
    assert page.url.endswith(path)


@pytest.mark.parametrize("in_place", [False, True])
def test_what_was_being_written_stays_and_can_be_saved(cast, client_of, live_server, page, settings, in_place):
    if in_place:
        page.goto(reverse("overview:plan", args=[cast.peter.pk]))
        page.click("#plan-voice a.plan-edit")
    else:
        page.goto(reverse("plans:voice", args=[cast.plan.pk]))
    page.wait_for_selector("[name=matters]")
    page.fill("[name=matters]", WORDS)
    over(page)
    assert page.input_value("[name=matters]") == WORDS
    assert "Pilegaard" not in page.content() + page.title()
    settings.SESSION_IDLE = 600
    logged_in(page.context, live_server, client_of(cast.koordinator))
    back(page)
    page.wait_for_timeout(500)
    assert page.input_value("[name=matters]") == WORDS
    page.click("main form:has([name=matters]) button[type=submit]")
    page.wait_for_selector(".voice__words >> text=praktik")


@pytest.mark.parametrize("who", [None, "koordinator2"])
def test_logged_out_or_somebody_else_in_another_window_clears_this_one(
    cast, client_of, live_server, page, settings, who
):
    settings.SESSION_IDLE = 600
    page.goto(reverse("overview:plan", args=[cast.peter.pk]))
    assert "Pilegaard" in left_of_peter(page)
    Session.objects.all().delete()
    if who:
        logged_in(page.context, live_server, client_of(cast.user(who)))
    back(page)
    page.wait_for_selector("body.is-cleared")
    assert left_of_peter(page) == []
    assert ("En anden er logget ind" in page.inner_text("#trouble")) == bool(who)
