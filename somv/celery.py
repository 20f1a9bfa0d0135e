"""Celery carries ids only; what is due is looked up in the database at each run."""

import os

from celery import Celery

from somv.schedule import BEAT_SCHEDULE

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "somv.settings")
app = Celery("somv", task_cls="core.heartbeat:BeatingTask")  # each run leaves its heartbeat
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_schedule = BEAT_SCHEDULE
app.autodiscover_tasks()
