from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.enums import WishOutcome
from core.forms import PlainForm


class AnswerForm(PlainForm):
    """The answer is the button that was pressed."""

    answer = forms.ChoiceField(
        label=_("Answer"),
        choices=[
            (WishOutcome.GRANTED, _("Approve")),
            (WishOutcome.REFUSED, _("Do not approve")),
            (WishOutcome.WITHDRAWN, _("Take it back")),
        ],
    )
