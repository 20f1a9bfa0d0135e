"""The plan page in a browser: opened, refused, saved, moved and closed again without leaving the page."""

import pytest
from django.conf import settings
from django.test import Client

from plans.models import Challenge, Plan
from plans.queries import standing


@pytest.fixture
def page(cast, browser_page, live_server):
    client = Client()
    client.force_login(cast.koordinator, backend="accounts.login.Backend")
    name = settings.SESSION_COOKIE_NAME
    browser_page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    browser_page.goto(f"/borgere/{cast.peter.pk}/plan/")
    return browser_page


@pytest.mark.django_db(transaction=True)
def test_the_voice_opens_with_the_cursor_in_it_and_ctrl_enter_saves(cast, page):
    page.click("#plan-voice a.plan-edit")
    page.wait_for_selector("#plan-voice form")
    assert page.evaluate("document.activeElement.name") == "matters"
    page.fill("[name=matters]", "Noget at stå op til")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#plan-voice .voice__words >> text=Noget at stå op til")
    assert page.inner_text("#quiet").startswith("Gemt kl.")
    assert Plan.objects.get(pk=cast.plan.pk).matters == "Noget at stå op til"


@pytest.mark.django_db(transaction=True)
def test_a_bad_acceptance_is_said_in_place_and_escape_gives_up(cast, page):
    page.click("#plan-acceptance a.plan-edit")
    page.wait_for_selector("#plan-acceptance form")
    page.fill("[name=accepted_on]", "")
    page.click("#plan-acceptance button[type=submit]")
    page.wait_for_selector("#plan-acceptance .form-error")
    page.console_errors.clear()  # the browser reports the 422 that was asked for
    page.focus("[name=accepted_on]")
    page.keyboard.press("Escape")
    page.wait_for_selector("#plan-acceptance a.plan-edit")
    assert Plan.objects.get(pk=cast.plan.pk).accepted_on == cast.plan.accepted_on


@pytest.mark.django_db(transaction=True)
def test_challenges_are_added_moved_and_dragged(cast, page):
    page.click("#plan-challenges a.plan-edit")
    page.click("#plan-challenges .list-foot a >> nth=0")
    page.fill("#challenge-new [name=text]", "Søvnen")
    page.check("#challenge-new [name=tracks][value=social]")
    page.click("#challenge-new button[type=submit]")
    page.wait_for_selector("#plan-challenges .lines li:nth-child(6)")
    page.click("#plan-challenges .lines li:nth-child(6) [value=up]")
    page.wait_for_selector("#plan-challenges .lines li:nth-child(5) >> text=Søvnen")
    page.wait_for_timeout(300)  # the focus has come back, and nothing scrolls any more
    handle = page.locator("#plan-challenges .lines li:nth-child(5) [data-handle]").bounding_box()
    top = page.locator("#plan-challenges .lines li:nth-child(1)").bounding_box()
    page.mouse.move(handle["x"] + 5, handle["y"] + 5)
    page.mouse.down()
    page.mouse.move(handle["x"] + 5, top["y"] - 40, steps=12)
    with page.expect_response("**/orden/"):
        page.mouse.up()
    page.wait_for_selector("#plan-challenges .lines li:nth-child(1) >> text=Søvnen")
    page.click("#plan-challenges .list-foot a:last-child")
    page.wait_for_selector("#plan-challenges .challenges li:nth-child(1) >> text=Søvnen")
    assert standing(Challenge, cast.plan).first().text == "Søvnen"
