"""Forms of the pages that put several apps side by side."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from citizens.access import Case
from core.forms import PlainForm
from overview.documents import covered_organisations, variants_for
from plans.enums import PrintVariant


class PrintForm(PlainForm):
    """Which copy, and for whom. Offers only what this user may print, and organisations a consent covers today."""

    variant = forms.ChoiceField(label=_("Which copy"), widget=forms.RadioSelect)
    organisation = forms.ChoiceField(
        label=_("For which organisation"),
        help_text=_("Only what its valid consent covers today is printed."),
        required=False,
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        variants = variants_for(case)
        covered = covered_organisations(case)
        self.fields["variant"].choices = [(variant.value, variant.label) for variant in variants]  # type: ignore[attr-defined]
        self.fields["variant"].initial = variants[0]
        choices = [(str(row.pk), str(row)) for row in covered]
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
