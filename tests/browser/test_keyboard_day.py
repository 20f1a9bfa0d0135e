"""The day with the keyboard alone (docs/keyboard.md): in, to the citizen, and what follows."""

from datetime import timedelta

import pytest
from django.urls import reverse

from citizens.enums import Part, Place
from citizens.models import CareTeamMember, ToDo
from core.dates import today
from meetings.models import NetworkMeeting
from tests.browser.keys import Keys
from tests.browser.walk import logged_in
from tests.overview.traces import events
from tracks.models import LogEntry

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "en-lang-adgangskode-2026"


@pytest.fixture
def as_user(client_of, browser_page, live_server):
    """A page of the product, as somebody sees it who is logged in."""

    def open_page(user, path: str = "/") -> Keys:
        logged_in(browser_page.context, live_server, client_of(user))
        browser_page.goto(path)
        return Keys(browser_page)

    return open_page


def write_day(keys: Keys, day) -> None:
    """Month or day first: a date field follows the browser's own language, which a page cannot ask."""
    for order in ("%m%d%Y", "%d%m%Y"):
        keys.write(day.strftime(order))
        if keys.page.evaluate("document.activeElement.value") == day.isoformat():
            return
        keys.press("ArrowLeft", "ArrowLeft")
    raise AssertionError("the date field takes the day in no order known")


def test_one_logs_in_and_out(cast, browser_page):
    cast.koordinator.set_password(PASSWORD)
    cast.koordinator.save()
    browser_page.goto("/")
    keys = Keys(browser_page)
    if not keys.at("[name=login]"):
        keys.tab_to("[name=login]")
    keys.write("koordinator")
    keys.press("Tab")
    assert keys.at("[name=password]")
    keys.write("forkert")
    with browser_page.expect_navigation():
        keys.press("Enter")
    browser_page.wait_for_selector("[data-module=error-summary]:focus, .error-summary:focus")
    assert browser_page.input_value("[name=login]") == "koordinator"
    keys.tab_to("[name=password]")
    keys.write(PASSWORD)
    with browser_page.expect_navigation():
        keys.press("Enter")
    assert browser_page.inner_text("h1") == "Mit overblik"
    kinds = [(kind, outcome) for kind, _route, _citizens, outcome in events()]
    assert ("login-failed", "denied") in kinds and ("login", "given") in kinds
    keys.tab_to(".log-off")
    with browser_page.expect_navigation():
        keys.press("Enter")
    assert "log-ind" in browser_page.url


def test_a_citizen_is_found_and_opened(cast, as_user):
    keys = as_user(cast.koordinator)
    keys.press("/")
    assert keys.at("#site-search")
    keys.sees_focus()
    keys.write("peter")
    with keys.page.expect_navigation():
        keys.press("Enter")
    keys.into_content()
    keys.open(f'a[href*="{cast.peter.pk}"]')
    assert keys.page.inner_text(".citizen-head__name") == "Peter Pilegaard"
    seen = [(kind, route) for kind, route, citizens, _outcome in events() if cast.peter.pk in citizens]
    assert ("search", "overview:search") in seen and ("read", "overview:plan") in seen


def test_a_visit_is_written_in_the_logbook(cast, as_user):
    keys = as_user(cast.koordinator, reverse("overview:plan", args=[cast.peter.pk]))
    keys.open(f'a[href="{reverse("tracks:log", args=[cast.peter.pk])}"]')
    keys.into_content()
    keys.open(f'a[href="{reverse("tracks:contact_add", args=[cast.peter.pk])}"]')
    keys.into_content()
    keys.tab_to("[name=contact_form]")
    keys.press("Space")
    keys.tab_to("[name=contact_with]")
    keys.write("Peter og hans mor")
    keys.tab_to(f'[name=tracks][value="{Part.SOCIAL.value}"]')
    keys.press("Space")
    keys.tab_to("[name=text]")
    keys.write("Vi talte om praktikken")
    with keys.page.expect_navigation():
        keys.press("Control+Enter")
    assert "Gemt kl." in keys.page.inner_text(".messages")
    entry = LogEntry.objects.get(text="Vi talte om praktikken")
    assert (entry.citizen_id, entry.contact_with, entry.contact_on) == (cast.peter.pk, "Peter og hans mor", today())
    assert keys.page.locator(f"#entry-{entry.pk}").is_visible()


def test_a_mistake_in_a_form_is_found_from_its_message(cast, as_user):
    keys = as_user(cast.koordinator, reverse("tracks:contact_add", args=[cast.peter.pk]))
    keys.into_content()
    keys.tab_to("[name=text]")
    keys.write("Uden spor")
    with keys.page.expect_navigation():
        keys.press("Control+Enter")
    keys.page.console_errors.clear()  # Chromium notes the 422
    keys.page.wait_for_selector(".error-summary:focus, [data-module=error-summary]:focus")
    keys.press("Tab")
    assert keys.at(".error-summary a, [data-module=error-summary] a")
    keys.press("Enter")
    assert keys.page.evaluate("document.activeElement.closest('.form-group.form-error') !== null")
    assert keys.page.input_value("[name=text]") == "Uden spor"
    assert not LogEntry.objects.filter(text="Uden spor").exists()


def test_a_to_do_is_written_and_ticked_off(cast, as_user):
    keys = as_user(cast.koordinator)
    keys.into_content()
    keys.tab_to("#todos summary")
    keys.press("Enter")
    keys.tab_to("#todos [name=text]")
    keys.write("Bestil mødelokale")
    keys.press("Control+Enter")
    keys.page.locator("#todos").get_by_text("Bestil mødelokale", exact=True).wait_for()
    keys.page.wait_for_selector("#todos :focus")
    todo = ToDo.objects.get(text="Bestil mødelokale")
    assert (todo.owner, todo.done_at) == (cast.koordinator, None)
    done = f'#todos form[action="{reverse("citizens:tick_todo", args=[todo.pk])}"] button'
    if not keys.at(done):
        keys.tab_to(done)
    keys.press("Space")
    keys.page.locator("#todos").get_by_text("Bestil mødelokale", exact=True).wait_for(state="detached")
    keys.page.wait_for_selector("#todos :focus")
    todo.refresh_from_db()
    assert todo.done_at is not None


def test_a_meeting_is_planned(cast, as_user):
    keys, day = as_user(cast.koordinator, reverse("meetings:meetings", args=[cast.peter.pk])), today() + timedelta(30)
    keys.into_content()
    keys.open(f'a[href="{reverse("meetings:add", args=[cast.plan.pk])}"]')
    keys.into_content()
    keys.tab_to("[name=meets_on]")
    write_day(keys, day)
    keys.tab_to("[name=kind]")
    keys.press("ArrowDown")
    keys.tab_to("[name=purpose]")
    keys.write("Hvad nu efter praktikken")
    with keys.page.expect_navigation():
        keys.press("Control+Enter")
    assert "Hvad nu efter praktikken" in keys.page.inner_text("main")
    meeting = NetworkMeeting.objects.get(purpose="Hvad nu efter praktikken")
    assert (meeting.plan_id, meeting.meets_on, meeting.kind) == (cast.plan.pk, day, "video")


def test_a_consent_is_withdrawn_after_being_asked_once(cast, as_user):
    keys = as_user(cast.koordinator, reverse("citizens:network", args=[cast.peter.pk]))
    centre = cast.workplaces["addiction_centre"]
    keys.into_content()
    keys.open(f'a[href="{reverse("citizens:withdraw_organisation", args=[cast.peter.pk, centre.pk])}"]')
    keys.into_content()
    keys.tab_to("[name=withdrawn_by]")
    keys.write("Peter")
    keys.tab_to("[name=withdrawn_how]")
    keys.press("Space")
    keys.tab_to("main form .button-warning")
    with keys.page.expect_navigation():
        keys.press("Enter")
    assert "Gemt kl." in keys.page.inner_text(".messages")
    cells = cast.exchange.scopes.filter(organisation=centre)
    assert {(cell.ended_on, cell.ended_by) for cell in cells} == {(today(), "Peter")}


def test_a_citizen_is_handed_over(cast, as_user):
    keys = as_user(cast.koordinator, reverse("tracks:hand_over", args=[cast.peter.pk]))
    keys.into_content()
    keys.tab_to("[name=to]")
    keys.write(cast.koordinator2.name[:8])
    keys.tab_to("[name=note]")
    keys.write("Jeg skifter job")
    with keys.page.expect_navigation():
        keys.press("Control+Enter")
    places = CareTeamMember.objects.filter(citizen=cast.peter, place=Place.COORDINATOR, ends_on__isnull=True)
    assert [place.user for place in places] == [cast.koordinator2]
