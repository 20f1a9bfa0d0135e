from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import PlainForm, RecordForm
from plans.enums import ClosedBecause
from plans.models import Plan


class ActivateForm(PlainForm):
    """One button; it carries what stood in the way."""


class CloseForm(RecordForm):
    mark_optional = False

    class Meta:
        model = Plan
        fields = ["closed_because", "closing_summary"]
        widgets = {"closing_summary": forms.Textarea(attrs={"rows": 6})}
        help_texts = {"closing_summary": _("What was reached, and what goes on elsewhere.")}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        because: Any = self.fields["closed_because"]
        because.choices = [("", _("Choose")), *ClosedBecause.choices]
        for field in ("closed_because", "closing_summary"):
            self.fields[field].required = True

    def for_action(self) -> dict[str, Any]:
        """What `close_plan` takes."""
        values = self.values()
        return {
            "revision": self.base_revision,
            "because": values["closed_because"],
            "summary": values["closing_summary"],
        }


class VersionForm(PlainForm):
    mark_optional = False
    note = forms.CharField(label=_("What is new in this version"), max_length=300)
