"""Work that is too long for a request: ordered as a row, claimed by a sweep, fetched once it is done.

A sweep claims with a lease (FOR UPDATE SKIP LOCKED): a worker that dies lets go by its lease running out, and the
next sweep takes over. What the work records and the finished row are written in one transaction under the claim, so
that whoever lost the lease meanwhile leaves no trace.
"""

from __future__ import annotations

import json
import logging
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from core.fields import seal_bytes
from core.models import Job, JobProblem, JobState

LEASE = timedelta(minutes=2)  # each step of progress renews it
MOST_TRIES = 3  # a job that takes its worker down with it must not do so for ever
MOST_AT_ONCE = 3  # of a sweep: each may take a minute, and a task of Celery's has four
KEPT = timedelta(hours=24)
ROW_KEPT = timedelta(days=30)  # after that: that something was ordered is then only in the access log
LARGEST = 20 * 1024 * 1024  # bytes of a file

log = logging.getLogger("somv.jobs")


class LeaseLost(RuntimeError):
    """Somebody else has taken the job over; nothing of what this worker did may be kept."""


class Unfinished(Exception):
    """The work cannot be done, and the one who ordered is told why."""

    def __init__(self, problem: JobProblem, report: Mapping[str, Any] | None = None) -> None:
        super().__init__(problem)
        self.problem = problem
        self.report = report or {}


@dataclass(frozen=True)
class Made:
    """What the work came to. `record` is called in the transaction that finishes the job."""

    content: bytes
    name: str
    media_type: str
    report: Mapping[str, Any] = field(default_factory=dict)
    record: Callable[[], None] = lambda: None


Progress = Callable[[int], None]
Work = Callable[[Job, Progress], Made]


def order(kind: str, *, by: Any, organisation_id: uuid.UUID, total: int, **parameters: Any) -> Job:
    """Queue a job. `parameters` hold ids only. Raises IntegrityError while `by` has one of this kind open."""
    return Job.objects.create(
        kind=kind,
        ordered_by=by.pk,
        organisation=organisation_id,
        parameters=json.dumps(parameters, default=str),
        total=total,
        expires_at=timezone.now() + KEPT,
    )


def sweep(works: Mapping[str, Work]) -> int:
    """Do what waits, one after the other; returns how many were taken on. Any number of sweeps may run at once."""
    taken = 0
    while taken < MOST_AT_ONCE and (job := claim_next(works)) is not None:
        taken += 1
        _work(job, works[job.kind])
    return taken


def claim_next(kinds: Mapping[str, Any]) -> Job | None:
    """The oldest job that waits or whose worker let go, now ours until its lease runs out; None when there is none."""
    now = timezone.now()
    free = Q(state=JobState.WAITING) | Q(state=JobState.RUNNING, claimed_until__lte=now)
    with transaction.atomic():
        rows = Job.objects.select_for_update(skip_locked=True).filter(free, kind__in=list(kinds), expires_at__gt=now)
        job = rows.order_by("created_at", "id").first()
        if job is None:
            return None
        if job.tries >= MOST_TRIES:
            _end(job, JobState.FAILED, problem=JobProblem.BROKEN)
            return claim_next(kinds)
        job.state, job.claim, job.claimed_until = JobState.RUNNING, uuid.uuid4(), now + LEASE
        job.tries, job.done = job.tries + 1, 0
        job.save(update_fields=["state", "claim", "claimed_until", "tries", "done"])
    return job


def _work(job: Job, work: Work) -> None:
    def progress(done: int) -> None:
        mine = Job.objects.filter(pk=job.pk, claim=job.claim)
        if not mine.update(done=done, claimed_until=timezone.now() + LEASE):
            raise LeaseLost(str(job.pk))

    try:
        _finish(job, work(job, progress))
    except LeaseLost:
        log.warning("job %s was taken over by another worker", job.pk)
    except Unfinished as unfinished:
        _fail(job, unfinished.problem, unfinished.report)
    except Exception as error:  # noqa: BLE001  whatever it was, the next job must not wait for it
        # The kind of error and no more: its text may hold what was printed.
        log.error("job %s (%s) failed: %s", job.pk, job.kind, type(error).__name__)
        _fail(job, JobProblem.BROKEN, {})


def _finish(job: Job, made: Made) -> None:
    if len(made.content) > LARGEST:
        raise Unfinished(JobProblem.TOO_LARGE, made.report)
    with transaction.atomic():
        fresh = _mine(job)
        made.record()
        fresh.done = fresh.total
        fresh.result = seal_bytes(made.content, Job.RESULT)
        fresh.result_name, fresh.result_type = made.name, made.media_type
        fresh.report, fresh.expires_at = json.dumps(made.report, default=str), timezone.now() + KEPT
        _end(fresh, JobState.DONE)


def _fail(job: Job, problem: JobProblem, report: Mapping[str, Any]) -> None:
    try:
        with transaction.atomic():
            fresh = _mine(job)
            fresh.report = json.dumps(report, default=str)
            _end(fresh, JobState.FAILED, problem=problem)
    except LeaseLost:
        log.warning("job %s was taken over by another worker", job.pk)


def _mine(job: Job) -> Job:
    """The row under lock, if it is still this worker's. Raises LeaseLost."""
    fresh = Job.objects.select_for_update().filter(pk=job.pk, claim=job.claim).first()
    if fresh is None:
        raise LeaseLost(str(job.pk))
    return fresh


def _end(job: Job, state: JobState, *, problem: str = "") -> None:
    job.state, job.problem, job.claim, job.claimed_until = state, problem, None, None
    job.save()


@transaction.atomic
def fetched(job: Job) -> bytes:
    """The file, and that it was fetched. It may be fetched again until it goes."""
    Job.objects.filter(pk=job.pk).update(state=JobState.FETCHED)
    return job.content()


def let_go(job: Job) -> None:
    """Delete file and ids before their time; the row stays."""
    _gone(Job.objects.filter(pk=job.pk))


def purge() -> int:
    """Delete file and ids of every job whose day has passed, returns how many; and rows whose day was a month ago."""
    now = timezone.now()
    gone = _gone(Job.objects.filter(expires_at__lte=now).exclude(state=JobState.GONE))
    Job.objects.filter(expires_at__lte=now - ROW_KEPT).delete()
    return gone


def _gone(rows: Any) -> int:
    return rows.update(
        state=JobState.GONE, result=None, parameters="", report="", problem="", claim=None, claimed_until=None
    )
