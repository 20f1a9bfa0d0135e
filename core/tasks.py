from celery import shared_task

from core import cached, drafts
from core.heartbeat import Report


@shared_task
def drop_old_drafts() -> None:
    """Once a night: what was typed and not saved for 30 days goes. Looks up what is due, so it may run again."""
    drafts.drop_old()


@shared_task
def drop_old_cache() -> Report:
    """Once a night: what the cache holds and nobody may use any more."""
    return Report(cached.drop_expired())
