"""The follow-up's form on a phone: large answers, the keyboard, a draft that outlives a lost line, no script."""

import time

import pytest
from django.urls import reverse

from core.models import Draft
from followups.models import FollowUpAnswer
from tests.browser.walk import faults, logged_in, too_wide
from tests.factories import followups

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 390, "height": 844}
SMALL = "[...document.querySelectorAll('.ask__label')].filter(part => { const box = part.getBoundingClientRect(); "
SMALL += "return box.width < 44 || box.height < 44 }).map(part => part.textContent)"


@pytest.fixture
def page(cast, client_of, browser_page, live_server):
    logged_in(browser_page.context, live_server, client_of(cast.koordinator))
    browser_page.set_viewport_size(PHONE)
    yield browser_page
    assert [line for line in browser_page.console_errors if "422" not in line and "INTERNET" not in line] == []
    browser_page.context.set_offline(True)
    browser_page.console_errors = []


@pytest.fixture
def path(cast):
    followups.settings(cast.programme, who5=True, together=True, differently=True)
    return reverse("followups:answer", args=[cast.peter.pk, cast.follow_up.pk])


def pick(page, name, word):
    page.click(f"#id_{name}_group label:text-is('{word}')")


def answered(page):
    pick(page, "health", "Nogenlunde")
    pick(page, "satisfaction", "7")
    pick(page, "knows", "Delvist")
    pick(page, "mode", "Ved et besøg")


def save(page):
    page.click("main form button[type=submit] >> text=Gem")


def test_from_the_tab_to_thanks_in_a_few_taps(cast, page, path):
    page.goto(reverse("followups:rounds", args=[cast.peter.pk]))
    assert (too_wide(page), faults(page)) == (False, [])
    page.click("text=Følg op nu")
    assert page.evaluate(SMALL) == []
    assert (too_wide(page), faults(page)) == (False, [])
    assert page.is_hidden("[name=proxy]")
    began = time.monotonic()
    answered(page)
    save(page)
    page.wait_for_selector("text=Tak. Svarene i runde 3 er gemt.")
    assert time.monotonic() - began < 15  # a machine's minute
    assert (too_wide(page), faults(page)) == (False, [])
    stored = FollowUpAnswer.objects.get(follow_up=cast.follow_up)
    assert (stored.health, stored.satisfaction, stored.knows, stored.mode) == (3, 7, "partly", "visit")
    assert Draft.objects.count() == 0


def test_a_mistake_on_the_phone_and_nothing_is_lost(cast, page, path):
    page.goto(path)
    pick(page, "health", "Godt")
    pick(page, "who5_1", "Hele tiden")
    pick(page, "answered_by", "En anden på borgerens vegne")
    assert page.is_visible("[name=proxy]")
    page.fill("[name=note]", "Hun kom midt i maden")
    save(page)
    page.wait_for_selector(".error-summary")
    assert (too_wide(page), faults(page)) == (False, [])
    assert page.is_checked("[name=health][value='4']") and page.is_checked("[name=who5_1][value='5']")
    assert page.input_value("[name=note]") == "Hun kom midt i maden"
    for name in ("satisfaction", "knows", "mode"):
        assert page.is_visible(f"#id_{name}_group .form-error-message")
    assert page.is_visible("[name=proxy]")
    page.click(".error-summary a >> nth=0")
    assert page.evaluate("document.activeElement.id") == "id_satisfaction_group"


def test_the_keyboard_is_enough(cast, page, path):
    page.goto(path)
    page.focus("[name=health][value='1']")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert page.is_checked("[name=health][value='3']")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert page.is_checked("[name=satisfaction][value='0']")


def test_what_was_tapped_outlives_a_broken_connection(cast, page, path):
    page.goto(path)
    pick(page, "health", "Dårligt")
    page.wait_for_selector(".draft-state >> text=/Kladde gemt/", timeout=5000)
    page.context.set_offline(True)
    pick(page, "satisfaction", "4")
    page.wait_for_selector(".draft-state >> text=/kunne ikke gemmes/", timeout=15000)
    save(page)
    assert page.is_checked("[name=satisfaction][value='4']")  # the page stays as it is
    page.context.set_offline(False)
    pick(page, "knows", "Ja")
    page.wait_for_selector(".draft-state >> text=/Kladde gemt/", timeout=15000)
    page.goto(path)
    page.click("[data-draft-use]")
    page.wait_for_selector(".draft-offer", state="detached")
    for name, value in (("health", "2"), ("satisfaction", "4"), ("knows", "yes")):
        assert page.is_checked(f"[name={name}][value='{value}']")
    pick(page, "mode", "På telefon")
    save(page)
    page.wait_for_selector("text=Tak. Svarene i runde 3 er gemt.")
    assert FollowUpAnswer.objects.get(follow_up=cast.follow_up).satisfaction == 4
    assert Draft.objects.count() == 0


def test_without_scripts(cast, client_of, chromium, live_server, path):
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False, viewport=PHONE)
    logged_in(context, live_server, client_of(cast.koordinator))
    page = context.new_page()
    page.goto(path)
    answered(page)
    save(page)
    page.wait_for_selector("text=Tak. Svarene i runde 3 er gemt.")
    context.close()
    assert FollowUpAnswer.objects.get(follow_up=cast.follow_up).health == 3


@pytest.mark.parametrize("width", [390, 1280])
def test_the_small_pages_around_a_round(cast, page, width):
    """Earlier rounds are entered for Dagny, who is entered late here."""
    page.set_viewport_size({"width": width, "height": 844})
    followups.course(cast.dagny, first_round=3)
    said = {}
    for name, *ids in (
        ("pause", cast.peter.pk), ("resume", cast.peter.pk), ("inclusion", cast.peter.pk), ("earlier", cast.dagny.pk),
        ("not_relevant", cast.peter.pk, cast.follow_up.pk), ("ask_again", cast.peter.pk, cast.not_relevant.pk),
        ("correct", cast.peter.pk, cast.answer.follow_up.pk), ("shown", cast.peter.pk, cast.answer.follow_up.pk),
    ):  # fmt: skip
        answer = page.goto(reverse(f"followups:{name}", args=ids))
        found = [*faults(page), *(["wider than the window"] if too_wide(page) else [])]
        if found or answer.status != 200:
            said[name] = (answer.status, found)
    assert said == {}
