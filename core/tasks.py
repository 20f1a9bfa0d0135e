from celery import shared_task

from core import drafts


@shared_task
def drop_old_drafts() -> None:
    """Once a night: what was typed and not saved for 30 days goes. Looks up what is due, so it may run again."""
    drafts.drop_old()
