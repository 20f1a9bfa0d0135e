"""The citizen leaves: why, when, and the summary the plan is closed with."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from citizens.enums import LeftBecause
from core.dates import today
from core.forms import PlainForm


class LeaveForm(PlainForm):
    because = forms.ChoiceField(label=_("Why"), choices=[("", _("Choose")), *LeftBecause.choices])
    left_on = forms.DateField(label=_("The day it happened"), initial=today)
    summary = forms.CharField(
        label=_("Summary"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("What was reached, and what goes on elsewhere."),
    )
