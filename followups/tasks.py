from celery import shared_task
from django.utils import timezone

from followups.actions import courses


@shared_task
def keep_courses() -> None:
    """Each minute: begin, end, re-plan and extend courses of follow-ups. Looks up what is due, so it may run again."""
    courses.keep_up(timezone.now())
