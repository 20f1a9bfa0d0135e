"""Every periodic task: name, when, why. One table; there is no other place to look."""

from datetime import timedelta

from celery.schedules import crontab

BEAT_SCHEDULE = {
    # The access log must never meet a month without a partition.
    "audit-partitions": {"task": "audit.tasks.make_partitions", "schedule": crontab(hour=2, minute=10)},
    # Grants are the projection of dated places; what ended yesterday is taken out of it.
    "end-of-places": {"task": "citizens.tasks.project_places", "schedule": crontab(hour=0, minute=5)},
    # What was typed and never saved is not kept for ever.
    "old-drafts": {"task": "core.tasks.drop_old_drafts", "schedule": crontab(hour=3, minute=10)},
    # Somebody waits in front of a progress bar. One that could not begin in time is dropped: the next is due already.
    "jobs": {
        "task": "somv.tasks.work_off_jobs",
        "schedule": timedelta(seconds=5),
        "options": {"expires": 5},
    },
    # Files of printed plans go after a day.
    "jobs-purge": {"task": "somv.tasks.purge_jobs", "schedule": timedelta(minutes=10)},
}
