"""Forms of the follow-ups. They validate what one form can tell; the actions judge the rest."""

from followups.forms.answers import AnswerForm, CorrectForm, EarlierForm
from followups.forms.rounds import EmptyForm, InclusionForm, NotRelevantForm, PauseForm, SnoozeForm, TalkedForm

__all__ = [
    "AnswerForm",
    "CorrectForm",
    "EarlierForm",
    "EmptyForm",
    "InclusionForm",
    "NotRelevantForm",
    "PauseForm",
    "SnoozeForm",
    "TalkedForm",
]
