"""Going through the pages as a browser does, and asking axe about each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test import Client

AXE = next((Path(__file__).resolve().parents[1] / "vendor").glob("axe-core-*/axe.min.js")).read_text(encoding="utf-8")
WIDTHS: tuple[int, ...] = (1280, 390)
# WCAG 2.2 A and AA are what the law asks for (webtilgængelighedsloven); best practices come along.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_RUN = "tags => axe.run(document, {runOnly: tags, resultTypes: ['violations'], elementRef: false})"


def logged_in(context: Any, live_server: Any, client: Client) -> None:
    """Give the browser the session of a logged-in test client."""
    name = settings.SESSION_COOKIE_NAME
    if name in client.cookies:
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])


@contextmanager
def watched(chromium: Any, live_server: Any, width: int, client: Client) -> Iterator[Any]:
    """A page that remembers console errors and every request to another host in `page.trouble`."""
    context = chromium.new_context(
        base_url=live_server.url, locale="da-DK", viewport={"width": width, "height": 900}, reduced_motion="reduce"
    )
    context.add_init_script(AXE)  # half a megabyte: sent once, not once a page
    logged_in(context, live_server, client)
    page = context.new_page()
    page.trouble = []
    page.on("console", lambda message: page.trouble.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: page.trouble.append(str(error)))
    page.on(
        "request",
        lambda request: (
            None
            if request.url.startswith((live_server.url, "data:", "blob:", "about:"))
            else page.trouble.append(f"left the host: {request.url}")
        ),
    )
    try:
        yield page
    finally:
        context.close()


def faults(page: Any) -> list[str]:
    """What axe finds on the page as it stands: rule and element."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE)
    found = page.evaluate(_RUN, TAGS)["violations"]
    return [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]


def too_wide(page: Any) -> bool:
    """The page itself scrolls sideways: on a phone that hides what stands at the right."""
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1")


_POST_EMPTY = """() => {
    const form = document.querySelector("main form[method=post]");
    if (!form) return false;
    for (const field of form.querySelectorAll("input, textarea"))
        if (!["hidden", "radio", "checkbox", "submit"].includes(field.type)) field.value = "";
    HTMLFormElement.prototype.submit.call(form);
    return true;
}"""


def post_empty(page: Any) -> bool:
    """Post the page's own form empty, past the browser's checks and htmx, as one without JavaScript would."""
    return page.evaluate(_POST_EMPTY)
