"""The processes of docker-compose.yml, started by the same commands and truly logged in as their own roles."""

import base64
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import missing

PROJECT = Path(__file__).resolve().parents[2]
REDIS = os.environ.get("REDIS_URL", "redis://127.0.0.1:6379/9")
pytestmark = pytest.mark.services


@pytest.fixture(scope="module")
def production() -> dict[str, str]:
    """The environment of the containers: real roles, no demo, no test switches."""
    if os.environ.get("SOMV_SERVICES_DATABASE") != "1":
        pytest.skip("a PostgreSQL of its own is not there (tests/services/ci.py makes one)")
    import redis

    try:
        redis.Redis.from_url(REDIS).ping()
    except redis.RedisError:
        missing(f"Redis at {REDIS}")
    kept = {name: os.environ[name] for name in os.environ if name.startswith("DATABASE_") or name in ("HOME", "LANG")}
    return kept | {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "SECRET_KEY": secrets.token_urlsafe(48),
        "SOMV_FIELD_KEYS": base64.urlsafe_b64encode(os.urandom(32)).decode(),
        "SOMV_LOOKUP_KEY": "the-same-in-each-module: the database keeps which one it is",
        "SOMV_AUDIT_KEYS": secrets.token_urlsafe(32),
        "ALLOWED_HOSTS": "127.0.0.1",
        "SECURE_SSL_REDIRECT": "0",
        "REDIS_URL": REDIS,
        "BASE_URL": "http://127.0.0.1",
        "MAIL_FROM": "SOMV <somv@eksempel.invalid>",
        "EMAIL_URL": "smtp+plain://127.0.0.1:9",  # nobody is there
    }


@pytest.fixture(scope="module", autouse=True)
def migrated(production: dict[str, str]) -> None:
    done = subprocess.run(["docker/run", "migrate"], cwd=PROJECT, env=production, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    # Production serves only what was collected: the manifest names every file.
    collect = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
    done = subprocess.run(collect, cwd=PROJECT, env=production, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@contextmanager
def process(name: str, environment: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """One process of the Procfile, ended with everything it started."""
    with log.open("wb") as out:
        running = subprocess.Popen(
            ["docker/run", name], cwd=PROJECT, env=environment, stdout=out, stderr=out, start_new_session=True
        )
    try:
        yield running
    finally:
        os.killpg(running.pid, signal.SIGTERM)
        try:
            running.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(running.pid, signal.SIGKILL)
            running.wait()


def wait_for(text: str, log: Path, running: subprocess.Popen[bytes], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while text not in log.read_text(errors="replace"):
        assert running.poll() is None, log.read_text()
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.1)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_web_answers_as_the_app(production, tmp_path):
    port, log = free_port(), tmp_path / "web.log"
    with process("web", production | {"BIND": f"127.0.0.1:{port}"}, log) as web:
        wait_for("Booting worker", log, web)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=20) as answer:  # ends at the log-in page
            page = answer.read().decode()
        assert answer.status == 200
        assert "csrfmiddlewaretoken" in page


def test_web_refuses_to_start_as_the_owner(production, tmp_path):
    environment = production | {"DATABASE_URL": production["DATABASE_OWNER_URL"], "BIND": "127.0.0.1:0"}
    done = subprocess.run(
        ["docker/run", "web"], cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=60
    )
    assert done.returncode != 0
    assert "core.E003" in done.stderr


def test_beat_and_worker_run_the_schedule(production, tmp_path):
    worker_log, beat_log = tmp_path / "worker.log", tmp_path / "beat.log"
    environment = production | {"BEAT_STATE": str(tmp_path / "beat"), "WORKERS": "1"}
    with process("worker", environment, worker_log) as worker, process("beat", environment, beat_log) as beat:
        wait_for("ready.", worker_log, worker)
        wait_for("beat: Starting", beat_log, beat)
        send = "from somv.celery import app; app.send_task('audit.tasks.make_partitions')"
        subprocess.run([sys.executable, "-c", send], cwd=PROJECT, env=environment | SETTINGS, check=True)
        wait_for("succeeded in", worker_log, worker)


SETTINGS = {"DJANGO_SETTINGS_MODULE": "somv.settings", "SOMV_DB_ROLE": "worker"}
