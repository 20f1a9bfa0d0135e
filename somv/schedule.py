"""Every periodic task: name, when, why. One table; there is no other place to look."""

from celery.schedules import crontab

BEAT_SCHEDULE = {
    # The access log must never meet a month without a partition.
    "audit-partitions": {"task": "audit.tasks.make_partitions", "schedule": crontab(hour=2, minute=10)},
    # Grants are the projection of dated places; what ended yesterday is taken out of it.
    "end-of-places": {"task": "citizens.tasks.project_places", "schedule": crontab(hour=0, minute=5)},
    # What was typed and never saved is not kept for ever.
    "old-drafts": {"task": "core.tasks.drop_old_drafts", "schedule": crontab(hour=3, minute=10)},
}
