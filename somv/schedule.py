"""Every periodic task: name, when, why. One table; there is no other place to look."""

from datetime import timedelta

from celery.schedules import crontab

BEAT_SCHEDULE = {
    # The access log must never meet a month without a partition.
    "audit-partitions": {"task": "audit.tasks.make_partitions", "schedule": crontab(hour=2, minute=10)},
    # Within a minute of its writing an event is sealed; one run that is late is followed by the next.
    "audit-seal": {
        "task": "audit.tasks.seal",
        "schedule": timedelta(seconds=20),
        "options": {"expires": 20},
    },
    # Whatever the sealer missed, months past their time, and the head of the chain for a place outside.
    "audit-chain": {"task": "audit.tasks.look_after_the_chain", "schedule": crontab(hour=2, minute=40)},
    # Grants are the projection of dated places; what ended yesterday is taken out of it.
    "end-of-places": {"task": "citizens.tasks.project_places", "schedule": crontab(hour=0, minute=5)},
    # Every half year the lead goes through who is in which network; a round with nothing left to decide is done.
    "access-reviews": {"task": "citizens.tasks.keep_reviews", "schedule": crontab(hour=0, minute=20)},
    # Rounds begin, stop and move a minute after their cause: inclusion, a closed plan, a corrected date.
    "courses": {"task": "followups.tasks.keep_courses", "schedule": timedelta(minutes=1), "options": {"expires": 55}},
    # Who was screened and never included leaves no answers behind for longer than six months.
    "screenings-erase": {"task": "citizens.tasks.erase_screenings", "schedule": crontab(hour=3, minute=30)},
    # What was typed and never saved is not kept for ever.
    "old-drafts": {"task": "core.tasks.drop_old_drafts", "schedule": crontab(hour=3, minute=10)},
    # Failed attempts to log in count for a day; a guesser's invented names must not fill the disk.
    "failed-tries": {"task": "accounts.tasks.forget_old_tries", "schedule": crontab(minute=25)},
    # A session that has ended lies there until somebody takes it away.
    "old-sessions": {"task": "accounts.tasks.clear_sessions", "schedule": crontab(hour=3, minute=30)},
    # Second steps of people long gone, and e-mail addresses nothing is sent to any more.
    "people-forget": {"task": "accounts.tasks.forget_unused", "schedule": crontab(hour=3, minute=50)},
    # The cache throws out for want of room, and what ran out yesterday is of no use today.
    "old-cache": {"task": "core.tasks.drop_old_cache", "schedule": crontab(hour=3, minute=40)},
    # Somebody waits in front of a progress bar. One that could not begin in time is dropped: the next is due already.
    "jobs": {
        "task": "somv.tasks.work_off_jobs",
        "schedule": timedelta(seconds=5),
        "options": {"expires": 5},
    },
    # Reminders and what happened: found, judged and sent. One that could not begin in time is dropped, as above.
    "notices": {
        "task": "somv.tasks.send_notices",
        "schedule": timedelta(minutes=1),
        "options": {"expires": 55},
    },
    # What was sent half a year ago is not kept.
    "notices-purge": {"task": "somv.tasks.purge_notices", "schedule": crontab(hour=3, minute=20)},
    # Files of printed plans go after a day, what is left of the order a month later.
    "jobs-purge": {"task": "somv.tasks.purge_jobs", "schedule": timedelta(minutes=10)},
}
