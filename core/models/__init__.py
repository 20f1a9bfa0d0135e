"""What every app stands on, and the few rows of the foundation's own."""

from core.models.draft import Draft
from core.models.job import Job, JobProblem, JobState
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
    "Draft",
    "History",
    "Job",
    "JobProblem",
    "JobState",
    "Record",
    "RecordQuerySet",
    "Refused",
    "Stale",
]
