"""The tracks from the keyboard, in a real browser: add in place, Esc, Ctrl+Enter, and the order by button."""

import pytest
from django.conf import settings
from django.urls import reverse

from citizens.enums import Part
from tests.factories import tracks as make
from tracks.models import Goal, Intervention

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def plan_page(cast, client_of, browser_page, live_server):
    """Peter's plan as his coordinator sees it."""
    name = settings.SESSION_COOKIE_NAME
    value = client_of(cast.koordinator).cookies[name].value
    browser_page.context.add_cookies([{"name": name, "value": value, "url": live_server.url}])
    browser_page.goto(reverse("overview:plan", args=[cast.peter.pk]))
    return browser_page


def test_goal_and_intervention_are_added_and_moved_with_the_keyboard(plan_page, cast):
    page, track = plan_page, cast.tracks[Part.SOCIAL]
    place = page.locator(f"#track-{track.pk}")
    cursor = f"#goal-new-{track.pk} [name=text]:focus"  # the cursor is in the first field

    place.locator(f'[hx-target="#goal-new-{track.pk}"]').press("Enter")
    page.wait_for_selector(cursor)
    page.keyboard.press("Escape")
    page.wait_for_selector(f"#goal-new-{track.pk} form", state="detached")

    place.locator(f'[hx-target="#goal-new-{track.pk}"]').press("Enter")
    page.wait_for_selector(cursor)
    page.keyboard.type("Et sted at stå op til")
    page.keyboard.press("Escape")  # something was typed: asked once, nothing lost
    assert page.locator(cursor).input_value() == "Et sted at stå op til"
    page.keyboard.press("Control+Enter")
    place.get_by_text("Et sted at stå op til").first.wait_for()
    goal = Goal.objects.get(text="Et sted at stå op til")

    for text in ("Praktik i cykelværksted", "Mentor"):
        place.locator(f'[hx-target="#intervention-new-{goal.pk}"]').press("Enter")
        page.wait_for_selector(f"#intervention-new-{goal.pk} [name=text]:focus")
        page.keyboard.type(text)
        page.locator(f"#intervention-new-{goal.pk} select[name=responsible]").select_option("citizen")
        page.keyboard.press("Control+Enter")
        place.get_by_role("link", name=text, exact=True).wait_for()
    first, second = rows = list(Intervention.objects.filter(goal=goal).order_by("position"))
    assert [row.text for row in rows] == ["Praktik i cykelværksted", "Mentor"]

    page.locator(f"#up-{second.pk}").press("Enter")
    page.wait_for_selector(f'li[data-id="{second.pk}"] ~ li[data-id="{first.pk}"]')
    assert list(Intervention.objects.filter(goal=goal).order_by("position")) == [second, first]


def test_a_form_that_stands_open_keeps_its_text_when_another_is_saved(plan_page, cast):
    page, track = plan_page, cast.tracks[Part.SOCIAL]
    row = cast.interventions[Part.SOCIAL]
    page.locator(f"#comments-{row.pk} a").first.press("Enter")
    field = page.locator(f"#comments-{row.pk} textarea")
    field.fill("Ringede, ingen svarede")
    page.locator(f'[hx-target="#goal-new-{track.pk}"]').press("Enter")
    page.wait_for_selector(f"#goal-new-{track.pk} [name=text]:focus")
    page.keyboard.type("Mere luft")
    page.keyboard.press("Control+Enter")
    page.locator(f"#track-{track.pk}").get_by_text("Mere luft").first.wait_for()
    assert field.input_value() == "Ringede, ingen svarede"
    field.press("Control+Enter")
    page.locator(f"#comments-{row.pk}").get_by_text("Ringede, ingen svarede").first.wait_for()
    assert row.comments.filter(text="Ringede, ingen svarede").count() == 1


def test_the_status_is_changed_in_one_go_and_a_stop_asks_why(plan_page, cast):
    page = plan_page
    row = make.intervention(cast.tracks[Part.SOMATIC], "Lungekursus", cast.places["sygehus"])
    page.reload()
    page.locator(f"#status-{row.pk}").select_option("in-progress")
    page.locator(f"#intervention-{row.pk} .chip--busy").wait_for()
    row.refresh_from_db()
    assert row.status == "in-progress"
    page.locator(f"#status-{row.pk}").select_option("stopped")
    reason = page.locator(f"#intervention-{row.pk} [name=ended_reason]")
    reason.fill("Holdet er lukket")
    reason.press("Control+Enter")
    page.locator(f"#ended-{row.track_id}").get_by_text("Holdet er lukket").wait_for(state="attached")
    row.refresh_from_db()
    assert (row.status, row.ended_reason) == ("stopped", "Holdet er lukket")
    page.console_errors.clear()  # Chromium notes the 422 that asked for the reason
