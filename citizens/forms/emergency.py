"""Emergency access: what is stated to open it, what a review finds, and how the citizen was told."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citizens.enums import EmergencyFinding, EmergencyReason
from citizens.forms.fields import CprField
from citizens.models.emergency import SHORTEST_TEXT
from core.forms import PlainForm

_THREE_LINES = {"rows": 3}


class EmergencyForm(PlainForm):
    """One citizen by the whole CPR number, a reason from the list, and in words why it cannot wait."""

    cpr = CprField(label=gettext_lazy("The citizen’s whole CPR number"))
    reason = forms.ChoiceField(label=gettext_lazy("Reason"), choices=[("", "---------"), *EmergencyReason.choices])
    text = forms.CharField(
        label=gettext_lazy("Why can it not wait?"),
        min_length=SHORTEST_TEXT,
        max_length=2000,
        widget=forms.Textarea(attrs=_THREE_LINES),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cpr"].required = True
        self.fields["text"].help_text = _(
            "At least %(number)d characters. The one who reviews it reads this, and so may the citizen."
        ) % {"number": SHORTEST_TEXT}

    def for_action(self) -> dict[str, Any]:
        values = self.values()
        return {"number": values["cpr"].number, "reason": values["reason"], "text": values["text"]}


class EmergencyReviewForm(PlainForm):
    finding = forms.ChoiceField(
        label=gettext_lazy("What do you find?"), choices=EmergencyFinding.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        help_text=gettext_lazy("Whom you have asked, and what happens next. Write nothing about the citizen’s health."),
        max_length=2000,
        widget=forms.Textarea(attrs=_THREE_LINES),
    )


class EmergencyToldForm(PlainForm):
    """Told on a day and how, or the reason why not: one of the two, never both."""

    told_on = forms.DateField(label=gettext_lazy("The citizen was told on"), required=False)
    how = forms.CharField(
        label=gettext_lazy("How"),
        help_text=gettext_lazy("For instance: at a visit, by telephone, by digital post."),
        required=False,
        max_length=300,
    )
    because = forms.CharField(label=gettext_lazy("Or: why the citizen is not told"), required=False, max_length=300)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.errors:
            return cleaned
        told = cleaned.get("told_on") or cleaned.get("how")
        if told and cleaned.get("because"):
            self.add_error("because", _("Write either that the citizen was told, or why not."))
        elif not told and not cleaned.get("because"):
            self.add_error("told_on", _("Write the day and how, or the reason why the citizen is not told."))
        elif told and not cleaned.get("told_on"):
            self.add_error("told_on", _("Write the day."))
        elif told and not cleaned.get("how"):
            self.add_error("how", _("Write how."))
        return cleaned
