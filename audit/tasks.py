from celery import shared_task

from audit import actions


@shared_task
def make_partitions() -> None:
    """Keep three months of partitions ahead. Runs as somv_worker."""
    actions.ensure_partitions()


@shared_task
def seal() -> None:
    """Seal the events of the last hour that have no seal yet."""
    actions.seal()


@shared_task
def look_after_the_chain() -> None:
    """Seal whatever was missed, drop the months past their time, and export where the chain ends."""
    actions.seal(everything=True)
    actions.retire()
    actions.export_head()
