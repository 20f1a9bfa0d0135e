"""The three-monthly follow-up: its course, its rounds, what was answered (domain.md § 6)."""

from followups.models.answer import Concern, FollowUpAnswer
from followups.models.course import Course, FollowUpSettings, Pause
from followups.models.dates import MONTHS, WINDOW, closes_on, due_on, opens_on, round_on
from followups.models.follow_up import FollowUp, Snooze

__all__ = [
    "MONTHS",
    "WINDOW",
    "Concern",
    "Course",
    "FollowUp",
    "FollowUpAnswer",
    "FollowUpSettings",
    "Pause",
    "Snooze",
    "closes_on",
    "due_on",
    "opens_on",
    "round_on",
]
