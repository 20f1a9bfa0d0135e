from celery import shared_task

from audit import actions


@shared_task
def make_partitions() -> None:
    """Keep three months of partitions ahead. Runs as somv_worker."""
    actions.ensure_partitions()
