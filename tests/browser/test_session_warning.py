"""Two minutes before the session ends the page says so: one press stays, nothing typed is lost. Here in seconds."""

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from plans.models import Plan
from tests.browser.walk import faults, logged_in, too_wide

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "Han vil gerne have en praktik"


@pytest.fixture
def page(cast, client_of, browser_page, live_server, settings):
    settings.SESSION_IDLE, settings.SESSION_WARNING = 12, 9
    logged_in(browser_page.context, live_server, client_of(cast.koordinator))
    yield browser_page
    browser_page.context.set_offline(True)
    browser_page.console_errors = []


def warned(page):
    page.wait_for_selector("#session-warning[open]", timeout=15000)


def calm(page):
    page.wait_for_selector("#session-warning[open]", state="hidden", timeout=10000)


def test_one_press_stays_and_the_text_and_the_cursor_stand_where_they_were(cast, page):
    page.goto(reverse("plans:voice", args=[cast.plan.pk]))
    page.fill("[name=matters]", WORDS)
    warned(page)
    assert "Er du der stadig?" in page.inner_text("#session-warning")
    assert page.evaluate("document.activeElement.textContent") == "Bliv logget ind"
    page.keyboard.press("Enter")
    calm(page)
    assert page.input_value("[name=matters]") == WORDS
    assert page.evaluate("document.activeElement.name") == "matters"
    page.click("main form button[type=submit] >> text=Gem")
    page.wait_for_selector(".voice__words >> text=praktik")
    assert Plan.objects.get(pk=cast.plan.pk).matters == WORDS
    assert page.console_errors == []


def test_whoever_is_away_is_logged_out_and_the_text_stays_on_the_page(cast, page):
    page.goto(reverse("plans:voice", args=[cast.plan.pk]))
    page.fill("[name=matters]", WORDS)
    warned(page)
    page.wait_for_function("document.querySelector('#session-warning [role=status]').textContent !== ''")
    page.wait_for_selector("#trouble a", timeout=20000)
    assert "logget ud" in page.inner_text("#trouble")
    assert page.input_value("[name=matters]") == WORDS
    assert Session.objects.count() == 0
    assert page.console_errors == []


def test_esc_is_a_sign_of_life(cast, page):
    page.goto("/")
    warned(page)
    page.keyboard.press("Escape")
    calm(page)
    assert page.query_selector("#trouble a") is None
    assert Session.objects.count() == 1


def test_work_in_another_window_keeps_this_one_quiet(cast, page, settings):
    settings.SESSION_WARNING = 3  # nine seconds of slack: a page of the other window may be slow
    page.goto("/")
    other = page.context.new_page()
    for _visit in range(6):
        page.wait_for_timeout(2000)
        other.goto("/borgere/")
    assert page.is_hidden("#session-warning")
    other.close()


def test_the_whole_time_offers_to_log_in_in_a_window_of_its_own(cast, page, settings):
    settings.SESSION_IDLE, settings.SESSION_LONGEST, settings.SESSION_WARNING = 600, 20, 15
    page.goto(reverse("plans:voice", args=[cast.plan.pk]))
    page.fill("[name=matters]", WORDS)
    warned(page)
    assert "Du skal snart logge ind igen" in page.inner_text("#session-warning")
    cast.koordinator.set_password("en-lang-adgangskode-2026")
    with page.context.expect_page() as opened:
        page.keyboard.press("Enter")
    other = opened.value
    other.wait_for_selector("[name=login]")
    settings.SESSION_LONGEST = 36000
    cast.koordinator.save()
    other.fill("[name=login]", cast.koordinator.username)
    other.fill("[name=password]", "en-lang-adgangskode-2026")
    other.click("main form button[type=submit]")
    other.wait_for_url(lambda url: "log-ind" not in url)
    other.close()
    calm(page)
    assert page.input_value("[name=matters]") == WORDS
    page.click("main form button[type=submit] >> text=Gem")
    page.wait_for_selector(".voice__words >> text=praktik")
    assert Plan.objects.get(pk=cast.plan.pk).matters == WORDS


def test_the_warning_is_accessible_on_screen_and_phone(cast, page, settings):
    settings.SESSION_IDLE, settings.SESSION_WARNING = 60, 59
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto("/")
        warned(page)
        assert (faults(page), too_wide(page)) == ([], False)
        for _press in range(3):  # the cursor stays in the dialog
            page.keyboard.press("Tab")
            inside = "document.activeElement === document.body || !!document.activeElement.closest('#session-warning')"
            assert page.evaluate(inside)
