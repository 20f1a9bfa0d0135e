"""When each periodic part last ran, and how it went: a row that every task of the schedule writes."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from celery import Task
from django.db import DatabaseError
from django.utils import timezone

from core.models import Heartbeat


@dataclass
class Report:
    """What a run came to: how many, and a code of what is wrong. Never a text that may hold data."""

    done: int = 0
    problem: str = ""


class BeatingTask(Task):
    """The class of every task (`somv/celery.py`): runs as usual, and leaves its heartbeat."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        with beating(self.name) as report:
            told = super().__call__(*args, **kwargs)
            if isinstance(told, Report):
                report.done, report.problem = told.done, told.problem
            return told


@contextlib.contextmanager
def beating(name: str) -> Iterator[Report]:
    """Write when it began and, whichever way it goes, when it ended."""
    _write(Heartbeat(name=name, began_at=timezone.now()), "began_at")
    report = Report()
    try:
        yield report
    except Exception as error:
        with contextlib.suppress(DatabaseError):  # the first error is the one to hear of
            _end(name, Report(report.done, type(error).__name__))
        raise
    _end(name, report)


def beat(name: str, done: int = 0, *, at: datetime | None = None) -> None:
    """Write that something has run to its end just now, or that it has all there was `at` an earlier moment."""
    _end(name, Report(done), at)


def _end(name: str, report: Report, at: datetime | None = None) -> None:
    now = at or timezone.now()
    row = Heartbeat(name=name, began_at=now, ended_at=now, done=report.done, problem=report.problem[:60])
    _write(row, "ended_at", "done", "problem")


def _write(row: Heartbeat, *fields: str) -> None:
    Heartbeat.objects.bulk_create([row], update_conflicts=True, unique_fields=["name"], update_fields=fields)


def ended_at(name: str) -> datetime | None:
    """When it last ran to its end; None for never."""
    return Heartbeat.objects.filter(pk=name).values_list("ended_at", flat=True).order_by().first()
