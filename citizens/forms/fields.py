"""Fields and checks that the referral and the master data share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citizens.models import Programme
from citizens.validators import Cpr, parse_cpr
from core.dates import today

OTHER = "other"
EARLIEST_BIRTH = date(1900, 1, 1)  # typed dates only; a CPR number may say an earlier one


class CprField(forms.CharField):
    """A CPR number as people type it; cleans to `Cpr`, or None when empty."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("CPR number"))
        kwargs.setdefault("help_text", gettext_lazy("Ten digits, with or without a hyphen."))
        widget = forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"})
        super().__init__(required=False, max_length=20, widget=widget, **kwargs)

    def clean(self, value: Any) -> Cpr | None:
        text = super().clean(value)
        return parse_cpr(text) if text else None


def check_birth(form: Any, cleaned: dict[str, Any]) -> None:
    """The date of birth comes from the number, or is typed where there is none yet."""
    cpr, born_on = cleaned.get("cpr"), cleaned.get("born_on")
    if cpr is not None and born_on is not None and born_on != cpr.born_on:
        form.add_error("born_on", _("The date of birth does not go with the CPR number."))
    elif cpr is None and born_on is None and not form.errors.keys() & {"cpr", "born_on"}:
        form.add_error("born_on", _("Without a CPR number the date of birth is needed."))
    elif born_on is not None and not EARLIEST_BIRTH <= born_on <= today():
        form.add_error("born_on", _("This cannot be a date of birth."))
    elif cpr is not None:
        cleaned["born_on"] = cpr.born_on


def municipality_names(programmes: Sequence[Programme]) -> list[str]:
    return list(dict.fromkeys(name for programme in programmes for name in programme.municipalities))


def offer_municipalities(form: Any, names: list[str], stored: str = "") -> None:
    """A pick list of the programme's municipalities and "another", with what is stored chosen."""
    choices = [("", _("Not known yet")), *((name, name) for name in names), (OTHER, _("Another municipality"))]
    form.fields["municipality"].choices = choices
    if stored and stored not in names:
        form.initial["municipality"], form.initial["other_municipality"] = OTHER, stored


def settle_municipality(form: Any, cleaned: dict[str, Any]) -> None:
    """Put the name of another municipality where it belongs."""
    other = cleaned.pop("other_municipality", "")
    if cleaned.get("municipality") == OTHER:
        if not other and "other_municipality" not in form.errors:
            form.add_error("other_municipality", _("Write which municipality."))
        cleaned["municipality"] = other or ""
