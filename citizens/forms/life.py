"""Coming back, and the CPR number set right."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from citizens.forms.fields import CprField
from citizens.forms.referral import REFERRAL, ReferralForm
from citizens.models import Citizen
from core.forms import PlainForm, RecordForm


class ReferAgainForm(PlainForm):
    """What the new referral says; who the citizen is, is known."""

    received_on = ReferralForm.base_fields["received_on"]
    referred_by = ReferralForm.base_fields["referred_by"]
    referrer_organisation = ReferralForm.base_fields["referrer_organisation"]
    referrer_contact = ReferralForm.base_fields["referrer_contact"]
    reason = ReferralForm.base_fields["reason"]
    citizen_agrees = ReferralForm.base_fields["citizen_agrees"]

    def for_action(self) -> dict[str, Any]:
        """What `refer_again` takes besides the citizen and `by`."""
        return {"referral": {name: self.cleaned_data[name] for name in REFERRAL}}


class ReplaceCprForm(RecordForm):
    """The number as it should be, and why."""

    cpr = CprField(label=_("The right CPR number"))
    reason = forms.CharField(
        label=_("Why"),
        max_length=300,
        help_text=_("For instance: typed wrong, or the citizen has been given a CPR number instead of a replacement."),
    )

    class Meta:
        model = Citizen
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cpr"].required = True
