"""What a programme asks, each setting with an explanation beside it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.forms import RecordForm
from followups.models import FollowUpSettings


class SettingsForm(RecordForm):
    class Meta:
        model = FollowUpSettings
        fields = ["who5", "together", "differently", "satisfied_from"]
        labels = {
            "who5": _("Ask WHO-5"),
            "together": _("Ask whether those who help work together"),
            "differently": _("Ask what we should do differently"),
            "satisfied_from": _("Counts as satisfied from"),
        }
        help_texts = {
            "who5": _("Five questions about the last two weeks, in all 0 to 100. It takes about a minute more."),
            "together": _("Yes, partly, no or don’t know: how the citizen finds the help as a whole."),
            "differently": _("In the citizen’s own words. What is written may be used to better the work together."),
            "satisfied_from": _(
                "On the scale from 0 to 10. Used where satisfied yes/no is shown; the answers stay as they were given."
            ),
        }

    @property
    def opened_at(self) -> Any:
        """The revision the form was opened at; None where the programme had no settings yet."""
        return self.cleaned_data.get("revision")
