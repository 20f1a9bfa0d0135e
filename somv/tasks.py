from celery import shared_task

from core import jobs
from somv.wiring import JOBS


@shared_task
def work_off_jobs() -> None:
    """Do what people have ordered. Claims by lease, so any number of workers may call it."""
    jobs.sweep(JOBS)


@shared_task
def purge_jobs() -> None:
    """Delete the files whose day has passed."""
    jobs.purge()
