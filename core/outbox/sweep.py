"""The one sweep: find, gather, send. Any number may run at once, and each may die anywhere."""

from __future__ import annotations

import time
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from core.heartbeat import Report
from core.outbox.gather import gather, to_gather
from core.outbox.kinds import Kinds, People
from core.outbox.notices import find_due
from core.outbox.problems import Problems
from core.outbox.send import AT_MOST, send

ROUNDS = 5  # what is taken out of a mail is gathered anew in the same sweep; more often than this it waits a minute


def sweep(kinds: Kinds, people: People, now: datetime | None = None) -> Report:
    """Write down what is due, find its recipients, send. Reports how many mails were taken on, and what failed."""
    now = now or timezone.now()
    problems, taken, began = Problems(), 0, time.monotonic()
    find_due(kinds, now, problems)
    for _round in range(ROUNDS):
        alone = _gather_all(kinds, people, now)
        taken += send(kinds, people, now, settings.MAILS_PER_SWEEP - taken, problems)
        if not alone or time.monotonic() - began > AT_MOST / 2 or not to_gather(kinds, now).exists():
            break
    return Report(taken, str(problems))


def _gather_all(kinds: Kinds, people: People, now: datetime) -> bool:
    """Place everything whose time has come; False when another sweep is at it."""
    while placed := gather(kinds, people, now):
        pass
    return placed is not None
