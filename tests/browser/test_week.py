"""The lead prints a week in the browser: chosen, made while the bar moves, fetched; on both widths, without faults."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from core import jobs
from core.models import Job
from somv.tasks import work_off_jobs
from tests.browser.walk import WIDTHS, faults, too_wide, watched


@pytest.fixture(autouse=True)
def _no_slow_flush(transactional_db):
    """The browser asks over a socket: what it is to see has to be committed."""


def looked_at(page: Any) -> list[str]:
    return faults(page) + page.trouble + (["wider than the window"] if too_wide(page) else [])


def in_thread(act: Any) -> None:
    """Playwright's loop is in this thread; the worker is another process in life, too."""

    def run() -> None:
        act()
        connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


@pytest.mark.parametrize("width", WIDTHS)
def test_a_week_on_paper(cast, client_of, chromium, live_server, width):
    day = cast.plan.next_meeting_on.isoformat()
    with watched(chromium, live_server, width, client_of(cast.projektleder)) as page:
        page.goto(f"{reverse('overview:week')}?hvornaar=dag&dag={day}&til={cast.workplaces['addiction_centre'].pk}")
        assert looked_at(page) == []
        page.get_by_role("button", name="Lav bunken").click()
        page.wait_for_selector("#pack-progress")
        assert looked_at(page) == []
        bar = page.locator("#pack-progress")
        in_thread(lambda: (jobs.claim_next({"week": None}), Job.objects.filter(state="running").update(done=1)))
        page.wait_for_selector("#pack-progress[value='1']")
        assert bar.get_attribute("max") == "2"
        in_thread(lambda: Job.objects.filter(state="running").update(claimed_until="2020-01-01T00:00Z"))
        in_thread(work_off_jobs)
        page.wait_for_selector("text=Bunken er klar")
        assert looked_at(page) == []
        with page.expect_download() as download:
            page.get_by_role("button", name="Hent filen").click()
        assert download.value.suggested_filename.endswith(".pdf")
        assert page.trouble == []
