"""Celery carries ids only; what is due is looked up in the database at each run."""

import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging

from somv.schedule import BEAT_SCHEDULE

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "somv.settings")
app = Celery("somv", task_cls="core.heartbeat:BeatingTask")  # each run leaves its heartbeat
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_schedule = BEAT_SCHEDULE
app.autodiscover_tasks()


@setup_logging.connect
def _logs_as_everywhere(**kwargs: Any) -> None:
    """Celery would put its own handlers in the place of ours: a failing task's log would then hold a citizen's row."""
