"""The sweep in the processes of docker-compose.yml: with Redis, and without."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from tests.services.test_processes import (
    PROJECT,
    SETTINGS,
    free_port,
    migrated,  # noqa: F401  (fixture)
    process,
    production,  # noqa: F401  (fixture)
    wait_for,
)

pytestmark = pytest.mark.services


def health(port: int) -> tuple[int, object]:
    """Status and age in seconds."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/sundhed/", timeout=10) as answer:
            return answer.status, json.load(answer)["sweep_age_seconds"]
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)["sweep_age_seconds"]


def run(code: str, environment: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, "-c", f"import django; django.setup(); {code}"],
        cwd=PROJECT, env=environment | SETTINGS, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


FORGET = "from core.models import Heartbeat; Heartbeat.objects.all().delete()"


def test_a_sweep_that_was_queued_is_done_by_the_worker_and_health_tells(production, tmp_path):  # noqa: F811
    port, web_log, worker_log = free_port(), tmp_path / "web.log", tmp_path / "worker.log"
    run(FORGET, production)
    environment = production | {"BIND": f"127.0.0.1:{port}", "WORKERS": "2"}
    with process("web", environment, web_log) as web, process("worker", environment, worker_log) as worker:
        wait_for("Booting worker", web_log, web)
        wait_for("ready.", worker_log, worker)
        assert health(port) == (503, None)
        for _twice in range(2):
            run("from somv.celery import app; app.send_task('somv.tasks.send_notices')", production)
        wait_for("succeeded in", worker_log, worker)
        deadline = time.monotonic() + 20
        while health(port)[0] != 200:
            assert time.monotonic() < deadline
            time.sleep(0.2)
        assert health(port)[1] < 30
    said = worker_log.read_text()
    assert "args" not in said
    assert "Report(done=0, problem='')" in said  # what is logged of a run: a number and a code


def test_without_redis_pages_are_shown_and_the_sweep_can_be_run_by_hand(production, tmp_path):  # noqa: F811
    port, log = free_port(), tmp_path / "web.log"
    environment = production | {"REDIS_URL": "redis://127.0.0.1:9/0", "BIND": f"127.0.0.1:{port}"}
    run(FORGET, environment)
    with process("web", environment, log) as web:
        wait_for("Booting worker", log, web)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/log-ind/", timeout=20) as answer:
            assert answer.status == 200
        assert health(port) == (503, None)
        assert run("from somv.tasks import send_notices; print(send_notices())", environment) == (
            "Report(done=0, problem='')"
        )
        assert health(port)[0] == 200
