"""Forms of places in the network."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.models import Organisation, User
from citizens.enums import TRACKS, Place
from citizens.enums import ConsentForm as Form
from citizens.forms.consents import Labels, a_year_from_today, level_field
from citizens.models import CareTeamMember
from core.dates import today
from core.forms import PlainForm, RecordForm

CONSENT_FIELDS = ("form", "why_oral", "given_on", "purpose", "expires_on")
VISITS_HOME = _("Visits the home (may see a protected address and phone)")


def tracks_field(labels: Labels) -> forms.MultipleChoiceField:
    choices = [(part.value, label) for part, label in labels if part in TRACKS]
    return forms.MultipleChoiceField(
        label=_("Tracks"),
        choices=choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("What the person works with. It opens nothing: the consent does."),
    )


class PlaceForm(RecordForm):
    """What is written about an open place."""

    class Meta:
        model = CareTeamMember
        fields = ["function", "phone", "tracks", "contribution", "chairs_meetings", "visits_home", "ends_on"]
        labels = {
            "function": _("Function"),
            "phone": _("Phone"),
            "contribution": _("Contribution to the plan"),
            "chairs_meetings": _("Chairs the network meetings"),
            "visits_home": VISITS_HOME,
            "ends_on": _("Until (first day without access)"),
        }

    def __init__(self, *args: Any, labels: Labels, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tracks"] = tracks_field(labels)


class AddPersonForm(PlainForm):
    """A professional and, if the citizen gives it now, the consent: one short flow."""

    keeps_drafts = False  # one address, whoever was chosen

    place = forms.ChoiceField(
        label=_("Place"),
        widget=forms.RadioSelect,
        initial=Place.PARTICIPANT,
        help_text=_("A substitute steps in for a period. A co-coordinator sees and writes what the coordinator may."),
    )
    name = forms.CharField(label=_("Name"), max_length=120)
    organisation = forms.ModelChoiceField(
        label=_("Organisation"), queryset=Organisation.objects.none(), empty_label=_("Choose")
    )
    function = forms.CharField(label=_("Function"), max_length=80, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=30, required=False)
    visits_home = forms.BooleanField(label=VISITS_HOME, required=False)
    chairs_meetings = forms.BooleanField(label=_("Chairs the network meetings"), required=False)
    contribution = forms.CharField(label=_("Contribution to the plan"), max_length=300, required=False)
    starts_on = forms.DateField(label=_("From"), initial=today)
    ends_on = forms.DateField(label=_("Until (first day without access)"), required=False)
    form = forms.ChoiceField(label=_("Form"), choices=Form.choices, widget=forms.RadioSelect, initial=Form.WRITTEN)
    why_oral = forms.CharField(label=_("Why oral"), max_length=200, required=False, help_text=_("Only when oral."))
    given_on = forms.DateField(label=_("Given on"), initial=today)
    purpose = forms.CharField(
        label=_("Purpose"),
        widget=forms.Textarea(attrs={"rows": 2}),
        initial=_("That those who help me can work together on my coordinated plan."),
    )
    expires_on = forms.DateField(
        label=_("Expires on"),
        initial=a_year_from_today,
        help_text=_("The first day it no longer counts; at the latest one year after it was given."),
    )

    def __init__(self, *args: Any, person: User | None, labels: Labels, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person, self.labels = person, labels
        self.fields["tracks"] = tracks_field(labels)
        for part, label in labels:
            self.fields[f"part_{part}"] = level_field(label)
        places = [Place.PARTICIPANT, Place.SUBSTITUTE]
        if person is not None:
            del self.fields["name"], self.fields["organisation"]
            if person.role == Role.COORDINATOR:
                places.append(Place.CO_COORDINATOR)
            self.initial.setdefault("function", person.function)
            self.initial.setdefault("phone", person.phone)
        else:
            del self.fields["visits_home"]  # who cannot log in is shown no address
            self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]
        self.fields["place"].choices = [(place.value, place.label) for place in places]  # type: ignore[attr-defined]
        if self.is_bound and not any(self.data.get(f"part_{part}") for part, _label in labels):
            for name in CONSENT_FIELDS:  # nothing is consented to now: half a consent is no error
                self.fields[name].required = False

    @property
    def levels(self) -> list[Any]:
        """For the template: the selects of the consent."""
        return [self[f"part_{part}"] for part, _label in self.labels]

    def place_values(self) -> dict[str, Any]:
        """What `give_place` takes."""
        names: tuple[str, ...] = ("place", "name", "organisation", "function", "phone", "visits_home")
        names += ("chairs_meetings", "contribution", "starts_on", "ends_on", "tracks")
        return {"user": self.person} | {name: self.cleaned_data[name] for name in names if name in self.fields}

    def consent_values(self) -> dict[str, Any] | None:
        """What `record_consent` takes, with `levels` for cells; None when nothing is consented to now."""
        levels = {part: level for part, _label in self.labels if (level := self.cleaned_data.get(f"part_{part}"))}
        return {name: self.cleaned_data[name] for name in CONSENT_FIELDS} | {"levels": levels} if levels else None


class EndPlaceForm(PlainForm):
    """When and why a place ends."""

    ends_on = forms.DateField(label=_("First day without access"), initial=today)
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)
