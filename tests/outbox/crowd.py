"""``python -m tests.outbox.crowd``: sweeps in processes of their own, truly logged in as somv_worker.

Reads one order (JSON) from stdin, forks – Django is loaded once, and nothing is connected yet – and prints what
became of it (JSON). Children that are killed leave nothing but what stands in the database.
"""

from __future__ import annotations

import json
import os
import random
import signal
import smtplib
import sys
import time
from datetime import datetime, timedelta
from typing import Any

import django
from django.conf import settings
from django.db import connection

STEP = timedelta(minutes=6)  # longer than the lease: what a dead one had claimed is free at the next sweep


def main() -> None:
    order = json.loads(sys.stdin.readline())
    settings.DATABASES["default"]["NAME"] = order["database"]
    django.setup()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", order["port"]
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    warm_up()
    told = {"crowd": crowd, "killing": killing}[order["do"]](order)
    print(json.dumps(told), flush=True)


def warm_up() -> None:
    """Load what every child would load for itself, so that they are killed at their work and not at their start."""
    from django.core.mail import get_connection
    from django.utils import translation

    from core.workdays import is_workday
    from tests.outbox.made_up import MONDAY

    get_connection()
    is_workday(MONDAY.date())
    with translation.override("da"):
        translation.gettext("Hello")


def sweep_until_done(order: dict[str, Any], now: datetime) -> None:
    """Sweep until nothing waits that could leave at `now`."""
    from core.models import Mail, Notice
    from core.outbox.sweep import sweep

    kinds, people = made_up(order)
    while True:
        sweep(kinds, people, now)
        waiting = Notice.objects.filter(settled_at__isnull=True, try_at__lte=now).exists()
        if not waiting and not Mail.objects.filter(ended_at__isnull=True, try_at__lte=now).exists():
            return
        time.sleep(random.uniform(0.5, 1))  # beat's minute, in short


def made_up(order: dict[str, Any]) -> tuple[Any, Any]:
    """`digests` things for `people` people by turns, and `urgent` things for the next of them at each step."""
    from tests.outbox.made_up import MONDAY, World, person, thing

    daily, urgent = World(), World()
    for number in range(order["digests"]):
        daily.adds(number, person(number % order["people"]))
    for number in range(order.get("urgent", 0)):
        urgent.adds(500_000 + number, person(number % order["people"]), at=MONDAY + number // 4 * STEP)
    assert not daily.concerns.keys() & urgent.concerns.keys()
    assert thing(0) in daily.concerns
    return daily.kinds("daily") | urgent.kinds("urgent", at_once=True), daily.people


def fork(work: Any) -> int:
    """The id of a child that does `work` and ends; it takes nothing along but what is in memory."""
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        work()
        status = 0
    finally:
        sys.stderr.flush()
        os._exit(status)


def crowd(order: dict[str, Any]) -> dict[str, Any]:
    """So many sweeps at once, until all is sent."""
    from tests.outbox.made_up import MONDAY

    began = time.monotonic()
    children = [fork(lambda: sweep_until_done(order, MONDAY)) for _number in range(order["workers"])]
    ended = [os.waitpid(child, 0)[1] for child in children]
    return {"ended": ended, "seconds": time.monotonic() - began}


def killing(order: dict[str, Any]) -> dict[str, Any]:
    """One sweep after the other, killed at a random point, until that many were killed; then one that may finish."""
    from core.outbox import gather, notices
    from core.outbox.sweep import sweep
    from tests.outbox.made_up import MONDAY

    gather.BATCH = notices.BATCH = 40  # many places to die in
    chance, now, killed, steps = random.Random(order["seed"]), MONDAY, 0, 0
    kinds, people = made_up(order)
    while killed < order["kills"] and steps < 3 * order["kills"]:
        steps, now = steps + 1, now + STEP
        last = chance.randint(1, 150)
        child = fork(lambda at=now, last=last: dying(last, lambda: sweep(kinds, people, at)))
        killed += os.WIFSIGNALED(os.waitpid(child, 0)[1])
    now = max(now + STEP, MONDAY + timedelta(days=9, hours=1))
    child = fork(lambda: sweep_until_done(order, now))
    return {"killed": killed, "steps": steps, "ended": os.waitpid(child, 0)[1]}


def dying(last: int, work: Any) -> None:
    """Do `work` until its `last` step, then `kill -9`: before or after a statement, or after a server's reply."""
    left = last

    def step() -> None:
        nonlocal left
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)

    def watched(execute: Any, *told: Any) -> Any:
        step()
        try:
            return execute(*told)
        finally:
            step()

    reply = smtplib.SMTP.getreply

    def getreply(server: Any) -> Any:
        try:
            return reply(server)
        finally:
            step()

    smtplib.SMTP.getreply = getreply  # type: ignore[method-assign]  a process of its own
    with connection.execute_wrapper(watched):
        work()


if __name__ == "__main__":
    main()
