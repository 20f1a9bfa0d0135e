"""Nothing typed is lost, in a real browser: the draft while typing, the offer afterwards, and the session that ends."""

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from citizens.actions import consents
from citizens.enums import Part
from core.models import Draft
from plans.models import Plan
from tests.browser.walk import faults, logged_in, too_wide
from tests.factories import citizens
from tracks.models import LogEntry

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "Han vil gerne have en praktik på cykelværkstedet"


@pytest.fixture
def window(browser_page):
    """A window that says no farewell: a text sent while the database is emptied for the next test would lock it."""
    yield browser_page
    assert browser_page.console_errors == []
    browser_page.context.set_offline(True)
    browser_page.console_errors = []


@pytest.fixture
def page(cast, client_of, window, live_server):
    logged_in(window.context, live_server, client_of(cast.koordinator))
    return window


def log_in_elsewhere(page, user):
    """As the message asks: in a window of its own."""
    user.set_password("en-lang-adgangskode-2026")
    user.save()
    with page.context.expect_page() as opened:
        page.click("#trouble a")
    other = opened.value
    other.fill("[name=login]", user.username)
    other.fill("[name=password]", "en-lang-adgangskode-2026")
    other.click("main form button[type=submit]")
    other.wait_for_url(lambda url: "log-ind" not in url)
    other.close()


def test_typed_text_is_safe_within_two_seconds_and_offered_when_one_comes_back(cast, page):
    path = reverse("plans:voice", args=[cast.plan.pk])
    page.goto(path)
    before = page.input_value("[name=matters]")
    page.fill("[name=matters]", WORDS)
    page.wait_for_selector(".draft-state >> text=/Kladde gemt/", timeout=5000)
    assert WORDS not in page.evaluate("JSON.stringify([localStorage, sessionStorage])")
    page.goto("/")
    page.goto(path)
    assert page.input_value("[name=matters]") == before  # offered, not applied
    assert page.inner_text("[data-draft-text]").startswith("Du har en kladde fra i dag kl.")
    assert page.is_hidden("[data-draft-stale]")
    page.click("[data-draft-use]")
    page.wait_for_selector(".draft-offer", state="detached")
    assert page.input_value("[name=matters]") == WORDS
    page.click("main form button[type=submit] >> text=Gem")
    page.wait_for_selector(".voice__words >> text=cykelværkstedet")
    assert Plan.objects.get(pk=cast.plan.pk).matters == WORDS
    assert Draft.objects.count() == 0


def test_a_draft_can_be_discarded_and_typing_over_it_does_not_lose_it(cast, page):
    path = reverse("plans:voice", args=[cast.plan.pk])
    page.goto(path)
    page.fill("[name=matters]", WORDS)
    page.wait_for_selector(".draft-state")
    page.goto(path)
    page.fill("[name=matters]", "Noget helt andet")
    page.wait_for_selector(".draft-state")
    page.click("[data-draft-use]")  # still there, although the server holds the newer text by now
    page.wait_for_selector(".draft-offer", state="detached")
    assert page.input_value("[name=matters]") == WORDS
    page.goto(path)
    page.click("[data-draft-drop]")
    page.wait_for_selector(".draft-offer", state="detached")
    page.goto(path)
    assert page.query_selector(".draft-offer") is None


def test_leaving_at_once_keeps_the_text(cast, page):
    path = reverse("plans:voice", args=[cast.plan.pk])
    page.goto(path)
    page.fill("[name=matters]", WORDS)
    page.goto("/")
    page.goto(path)
    page.click("[data-draft-use]")
    page.wait_for_selector(".draft-offer", state="detached")
    assert page.input_value("[name=matters]") == WORDS


def test_a_comment_in_place_is_kept_offered_and_saved(cast, page):
    subject = cast.interventions[Part.SOCIAL]
    panel = f"#comments-{subject.pk}"
    plan_page = reverse("overview:plan", args=[cast.peter.pk])
    for _visit in range(2):
        page.goto(plan_page)
        page.locator(f"{panel} a").first.press("Enter")
        page.wait_for_selector(f"{panel} textarea")
        if _visit == 0:
            page.fill(f"{panel} textarea", WORDS)
            page.wait_for_selector(f"{panel} .draft-state")
    page.click(f"{panel} [data-draft-use]")
    page.wait_for_selector(f"{panel} .draft-offer", state="detached")
    assert page.input_value(f"{panel} textarea") == WORDS
    page.press(f"{panel} textarea", "Control+Enter")
    page.wait_for_function("id => document.querySelector(`${id} textarea`)?.value === ''", arg=panel)
    assert LogEntry.objects.filter(text=WORDS).count() == 1
    assert Draft.objects.count() == 0


@pytest.mark.parametrize("in_place", [False, True], ids=["page", "in place"])
def test_the_session_ends_and_nothing_is_lost(cast, page, in_place):
    if in_place:
        page.goto(reverse("overview:plan", args=[cast.peter.pk]))
        page.click("#plan-voice a.plan-edit")
    else:
        page.goto(reverse("plans:voice", args=[cast.plan.pk]))
    page.wait_for_selector("[name=matters]")
    where = page.url
    Session.objects.all().delete()
    page.fill("[name=matters]", WORDS)
    page.click("main form:has([name=matters]) button[type=submit]")
    page.wait_for_selector("#trouble a")
    assert "logget ud" in page.inner_text("#trouble")
    assert (page.url, page.input_value("[name=matters]")) == (where, WORDS)
    assert Draft.objects.count() == 0
    log_in_elsewhere(page, cast.koordinator)
    page.click("main form:has([name=matters]) button[type=submit]")
    page.wait_for_selector(".voice__words >> text=cykelværkstedet")
    assert Plan.objects.get(pk=cast.plan.pk).matters == WORDS
    assert Plan.history.filter(id=cast.plan.pk, matters=WORDS).count() == 1
    assert Draft.objects.count() == 0


@pytest.mark.parametrize("name", ["koordinator2", "projektleder"])
def test_a_colleague_who_logs_in_does_not_get_the_text(cast, page, name):
    path = reverse("plans:voice", args=[cast.plan.pk])
    page.goto(path)
    Session.objects.all().delete()
    page.fill("[name=matters]", WORDS)
    page.click("main form button[type=submit] >> text=Gem")
    page.wait_for_selector("#trouble a")
    log_in_elsewhere(page, cast.user(name))
    page.click("main form button[type=submit] >> text=Gem")
    page.wait_for_selector("#trouble a", state="detached")  # another message in its place
    assert page.input_value("[name=matters]") == WORDS
    page.console_errors.clear()  # the refused request
    assert Draft.objects.count() == 0
    assert Plan.objects.get(pk=cast.plan.pk).matters != WORDS


def test_consent_withdrawn_in_the_middle_of_a_comment(cast, client_of, window, live_server):
    page, track = window, cast.tracks[Part.ADDICTION]
    logged_in(page.context, live_server, client_of(cast.rusmiddel))
    page.goto(reverse("tracks:comments_on_track", args=[track.pk]))
    said = {"withdrawn_by": "Peter", "withdrawn_how": "phone"}
    consents.withdraw_organisation(cast.peter, cast.workplaces["addiction_centre"], by=cast.koordinator, **said)
    page.fill("main textarea", WORDS)
    page.wait_for_selector("#trouble p")
    assert "findes ikke længere" in page.inner_text("#trouble")
    assert page.input_value("main textarea") == WORDS
    page.console_errors.clear()  # 404, as for something that does not exist
    assert (Draft.objects.count(), LogEntry.objects.filter(text=WORDS).count()) == (0, 0)


def test_a_comment_sent_after_the_consent_ended_stays_on_the_page_until_it_is_given_again(
    cast, client_of, window, live_server
):
    page, track, centre = window, cast.tracks[Part.ADDICTION], cast.workplaces["addiction_centre"]
    logged_in(page.context, live_server, client_of(cast.rusmiddel))
    page.goto(reverse("tracks:comments_on_track", args=[track.pk]))
    page.fill("main textarea", WORDS)
    page.wait_for_selector(".draft-state")
    said = {"withdrawn_by": "Peter", "withdrawn_how": "phone"}
    consents.withdraw_organisation(cast.peter, centre, by=cast.koordinator, **said)
    page.press("main textarea", "Control+Enter")
    page.wait_for_selector("#trouble p")
    assert "findes ikke længere" in page.inner_text("#trouble")
    assert page.input_value("main textarea") == WORDS
    assert LogEntry.objects.filter(text=WORDS).count() == 0
    page.console_errors.clear()  # 404, as for something that does not exist
    citizens.exchange(cast.peter, cast.koordinator, {centre: {Part.ADDICTION: "comment"}})
    page.press("main textarea", "Control+Enter")
    page.wait_for_function("() => document.querySelector('main textarea')?.value === ''")
    assert (LogEntry.objects.filter(text=WORDS).count(), Draft.objects.count()) == (1, 0)


def test_without_scripts_the_form_works_as_before(cast, client_of, chromium, live_server):
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False)
    logged_in(context, live_server, client_of(cast.koordinator))
    page = context.new_page()
    page.goto(reverse("plans:voice", args=[cast.plan.pk]))
    page.fill("[name=matters]", WORDS)
    page.click("main form button[type=submit] >> text=Gem")
    assert WORDS in page.inner_text("#plan-voice")
    assert page.query_selector(".draft-state") is None
    context.close()


def test_the_offer_and_the_state_are_accessible(cast, page):
    path = reverse("plans:voice", args=[cast.plan.pk])
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(path)
        page.fill("[name=matters]", WORDS)
        page.wait_for_selector(".draft-state")
        page.goto(path)
        page.wait_for_selector(".draft-offer")
        page.fill("[name=matters]", WORDS + "!")
        page.wait_for_selector(".draft-state")
        assert (faults(page), too_wide(page)) == ([], False)
