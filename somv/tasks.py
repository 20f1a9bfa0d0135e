from celery import shared_task
from django.utils import timezone

from accounts.queries import addressees
from core import jobs
from core.heartbeat import Report
from core.outbox.purge import purge
from core.outbox.sweep import sweep
from somv.wiring import JOBS, KINDS


@shared_task
def work_off_jobs() -> None:
    """Do what people have ordered. Claims by lease, so any number of workers may call it."""
    jobs.sweep(JOBS)


@shared_task
def purge_jobs() -> None:
    """Delete the files whose day has passed."""
    jobs.purge()


@shared_task
def send_notices() -> Report:
    """Find what is due, judge whom it concerns, send. Everything stands in the database: any number may call it."""
    return sweep(KINDS, addressees)


@shared_task
def purge_notices() -> Report:
    """Delete what was sent half a year ago."""
    return Report(purge(timezone.now()))
