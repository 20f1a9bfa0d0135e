"""The whole way in for somebody new: link, password, second step, recovery codes, front page. In a real browser."""

import os
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache

from accounts import actions
from accounts.enums import Role
from accounts.models import CalendarKey
from core.dates import today
from tests.accounts.test_views_own import code_for

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "grønne-æbler-på-et-fad"
SHOTS = os.environ.get("SOMV_SHOTS")


@pytest.fixture
def page(cast, browser_page, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    cache.clear()
    yield browser_page
    browser_page.goto("/log-ind/")


def shot(page, name):
    if SHOTS:
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=f"{SHOTS}/{name}-{width}.png", full_page=True)
        page.set_viewport_size({"width": 1280, "height": 900})


def invited(cast):
    work, day = cast.workplaces["shelter"], today()
    told = {"username": "ny.person", "name": "Nanna Nylund", "email": "nanna@example.dk", "language": "da"}
    return actions.invite(by=cast.admin, role=Role.PARTNER, organisation=work, starts_on=day, **told)


def at_home(url):
    return urlsplit(url).path == "/"


def choose_password_and_log_in(page, link):
    page.goto(f"/velkommen/{link.token}/")
    page.fill("[name=password]", PASSWORD)
    page.fill("[name=again]", PASSWORD)
    shot(page, "1-velkommen")
    page.click("main form button[type=submit]")
    page.wait_for_url("**/log-ind/")
    log_in(page)


def log_in(page):
    page.fill("[name=login]", "ny.person")
    page.fill("[name=password]", PASSWORD)
    page.click("main form button[type=submit]")


def log_out(page):
    page.click("header button.log-off >> visible=true")
    page.wait_for_url("**/log-ind/")


def keep_the_codes(page):
    page.wait_for_selector("h1 >> text=Nødkoder")
    shot(page, "4-noedkoder")
    codes = page.locator(".codes li").all_inner_texts()
    assert len(codes) == 10
    with page.expect_download() as fetched:
        page.click("main a[download]")
    assert fetched.value.suggested_filename == "somv-noedkoder.txt"
    assert Path(fetched.value.path()).read_text(encoding="utf-8").split() == ["Nødkoder", "til", "SOMV", *codes]
    page.click("main .button-primary")
    page.wait_for_url(at_home)
    return codes


def virtual_authenticator(page):
    """A device with its own code, as a phone or a laptop has one."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    made = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return devtools, made["authenticatorId"]


def test_with_an_app_and_a_code(cast, page):
    choose_password_and_log_in(page, invited(cast))
    page.wait_for_selector("h1 >> text=Min sikkerhed")
    shot(page, "2-min-sikkerhed")
    page.goto("/borgere/")  # nothing else opens before
    page.wait_for_selector("h1 >> text=Min sikkerhed")
    page.click("main a[href$='/app/']")
    page.click("main summary")
    secret = page.inner_text("details .secret")
    shot(page, "3-app")
    page.fill("[name=code]", code_for(secret))
    page.click("main form button[type=submit]")
    codes = keep_the_codes(page)
    page.goto("/min-konto/to-trin/")
    assert "10 ubrugte koder er tilbage." in page.inner_text("main") and codes[0] not in page.content()  # shown once
    shot(page, "5-min-sikkerhed")
    log_out(page)
    log_in(page)
    page.wait_for_selector("h1 >> text=Totrinslogin")
    shot(page, "6-to-trin")
    page.fill("[name=code]", codes[0])  # the app's own code works once only, and was used a moment ago
    page.click("main form:has([name=code]) button.button-primary")
    page.wait_for_url(at_home)


def test_with_a_passkey(cast, page):
    devtools, device = virtual_authenticator(page)
    choose_password_and_log_in(page, invited(cast))
    page.wait_for_selector("h1 >> text=Min sikkerhed")
    page.click("main a[href$='/noegler/ny/']")
    page.fill("[name=name]", "Arbejdspc")
    shot(page, "7-ny-noegle")
    page.click("main form button[type=submit]")
    keep_the_codes(page)
    row = Authenticator.objects.get(type="webauthn")
    assert row.wrap().name == "Arbejdspc"
    page.goto("/min-konto/to-trin/")
    shot(page, "8-min-sikkerhed-noegle")
    assert "Arbejdspc" in page.inner_text("main")
    log_out(page)
    log_in(page)
    page.wait_for_selector("h1 >> text=Totrinslogin")
    shot(page, "9-to-trin-noegle")
    page.click("main form[data-passkey] button")
    page.wait_for_url(at_home)
    page.goto("/min-konto/to-trin/")
    page.click("main >> text=Omdøb")
    page.fill("[name=name]", "Mobilen")
    page.click("main form button[type=submit]")
    page.wait_for_selector("main >> text=Mobilen")
    # A device that does not know who holds it is no second step.
    devtools.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
    log_out(page)
    log_in(page)
    page.wait_for_selector("h1 >> text=Totrinslogin")
    page.click("main form[data-passkey] button")
    page.wait_for_selector("[data-passkey-trouble] >> text=Adgangsnøglen blev ikke brugt")


def test_a_passkey_confirms_what_leads_far(cast, page, settings):
    virtual_authenticator(page)
    choose_password_and_log_in(page, invited(cast))
    page.wait_for_selector("h1 >> text=Min sikkerhed")
    page.click("main a[href$='/noegler/ny/']")
    page.click("main form button[type=submit]")
    codes = keep_the_codes(page)
    settings.STEP_UP_MINUTES = settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0  # everything is too long ago
    page.goto("/min-konto/noedkoder/nye/")
    page.wait_for_selector("h1 >> text=Bekræft, at det er dig")
    shot(page, "10-bekraeft")
    page.click("main a[href*='/bekraeft/noegle/']")
    settings.STEP_UP_MINUTES = 5
    page.click("main form[data-passkey] button")
    page.wait_for_selector("h1 >> text=Lav nødkoder")
    page.goto("/min-konto/kalender/")
    settings.STEP_UP_MINUTES = 0
    page.click("main form button[value=make]")
    page.wait_for_selector("main >> text=Intet er gemt endnu")
    shot(page, "11-bekraeft-post")
    settings.STEP_UP_MINUTES = 5
    page.fill("[name=confirm-code]", codes[3])
    page.click("main form button[type=submit]")  # what was asked for is done, without asking for it again
    page.wait_for_selector("h1 >> text=Min kalender")
    assert CalendarKey.objects.count() == 1
    page.console_errors.clear()  # the browser names the 422 of a question an error


def test_a_visitor_on_a_phone_can_choose_the_language(browser_page):
    """Before log-in there is no menu to keep it in."""
    browser_page.set_viewport_size({"width": 390, "height": 800})
    browser_page.goto("/log-ind/")
    browser_page.click("button[lang=en]")
    browser_page.wait_for_selector("html[lang=en]")
    browser_page.get_by_role("button", name="Log in", exact=True).wait_for()
