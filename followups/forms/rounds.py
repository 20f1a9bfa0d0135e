"""The small forms around rounds: not relevant, pause, and the inclusion date."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.dates import today
from core.forms import PlainForm
from followups.enums import REASONS


class EmptyForm(PlainForm):
    """Nothing to fill in: the page asks once. Says what the action refuses."""


class NotRelevantForm(PlainForm):
    reason = forms.ChoiceField(label=_("Why is the round not relevant?"), choices=REASONS, widget=forms.RadioSelect)
    note = forms.CharField(label=_("Note"), max_length=300, required=False)


class PauseForm(PlainForm):
    reason = forms.CharField(label=_("Why?"), max_length=300)
    starts_on = forms.DateField(label=_("From"), initial=today)
    ends_on = forms.DateField(
        label=_("Until"),
        help_text=_("The first day it is over. Leave it empty when nobody knows yet."),
        required=False,
    )


class SnoozeForm(PlainForm):
    until = forms.DateField(
        label=_("Remind again on"),
        help_text=_("30 days from now at most, and before the round closes. On a day off: the next working day."),
    )
    reason = forms.CharField(label=_("Why?"), max_length=300)


class InclusionForm(PlainForm):
    included_on = forms.DateField(label=_("The citizen was included on"))
    reason = forms.CharField(label=_("Why is it corrected?"), max_length=300)

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("included_on", "reason")}


class TalkedForm(PlainForm):
    """What was to be talked about has been."""

    talked_on = forms.DateField(label=_("When did you talk about it?"), initial=today)
    note = forms.CharField(
        label=_("What came of it?"),
        help_text=_("Only what is needed. It is shown to the coordinator and the project lead."),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("talked_on", "note")}
