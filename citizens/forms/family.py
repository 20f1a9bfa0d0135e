"""Forms of family and friends, and of stays."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from citizens.models import Relative, Stay
from core.dates import today
from core.forms import PlainForm, RecordForm


class RelativeForm(RecordForm):
    class Meta:
        model = Relative
        fields = ["name", "relation", "phone", "may_be_contacted", "note"]
        labels = {
            "name": _("Name"),
            "relation": _("Relation"),
            "phone": _("Phone"),
            "may_be_contacted": _("May be contacted"),
            "note": _("Note"),
        }
        help_texts = {"may_be_contacted": _("Only when the citizen has said yes to it.")}


class StayForm(RecordForm):
    """Exact days, or "about n in the year" when that is all that is known."""

    class Meta:
        model = Stay
        fields = ["kind", "where", "starts_on", "ends_on", "about_count", "year", "source", "note"]
        labels = {
            "kind": _("Kind"),
            "where": _("Where"),
            "starts_on": _("From"),
            "ends_on": _("Until"),
            "about_count": _("About how many"),
            "year": _("In the year"),
            "source": _("Source"),
            "note": _("Note"),
        }
        help_texts = {
            "ends_on": _("Empty while the stay goes on."),
            "source": _("Where we know it from, e.g. the discharge letter or the citizen."),
        }


class EndStayForm(PlainForm):
    ends_on = forms.DateField(label=_("Day of discharge"), initial=today)


class ReasonForm(PlainForm):
    reason = forms.CharField(label=_("Reason"), max_length=300)


class WhyForm(PlainForm):
    """A reason that may be left out."""

    reason = forms.CharField(label=_("Reason"), max_length=100, required=False)
