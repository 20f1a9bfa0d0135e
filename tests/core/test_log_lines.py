"""What a line of the log looks like: its moment in UTC, one event, no key, whichever process writes it."""

import io
import json
import logging
import os
import re
import subprocess
import sys

import pytest

from core.quiet_logs import Formatter
from tests.core.test_http_production import ENVIRONMENT, PROJECT
from tests.guards.routes import all_routes

MOMENT = re.compile(r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z ")
STYLE = {"fmt": "{asctime} {levelname} {name} {message}", "style": "{"}


def said(message, *args, error=None):
    record = logging.LogRecord("django.security", logging.WARNING, __file__, 1, message, args, None)
    record.created, record.msecs = 1792888200.123, 123.0  # 25 October 2026, 00.30 UTC: 2.30 comes twice in Denmark
    if error is not None:
        record.exc_info = (type(error), error, error.__traceback__)
    return Formatter(**STYLE).format(record)


def test_a_line_begins_with_its_moment_in_utc():
    assert said("Hej").startswith("2026-10-25T00:30:00.123Z WARNING django.security Hej")


@pytest.mark.parametrize("sent", ["\n", "\r\n", "\r", "\x0b", "\x85", "\u2028", "\x1b[2J", "\x00"])
def test_what_somebody_sent_is_no_event_of_its_own(sent):
    lines = said("Forbidden: %s", f"/a{sent}2026-10-25T00:30:00.123Z ERROR somv all is well").splitlines()
    assert [line for line in lines if MOMENT.match(line)] == lines[:1]
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028]", "\n".join(lines))


def test_an_error_of_several_lines_is_one_event():
    try:
        raise ValueError("first\n2026-10-25T00:30:00.123Z ERROR somv invented")
    except ValueError as error:
        lines = said("failed", error=error).splitlines()
    assert len(lines) > 3 and all(line.startswith("    ") for line in lines[1:])


@pytest.mark.parametrize(
    "path",
    [
        "/velkommen/0f3a9c/",
        "/velkommen/0f3a9c/log-ind/",
        "/kalender/geheim-Key_1.ics",
        "https://plan.example.dk/velkommen/0f3a9c/?x=1",
    ],
)
def test_an_address_that_is_a_key_is_left_out(path):
    text = said("Internal Server Error: %s", path)
    assert "0f3a9c" not in text and "geheim" not in text
    assert "/velkommen/…" in text or "/kalender/…" in text


def test_every_address_that_is_a_key_is_known(settings):
    """Whoever may come without log-in comes by what stands in the address: it opens, so it is a secret."""
    keys = {route.name for route in all_routes() if route.keys and not getattr(route.view, "login_required", True)}
    keys -= {"accounts:provider_back"}  # names the provider; its code stands in the query, which no line holds
    assert keys == {"accounts:welcome", "accounts:accept_by_provider", "overview:calendar_feed"}
    assert settings.SECRET_ADDRESSES == ("velkommen", "kalender")


def test_a_refused_token_and_a_broken_page_log_no_key(cast, client, settings):
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(Formatter(**STYLE))
    logging.getLogger().addHandler(handler)
    try:
        logging.getLogger("django.security.csrf").warning("Forbidden (%s): %s", "no cookie", "/velkommen/0f3a9c/")
        client.handler.enforce_csrf_checks = True
        assert client.post("/velkommen/0f3a9c/", {"password": "x"}).status_code == 403
        assert client.get("/?" + "a" * 3000).status_code == 414
    finally:
        logging.getLogger().removeHandler(handler)
    text = written.getvalue()
    assert text.count("Forbidden") >= 2 and "refused before anything read it: 414" in text
    assert "0f3a9c" not in text


SCRIPT = """
import json, logging, django
from somv.celery import app
django.setup()
before = list(logging.getLogger().handlers)
app.log.setup_logging_subsystem(loglevel="INFO")
roots = logging.getLogger().handlers
print(json.dumps({
    "same": roots == before,
    "formatters": [type(handler.formatter).__module__ for handler in roots],
    "celery": [type(h).__name__ for name in ("celery", "celery.task") for h in logging.getLogger(name).handlers],
}))
"""


def test_the_worker_writes_as_the_web_does():
    """Celery would take the handlers away, and a failed task would log the refused row with a citizen in it."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SOMV_", "DJANGO_"))}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], env=environment | ENVIRONMENT, cwd=PROJECT, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told == {"same": True, "formatters": ["core.quiet_logs"], "celery": ["NullHandler", "NullHandler"]}
