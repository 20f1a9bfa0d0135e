from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citizens.forms.fields import CprField, check_birth, municipality_names, offer_municipalities, settle_municipality
from citizens.models import Programme, Referral
from core.dates import today
from core.forms import PlainForm, RecordForm

PERSON = ("given_name", "family_name", "born_on", "municipality", "phone")
REFERRAL = ("received_on", "referred_by", "referrer_organisation", "referrer_contact", "reason", "citizen_agrees")


class ReferralForm(PlainForm):
    """Step 1 on the day of the referral: a minimum of data, and that the citizen agrees (domain.md § 4)."""

    programme = forms.ModelChoiceField(label=gettext_lazy("Programme"), queryset=Programme.objects.none())
    cpr = CprField(help_text=gettext_lazy("Ten digits, with or without a hyphen. Leave it empty if there is none yet."))
    born_on = forms.DateField(
        label=gettext_lazy("Date of birth"), required=False, help_text=gettext_lazy("Only without a CPR number.")
    )
    given_name = forms.CharField(label=gettext_lazy("Given name"), max_length=80)
    family_name = forms.CharField(label=gettext_lazy("Family name"), max_length=80)
    municipality = forms.ChoiceField(label=gettext_lazy("Municipality"), required=False)
    other_municipality = forms.CharField(
        label=gettext_lazy("Which, if another municipality"), required=False, max_length=60
    )
    phone = forms.CharField(label=gettext_lazy("The citizen's phone"), required=False, max_length=30)
    received_on = forms.DateField(label=gettext_lazy("Received"), initial=today)
    referred_by = forms.CharField(label=gettext_lazy("Who refers"), max_length=120)
    referrer_organisation = forms.CharField(label=gettext_lazy("Workplace"), required=False, max_length=120)
    referrer_contact = forms.CharField(label=gettext_lazy("Phone or e-mail"), required=False, max_length=120)
    reason = forms.CharField(label=gettext_lazy("Reason for the referral"), widget=forms.Textarea(attrs={"rows": 4}))
    citizen_agrees = forms.BooleanField(
        label=gettext_lazy("The citizen agrees to the referral"),
        error_messages={"required": gettext_lazy("A referral needs the citizen's own yes.")},
    )

    def __init__(self, *args: Any, programmes: Sequence[Programme], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.programmes = list(programmes)
        if len(self.programmes) > 1:
            self.fields["programme"].queryset = Programme.objects.filter(  # type: ignore[attr-defined]
                pk__in=[programme.pk for programme in self.programmes]
            )
        else:
            del self.fields["programme"]
        offer_municipalities(self, municipality_names(self.programmes))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        check_birth(self, cleaned)
        settle_municipality(self, cleaned)
        if not self.programmes:
            self.add_error(None, _("No programme is running; the administrator can start one."))
        if cleaned.get("received_on") and cleaned["received_on"] > today():
            self.add_error("received_on", _("The day cannot be in the future."))
        return cleaned

    def for_action(self) -> dict[str, Any]:
        """What `refer` takes besides `by`."""
        values = self.values()
        return {
            "programme": values.get("programme") or self.programmes[0],
            "cpr": values["cpr"],
            "citizen": {name: values[name] for name in PERSON},
            "referral": {name: values[name] for name in REFERRAL},
        }


class AnswerForm(RecordForm):
    """What the referrer was told, and when."""

    answered_on = forms.DateField(label=gettext_lazy("Told on"))

    class Meta:
        model = Referral
        fields = ("answer", "answered_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].required = True
        self.initial["answered_on"] = self.instance.answered_on or today()


class ReasonForm(PlainForm):
    """Why: asked once before a far-reaching act."""

    reason = forms.CharField(label=gettext_lazy("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class EmptyForm(PlainForm):
    """Nothing to fill in: the act itself is asked for, and what refuses it has a place to stand."""
