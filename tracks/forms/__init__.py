"""The forms of the tracks. They validate what was typed; whether it can be, the actions say, by the field."""

from tracks.forms.goals import GoalForm, TrackForm
from tracks.forms.interventions import InterventionForm, StatusForm
from tracks.forms.log import CommentForm, ContactForm, LogFilter
from tracks.forms.plan import ActivateForm, CloseForm, VersionForm

__all__ = [
    "ActivateForm",
    "CloseForm",
    "CommentForm",
    "ContactForm",
    "GoalForm",
    "InterventionForm",
    "LogFilter",
    "StatusForm",
    "TrackForm",
    "VersionForm",
]
