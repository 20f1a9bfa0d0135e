"""The plan with the keyboard alone (docs/keyboard.md): no mouse, no field filled in from outside."""

import pytest
from django.urls import reverse

from citizens.enums import Part
from plans.models import PlanPrint
from tests.browser.keys import Keys
from tests.browser.walk import logged_in
from tests.factories import tracks as make
from tracks.models import Intervention, LogEntry

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def as_user(cast, client_of, browser_page, live_server):
    """Peter's plan as somebody of the cast sees it, with the focus nowhere."""

    def open_plan(user) -> Keys:
        logged_in(browser_page.context, live_server, client_of(user))
        browser_page.goto(reverse("overview:plan", args=[cast.peter.pk]))
        return Keys(browser_page)

    return open_plan


def test_an_intervention_is_added_and_the_cursor_stands_on_it(cast, as_user):
    keys, goal = as_user(cast.koordinator), cast.goals[Part.SOCIAL]
    keys.into_content()
    keys.tab_to(f'[hx-target="#intervention-new-{goal.pk}"]')
    keys.press("Enter")
    keys.page.wait_for_selector(f"#intervention-new-{goal.pk} [name=text]:focus")
    keys.write("Cykelværksted om tirsdagen")
    keys.tab_to("[name=responsible]")
    keys.write("Borgeren")
    keys.tab_to("[name=deadline]")
    keys.press("Control+Enter")
    keys.page.get_by_role("link", name="Cykelværksted om tirsdagen").wait_for()
    row = Intervention.objects.get(text="Cykelværksted om tirsdagen")
    assert (row.goal_id, row.responsible_kind) == (goal.pk, "citizen")
    keys.page.wait_for_selector(f"#intervention-{row.pk} a:focus")
    keys.sees_focus()


def test_an_intervention_is_edited_in_place_and_esc_keeps_the_old_text(cast, as_user):
    keys, row = as_user(cast.koordinator), cast.interventions[Part.SOCIAL]
    place = f"#intervention-{row.pk}"
    before = row.text
    keys.into_content()
    keys.tab_to(f"{place} .work__text a")
    keys.press("Enter")
    keys.page.wait_for_selector(f"{place} [name=text]:focus")
    keys.press("Control+A")
    keys.write("Noget ganske andet")
    keys.press("Escape")
    keys.page.get_by_text("Tryk Esc igen for at lukke uden at gemme").wait_for()
    keys.press("Escape")
    keys.page.wait_for_selector(f"{place} .work__text a:focus")  # where one was, not at the top of the track
    keys.sees_focus()
    row.refresh_from_db()
    assert row.text == before
    keys.press("Enter")
    keys.page.wait_for_selector(f"{place} [name=text]:focus")
    keys.press("Control+A")
    keys.write("Praktik hos smeden")
    keys.press("Control+Enter")
    keys.page.wait_for_selector(f"{place} .work__text a:focus >> text=Praktik hos smeden")
    row.refresh_from_db()
    assert row.text == "Praktik hos smeden"


@pytest.mark.parametrize("name", ["koordinator", "sygehus"])
def test_the_status_is_saved_by_enter_and_not_by_every_arrow(cast, as_user, name):
    row = make.intervention(cast.tracks[Part.SOMATIC], "Lungekursus", cast.places["sygehus"])
    keys = as_user(cast.user(name))
    keys.into_content()
    keys.tab_to(f"#status-{row.pk}")
    keys.press("ArrowDown", "ArrowDown")
    keys.page.get_by_text("Enter gemmer den nye status").wait_for()
    assert keys.page.input_value(f"#status-{row.pk}") == "waiting"
    keys.press("Escape")
    assert keys.page.input_value(f"#status-{row.pk}") == "not-started"
    keys.press("ArrowDown", "Enter")
    keys.page.locator(f"#intervention-{row.pk} .chip--busy").wait_for()
    keys.page.wait_for_selector(f"#intervention-{row.pk} :focus")
    row.refresh_from_db()
    # Whose report it is stands beside the status of those who answer for it.
    assert (row.status, row.status_by) == ("in-progress", cast.sygehus if name == "sygehus" else None)
    assert [past.status for past in row.history.order_by("history_date", "history_id")] == [
        "not-started",
        "in-progress",
    ]


def test_a_status_that_is_left_with_tab_is_saved(cast, as_user):
    row = make.intervention(cast.tracks[Part.SOMATIC], "Lungekursus", cast.places["sygehus"])
    keys = as_user(cast.sygehus)
    keys.into_content()
    keys.tab_to(f"#status-{row.pk}")
    keys.press("ArrowDown", "Tab")
    keys.page.locator(f"#intervention-{row.pk} .chip--busy").wait_for()
    row.refresh_from_db()
    assert row.status == "in-progress"


def test_a_participant_comments(cast, as_user):
    keys, row = as_user(cast.rusmiddel), cast.interventions[Part.ADDICTION]
    place = f"#comments-{row.pk}"
    keys.into_content()
    keys.tab_to(f"{place} a")
    keys.press("Enter")
    keys.page.wait_for_selector(f"{place} textarea:focus")
    keys.write("Kom til tiden i dag")
    keys.press("Control+Enter")
    keys.page.locator(place).get_by_text("Kom til tiden i dag", exact=True).wait_for()
    entry = LogEntry.objects.get(text="Kom til tiden i dag")
    assert (entry.intervention_id, entry.author) == (row.pk, cast.rusmiddel)
    keys.page.wait_for_selector(f"{place} :focus")
    keys.sees_focus()


def test_the_plan_is_printed(cast, as_user):
    keys = as_user(cast.koordinator)
    keys.into_content()
    keys.open(".plan-state__acts a")
    keys.into_content()
    keys.tab_to("[name=variant]")
    before = keys.page.evaluate("document.activeElement.value")
    keys.press("ArrowDown")
    chosen = keys.page.evaluate("document.activeElement.value")
    assert keys.at("[name=variant]:checked") and chosen != before
    keys.press("ArrowUp")
    keys.open("main form button[type=submit]")
    keys.into_content()
    keys.tab_to("main form button[type=submit]")
    with keys.page.expect_download() as download:
        keys.press("Enter")
    assert download.value.suggested_filename.endswith(".pdf")
    printed = PlanPrint.objects.filter(plan=cast.plan, printed_by=cast.koordinator).order_by("created_at").last()
    assert printed.variant == before
