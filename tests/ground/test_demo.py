"""``make demo`` as a newcomer treats it: started, killed, started again, stopped with Ctrl-C."""

import os
import signal
import socket
import stat
import subprocess
import time
import urllib.request
from pathlib import Path

import pytest

from core import postgres
from tests.ground.conftest import PROJECT, PYTHON


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Demo:
    """The demo command on a port, with its output in a file (a pipe would be held open by its orphans)."""

    def __init__(self, var: Path, port: int) -> None:
        self.port, self.log = port, var / "demo.log"
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("SOMV_", "DJANGO_", "PYTEST"))
        }
        with self.log.open("w") as out:
            self.process = subprocess.Popen(
                [PYTHON, "manage.py", "demo", "--port", str(port)],
                cwd=PROJECT,
                env=kept | {"SOMV_VAR": str(var)},
                stdout=out,
                stderr=subprocess.STDOUT,
            )

    def wait_until_ready(self) -> float:
        """Seconds until the address was printed."""
        began = time.monotonic()
        while "The demo runs at" not in self.log.read_text():
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() - began < 240, self.log.read_text()
            time.sleep(0.1)
        return time.monotonic() - began

    def page(self) -> int:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=20) as answer:
            return answer.status


def test_started_killed_started_stopped(own_var):
    port = free_port()
    first = Demo(own_var, port)
    first.wait_until_ready()
    assert first.page() == 200
    assert "koordinator" in first.log.read_text()  # the demo people are printed
    assert stat.S_IMODE((own_var / "demo-secrets.env").stat().st_mode) == 0o600
    secrets = (own_var / "demo-secrets.env").read_text()

    first.process.kill()
    first.process.wait()
    second = Demo(own_var, port)
    took = second.wait_until_ready()
    assert second.page() == 200
    assert took < 30  # 10 s is promised on a machine that does nothing else; here the suite runs beside it
    assert (own_var / "demo-secrets.env").read_text() == secrets

    second.process.send_signal(signal.SIGINT)
    assert second.process.wait(90) == 0, second.log.read_text()
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    assert not postgres.is_running(postgres.locate())
    assert list(own_var.glob("demo-*.json")) == []


def test_a_port_in_use_is_said_clearly(own_var):
    with socket.socket() as stranger:
        stranger.bind(("127.0.0.1", 0))
        stranger.listen()
        demo = Demo(own_var, stranger.getsockname()[1])
        assert demo.process.wait(60) == 1
    said = demo.log.read_text()
    assert f"Port {demo.port} is used by another program" in said
    assert "Traceback" not in said
