"""Forms of the pages that put several apps side by side."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from citizens.access import Case
from core.forms import PlainForm
from overview.access import variants_for
from overview.enums import Standing
from overview.queries.citizens import Choices, Filter
from overview.queries.readers import covered_organisations
from plans.enums import PrintVariant


class PrintForm(PlainForm):
    """Which copy, and for whom. Offers only what this user may print, and organisations a consent covers today."""

    variant = forms.ChoiceField(label=_("Which copy"), widget=forms.RadioSelect)
    organisation = forms.ChoiceField(
        label=_("For which organisation"),
        help_text=_("Those listed have a valid consent today; only what it covers is printed."),
        required=False,
    )
    mark_optional = False

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        variants = variants_for(case)
        covered = covered_organisations(case)
        self.fields["variant"].choices = [(variant.value, variant.label) for variant in variants]  # type: ignore[attr-defined]
        self.fields["variant"].initial = variants[0]
        choices = [(str(row.pk), str(row)) for row in covered]
        if len(variants) > 1:
            self.fields["organisation"].label = _("Organisation (only for the copy to one organisation)")
        if not covered:
            self.fields["organisation"].help_text = _("No organisation has a valid consent today.")
        blank = [("", _("Choose"))] if len(variants) > 1 else []
        self.fields["organisation"].choices = [*blank, *choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("variant") == PrintVariant.ORGANISATION and "organisation" in cleaned:
            if not cleaned["organisation"]:
                self.add_error("organisation", _("Choose the organisation the copy is for."))
        elif "organisation" in cleaned:
            cleaned["organisation"] = ""
        return cleaned


class SearchForm(PlainForm):
    """What one looks for. Here a CPR number is no slip of the pen: it is not kept."""

    q = forms.CharField(label=_("Name, CPR number or case number"), max_length=100)
    mark_optional = False

    def _notice_cpr(self, cleaned: dict[str, Any]) -> None:
        """Nothing typed here is stored or logged."""


class FilterForm(PlainForm):
    """What the list of citizens is narrowed to. An unknown value narrows nothing."""

    status = forms.ChoiceField(label=_("Where they are"), required=False)
    kommune = forms.ChoiceField(label=_("Municipality"), required=False)
    koordinator = forms.ChoiceField(label=_("Coordinator"), required=False)
    program = forms.UUIDField(required=False, widget=forms.HiddenInput)
    mark_optional = False

    def __init__(self, data: Any, *, choices: Choices) -> None:
        super().__init__(data)
        everything = [("", _("All"))]
        options: dict[str, list[Any]] = {
            "status": Standing.choices,
            "kommune": [(name, name) for name in choices.municipalities],
            "koordinator": choices.coordinators,
        }
        for name, offered in options.items():
            self.fields[name].choices = [*everything, *offered]  # type: ignore[attr-defined]
        if not choices.coordinators:
            del self.fields["koordinator"]
        self.full_clean()

    def wanted(self) -> Filter:
        """The filter as far as it can be understood."""
        told = self.cleaned_data
        return Filter(
            standing=Standing(told["status"]) if told.get("status") else None,
            municipality=told.get("kommune", ""),
            coordinator=uuid.UUID(told["koordinator"]) if told.get("koordinator") else None,
            programme=told.get("program"),
        )
