"""``manage.py demo``: everything a newcomer needs to click through the product, in one process and its children."""

import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import close_old_connections

from core import demo
from core.postgres import locate, stop

HOST = "127.0.0.1"


class Command(BaseCommand):
    """Orchestrates only: what it starts are the same commands anybody may run by hand."""

    help = "Migrate, load the demo data once, serve, run the schedule; Ctrl-C stops all of it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, **options: Any) -> None:
        port = options["port"]
        if "MAKELEVEL" in os.environ:
            demo.end_with_parent()  # `kill -9` of make must not leave the demo behind
        for stopping in (signal.SIGTERM, signal.SIGINT):  # SIGINT too: a shell has it ignored by what it starts with &
            signal.signal(stopping, signal.default_int_handler)
        if demo.end_earlier(port):
            self.stdout.write("An earlier demo was still there; it has been ended.")
        if not demo.port_is_free(HOST, port):
            raise CommandError(f"Port {port} is used by another program. Choose another one: make demo PORT={port + 1}")
        note = demo.register(port)
        settings.BASE_URL = f"http://{HOST}:{port}"  # where the links of its mails lead; it was not known before
        server = None
        try:
            users = self._database()
            server = self._serve(port)
            threading.Thread(target=run_schedule, args=(self.stderr.write,), daemon=True).start()
            self._wait_until_it_answers(server, port)
            self.stdout.write(f"\n{users}\nThe demo runs at http://{HOST}:{port}/  (Ctrl-C stops it)\n")
            self.stdout.flush()
            raise CommandError(f"The web server ended by itself ({server.wait()}).")
        except KeyboardInterrupt:
            self.stdout.write("\nStopping …")
        finally:
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # an impatient second Ctrl-C must not leave half of it running
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            _end(server)
            note.unlink(missing_ok=True)
            if not demo.others_run(port) and not _elsewhere():
                stop(locate("demo"))

    def _database(self) -> str:
        """Migrate and load; nothing to do where the same tree did it to the same embedded data before."""
        embedded = not _elsewhere()
        made = demo.made_of(settings.BASE_DIR)
        users = demo.remembered(made) if embedded else None
        if users is None:
            self._manage("migrate", "--no-input", "--verbosity", "0", role="owner")
            users = self._manage("load_demo", role="worker")
            if embedded:
                demo.remember(made, users)
        return users

    def _manage(self, *arguments: str, role: str) -> str:
        command = [sys.executable, str(settings.BASE_DIR / "manage.py"), *arguments]
        done = subprocess.run(
            command, env=os.environ | {"SOMV_DB_ROLE": role}, text=True, stdout=subprocess.PIPE, check=False
        )
        if done.returncode:
            raise CommandError(f"{arguments[0]} failed.\n{done.stdout}")
        return done.stdout.strip()

    def _serve(self, port: int) -> "subprocess.Popen[bytes]":
        settings.STATIC_ROOT.mkdir(exist_ok=True)  # whitenoise warns of a missing one
        command = [sys.executable, "-m", "gunicorn", "somv.wsgi:application", "--bind", f"{HOST}:{port}"]
        command += [
            "--preload",
            "--workers",
            "2",
            "--threads",
            "4",
            "--graceful-timeout",
            "3",
            "--log-level",
            "warning",
        ]
        return subprocess.Popen(
            command,
            cwd=settings.BASE_DIR,
            env=os.environ | {"SOMV_DB_ROLE": "app", demo.MARK: f"{demo.VAR}:{port}"},
            preexec_fn=demo.end_with_parent,
        )

    def _wait_until_it_answers(self, server: "subprocess.Popen[bytes]", port: int) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if server.poll() is not None:
                raise CommandError(f"The web server did not start ({server.returncode}).")
            try:
                urllib.request.urlopen(f"http://{HOST}:{port}/", timeout=10).close()
            except urllib.error.HTTPError as error:
                raise CommandError(f"The first page answers {error.code}.") from error
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise CommandError("The web server does not answer.")


def _elsewhere() -> bool:
    """The database is not the demo's own embedded one."""
    return any(os.environ.get(name) for name in ("DATABASE_URL", "DATABASE_URL_FILE", "SOMV_PG"))


def run_schedule(complain: Any) -> None:
    """Do beat's and the worker's job: every task of the schedule once at the start, then when it is due.

    Tasks look up what is due and may run twice, so nothing is remembered between two starts of the demo.
    """
    from celery import current_app
    from celery.schedules import maybe_schedule

    current_app.loader.import_default_modules()
    last: dict[str, datetime] = {}
    while True:
        for name, entry in current_app.conf.beat_schedule.items():
            schedule = maybe_schedule(entry["schedule"], app=current_app)
            if name in last and not schedule.is_due(last[name])[0]:
                continue
            last[name] = schedule.now()
            close_old_connections()
            try:
                current_app.tasks[entry["task"]](*entry.get("args", ()), **entry.get("kwargs", {}))
            except Exception as error:  # noqa: BLE001  one failing task must not end the others
                complain(f"{name}: {error!r}")
        time.sleep(5)


def _end(server: "subprocess.Popen[bytes] | None") -> None:
    if server is None or server.poll() is not None:
        return
    server.terminate()
    try:
        server.wait(10)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
