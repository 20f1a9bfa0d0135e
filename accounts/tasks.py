from celery import shared_task

from accounts import actions
from core.heartbeat import Report


@shared_task
def forget_old_tries() -> Report:
    """Once an hour: failed attempts older than a day, of names that exist and that do not."""
    return Report(actions.forget_old_tries())


@shared_task
def clear_sessions() -> Report:
    """Once a night: sessions whose time is over, and the rows that list them."""
    return Report(actions.clear_sessions())


@shared_task
def forget_unused() -> Report:
    """Once a night: second steps of people long gone, and addresses of theirs that nothing is sent to any more."""
    return Report(actions.forget_factors() + actions.forget_former_addresses())
