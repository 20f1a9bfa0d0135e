"""What every app stands on, and the few rows of the foundation's own."""

from core.models.draft import Draft
from core.models.job import Job, JobProblem, JobState
from core.models.outbox import Delivery, Heartbeat, Mail, MailState, Notice
from core.models.record import (
    BulkWriteRefused,
    CreatedAt,
    History,
    Record,
    RecordQuerySet,
    Refused,
    Stale,
)

__all__ = [
    "BulkWriteRefused",
    "CreatedAt",
    "Delivery",
    "Draft",
    "Heartbeat",
    "History",
    "Job",
    "JobProblem",
    "JobState",
    "Mail",
    "MailState",
    "Notice",
    "Record",
    "RecordQuerySet",
    "Refused",
    "Stale",
]
