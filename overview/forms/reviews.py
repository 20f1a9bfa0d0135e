"""The access review: which lines are kept, and why a place ends."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import PlainForm


class KeysField(forms.Field):
    """Several hidden inputs of one name, each a key."""

    widget = forms.MultipleHiddenInput

    def clean(self, value: Any) -> list[uuid.UUID]:
        found = []
        for key in value or ():
            try:
                found.append(uuid.UUID(str(key)))
            except ValueError as error:
                raise forms.ValidationError(_("Load the page again.")) from error
        return found


class DecideForm(PlainForm):
    """What the buttons of a line or of a person send: lines to keep, or one to ask about."""

    place = KeysField(required=False)
    lead = KeysField(required=False)
    ask = forms.UUIDField(required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors and not any(cleaned.get(name) for name in ("place", "lead", "ask")):
            raise forms.ValidationError(_("Choose at least one line."))
        return cleaned

    @property
    def lines(self) -> list[uuid.UUID]:
        """The places it is about, also where it is refused."""
        said = getattr(self, "cleaned_data", {})
        return [*(said.get("place") or []), *([said["ask"]] if said.get("ask") else [])]


class EndInReviewForm(PlainForm):
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)
