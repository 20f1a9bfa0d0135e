from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.pickers import PickField, organisation_labels
from accounts.models import Organisation
from accounts.queries import workplaces
from core.dates import today
from core.forms import PlainForm, RecordForm


class OrganisationForm(RecordForm):
    class Meta:
        model = Organisation
        fields = ["name", "sector", "phone", "starts_on"]
        labels = {"name": _("Name"), "sector": _("Sector"), "phone": _("Phone"), "starts_on": _("From")}
        help_texts = {
            "name": _("As citizens know it: it stands in consents and on paper."),
            "sector": _("Decides who may use emergency access, and which sectors a network meeting has."),
            "phone": _("The way in for citizens and colleagues."),
            "starts_on": _("The first day it exists."),
        }


class EndOrganisationForm(PlainForm):
    """When it is gone, and who takes over."""

    ends_on = forms.DateField(label=_("First day it is gone"), initial=today)
    successor = PickField(
        label=_("Successor"), required=False, help_text=_("Who takes over, if anybody. Type a few letters and choose.")
    )
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)

    def __init__(self, *args: Any, row: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        picker: Any = self.fields["successor"]
        picker.offer(organisation_labels(other for other in workplaces() if other.pk != row.pk))


class FindOrganisationForm(PlainForm):
    vis = forms.ChoiceField(
        label=_("Show"), choices=[("", _("Those that exist")), ("gone", _("Those that are gone"))], required=False
    )
    mark_optional = False

    def wants_gone(self) -> bool:
        self.full_clean()
        return self.cleaned_data.get("vis") == "gone"
