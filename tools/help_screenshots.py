"""Take the pictures of the help pages from the demo, and write them under ``static/help/``.

    python tools/help_screenshots.py                              starts a demo of its own, and ends it
    python tools/help_screenshots.py --base http://127.0.0.1:8000 takes a demo that runs

Needs Chromium. The people in the pictures are the demo's. Dates follow the calendar, so a picture taken another day
differs there; run it when a page that is shown has changed, and look at the pictures before they are committed.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Page, sync_playwright

PROJECT = Path(__file__).resolve().parents[1]
FOLDER = PROJECT / "static" / "help"
PASSWORD = "somv-demo-2026"  # noqa: S105 (it stands in the README, and opens the demo only)
WIDTH, HEIGHT, MARGIN = 1280, 900, 8
CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
# Chromium shows dates in its own language, whatever the page's; readers here have a Danish one.
DANISH_DATES = """for (const field of document.querySelectorAll("[type=date], [type=time]")) {
  const shown = field.value.split("-").reverse().join("-") || (field.type === "date" ? "dd-mm-åååå" : "--.--");
  field.type = "text";
  field.value = shown;
}"""
START_SECONDS = 240  # a first start makes the database and loads the demo data


@dataclass(frozen=True)
class Picture:
    """`go` leads from the person's front page to what is shown; `shown` is cut out, at most `tall` pixels of it."""

    name: str
    person: str
    go: Callable[[Page], Any]
    shown: str
    tall: int = 620


def follow(*links: str) -> Callable[[Page], None]:
    """Press one link after the other."""

    def go(page: Page) -> None:
        for link in links:
            page.locator(link).first.click()
            page.wait_for_load_state()

    return go


def peter(*links: str) -> Callable[[Page], None]:
    """Find Peter, then press one link after the other."""

    def go(page: Page) -> None:
        page.fill("[data-search]", "Peter Kofoed")
        page.press("[data-search]", "Enter")
        page.locator("main a", has_text="Peter Kofoed").first.click()
        page.wait_for_selector(".citizen-head")
        follow(*links)(page)

    return go


def chosen_by_hand(page: Page) -> None:
    """The week's plans, whatever meetings this week has."""
    follow("a[href$='/ugens-planer/']")(page)
    page.select_option("[name=hvornaar]", index=2)
    follow("main form.filters button")(page)


PICTURES = (
    Picture("coordinator-day", "koordinator", follow(), ".boxes"),
    Picture("coordinator-enrol", "koordinator", follow("#enrolling a[href*='/indskrivning/screening/']"), "main"),
    Picture("coordinator-consent", "koordinator", peter("a[href$='/netvaerk/']"), "section:has(> #consents)", 560),
    Picture("coordinator-track", "koordinator", peter(), ".tracks", 700),
    Picture(
        "coordinator-gaps",
        "koordinator",
        follow("#unfinished li:has(.chip--busy) a[href$='/plan/'], #unfinished li:last-child a[href$='/plan/']"),
        "#plan-gaps",
    ),
    Picture("coordinator-log", "koordinator", peter("a[href$='/logbog/']"), "main"),
    Picture(
        "coordinator-meeting",
        "koordinator",
        peter(".tab-list a[href$='/moeder/']", "main a[href$='/moeder/nyt/']"),
        "main",
        700,
    ),
    Picture("partner-day", "rusmiddel", follow(), ".boxes", 480),
    Picture("partner-plan", "rusmiddel", peter(), ".citizen-head"),
    Picture("partner-report", "rusmiddel", peter(), ".work > li:has(.status-pick)", 400),
    Picture("lead-load", "projektleder", follow(), "#loads", 480),
    Picture("lead-week", "projektleder", chosen_by_hand, "main"),
    Picture("admin-people", "admin", follow("a[href$='/administration/personer/']"), "main", 760),
    Picture(
        "admin-programme",
        "admin",
        follow("main a[href$='/administration/programmer/']", "main a:has-text('Sammen om min vej')"),
        "main",
    ),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", help="address of a demo that runs")
    parser.add_argument("--port", type=int, default=8099, help="port of a demo of its own")
    parser.add_argument("names", nargs="*", help="only these pictures")
    args = parser.parse_args()
    wanted = [picture for picture in PICTURES if not args.names or picture.name in args.names]
    FOLDER.mkdir(exist_ok=True)
    with contextlib.nullcontext(args.base) if args.base else own_demo(args.port) as base:
        take(wanted, base)
    if not args.names:
        for path in FOLDER.glob("*.webp"):
            if path.stem not in {picture.name for picture in PICTURES}:
                path.unlink()
    print(f"{sum(path.stat().st_size for path in FOLDER.glob('*.webp')) / 1000:.0f} KB in {FOLDER}")


@contextlib.contextmanager
def own_demo(port: int) -> Iterator[str]:
    """A demo with data of its own, gone afterwards. Raises TimeoutError when it does not answer."""
    folder = Path(tempfile.gettempdir()) / f"somv-help-{os.getpid()}"
    folder.mkdir()  # open to the database's own user, unlike what tempfile makes
    demo = subprocess.Popen(
        [sys.executable, "manage.py", "demo", "--port", str(port)],
        cwd=PROJECT,
        env={**os.environ, "SOMV_VAR": str(folder)},
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        wait_for(port, demo)
        yield f"http://127.0.0.1:{port}"
    finally:
        demo.send_signal(signal.SIGINT)
        demo.wait(60)
        shutil.rmtree(folder, ignore_errors=True)


def wait_for(port: int, demo: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and demo.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5):
            return
        time.sleep(1)
    raise TimeoutError(f"no demo on port {port}")


def take(pictures: list[Picture], base: str) -> None:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM)
        for person in dict.fromkeys(picture.person for picture in pictures):
            page = logged_in(browser, base, person)
            for picture in [one for one in pictures if one.person == person]:
                page.goto(base)
                picture.go(page)
                size = keep(page, picture)
                print(f"{picture.name}: {size / 1000:.0f} KB")
            page.context.close()
        browser.close()


def logged_in(browser: Any, base: str, person: str) -> Page:
    context = browser.new_context(
        base_url=base, locale="da-DK", viewport={"width": WIDTH, "height": HEIGHT}, reduced_motion="reduce"
    )
    page: Page = context.new_page()
    page.goto(base)
    page.fill("[name=login]", person)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_selector(".portal-user .user__name")
    return page


def keep(page: Page, picture: Picture) -> int:
    """Cut the picture out of the page and write it; its size in bytes."""
    place = page.locator(picture.shown).first
    place.wait_for()
    page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
    page.evaluate("document.fonts.ready")
    page.evaluate(DANISH_DATES)
    box = place.bounding_box()
    if box is None:
        raise LookupError(f"{picture.name}: {picture.shown} is not shown")
    left, top = max(box["x"] - MARGIN, 0), box["y"]
    shot = page.screenshot(
        full_page=True,
        animations="disabled",
        clip={
            "x": left,
            "y": top,
            "width": min(box["width"] + 2 * MARGIN, WIDTH - left),
            "height": min(box["height"] + MARGIN, picture.tall),
        },
    )
    path = FOLDER / f"{picture.name}.webp"
    Image.open(io.BytesIO(shot)).convert("RGB").save(path, "WEBP", quality=72, method=6)
    return path.stat().st_size


if __name__ == "__main__":
    main()
