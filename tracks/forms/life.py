"""The citizen leaves: why, when, and the summary the plan is closed with. Or is referred anew by way of the lead."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from citizens.enums import LeftBecause
from citizens.forms.life import ReferAgainForm
from core.dates import today
from core.forms import PlainForm
from tracks.forms.handover import CoordinatorField


class LeaveForm(PlainForm):
    because = forms.ChoiceField(label=_("Why"), choices=[("", _("Choose")), *LeftBecause.choices])
    left_on = forms.DateField(label=_("The day it happened"), initial=today)
    summary = forms.CharField(
        label=_("Summary"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("What was reached, and what goes on elsewhere."),
    )


class TakeUpForm(ReferAgainForm):
    """What the new referral says, and who takes the enrolment on."""

    to = CoordinatorField(label=_("Coordinator"), queryset=User.objects.none())

    def __init__(self, *args: Any, coordinators: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].offer(coordinators)  # type: ignore[attr-defined]

    def for_action(self) -> dict[str, Any]:
        return {**super().for_action(), "to": self.cleaned_data["to"]}
