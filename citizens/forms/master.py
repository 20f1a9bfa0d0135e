from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citizens.forms.fields import OTHER, CprField, check_birth, offer_municipalities, settle_municipality
from citizens.models import Citizen
from core.dates import today
from core.forms import RecordForm

PERSON = ("given_name", "family_name", "born_on", "address", "postal_code", "town", "municipality")
CONTACT = ("phone", "email", "language", "interpreter", "intensity")
PROTECTION = ("protected", "protected_until")
DOCTOR = ("doctor", "doctor_phone", "doctor_note")
HOME = ("housing", "housing_note", "income", "income_note", "children_at_home")

# Fields that are not the model's own stand and fall with one that is.
_WITH = {"cpr": "born_on", "other_municipality": "municipality"}


class MasterForm(RecordForm):
    """Master data. Its children name the groups they edit; fields of other groups are not there."""

    cpr = CprField()
    born_on = forms.DateField(
        label=gettext_lazy("Date of birth"), required=False, help_text=gettext_lazy("Only without a CPR number.")
    )
    address = forms.CharField(label=gettext_lazy("Address"), required=False, max_length=200)
    municipality = forms.ChoiceField(label=gettext_lazy("Municipality"), required=False)
    other_municipality = forms.CharField(
        label=gettext_lazy("Which, if another municipality"), required=False, max_length=60
    )
    phone = forms.CharField(label=gettext_lazy("Phone"), required=False, max_length=30)

    class Meta:
        model = Citizen
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in [name for name in self.fields if not self._wanted(name)]:
            del self.fields[name]
        if "municipality" in self.fields:
            offer_municipalities(self, self.instance.programme.municipalities, self.instance.municipality)
        if "protected_until" in self.fields:
            hint = gettext_lazy("The protection is not lifted here on that day; you are asked to check it.")
            self.fields["protected_until"].help_text = hint
        if "intensity" in self.fields:
            self.fields["intensity"].help_text = gettext_lazy(
                "Hand-held: you seek the citizen out often. As needed: the citizen calls. It decides after how many "
                "quiet days the plan is shown on My overview."
            )
        if "children_at_home" in self.fields:
            self.fields["children_at_home"].max_value = 30  # type: ignore[attr-defined]

    def _wanted(self, name: str) -> bool:
        if name == "revision":
            return True
        if self.instance.cpr and name in ("cpr", "born_on"):
            return False  # the number says the date; correcting it is another errand
        return _WITH.get(name, name) in (self._meta.fields or ())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "cpr" in self.fields:
            check_birth(self, cleaned)
        if "municipality" in self.fields:
            settle_municipality(self, cleaned)
        if "protected" in self.fields:
            self._check_protection(cleaned)
        return cleaned

    def _check_protection(self, cleaned: dict[str, Any]) -> None:
        until = cleaned.get("protected_until")
        if not cleaned.get("protected"):
            cleaned["protected_until"] = None
        elif until is None and "protected_until" not in self.errors:
            self.add_error("protected_until", _("Write the day the protection is to be checked."))
        elif until is not None and until <= today() and until != self.initial.get("protected_until"):
            self.add_error("protected_until", _("Choose a day to come."))

    def _take_over(self, name: str, theirs: Any) -> None:
        names = [key for key, _label in self.fields[name].choices] if name == "municipality" else []  # type: ignore[attr-defined]
        if name == "municipality" and theirs not in names:
            self.data["municipality"], self.data["other_municipality"] = OTHER, theirs
        else:
            super()._take_over(name, theirs)


class PersonForm(MasterForm):
    class Meta(MasterForm.Meta):
        fields = (*PERSON, *CONTACT)


class ProtectionForm(MasterForm):
    class Meta(MasterForm.Meta):
        fields = PROTECTION


class DoctorForm(MasterForm):
    class Meta(MasterForm.Meta):
        fields = DOCTOR


class HomeForm(MasterForm):
    class Meta(MasterForm.Meta):
        fields = HOME


class MasterStepForm(MasterForm):
    """Step 1 of the enrolment: all of it on one page."""

    class Meta(MasterForm.Meta):
        fields = (*PERSON, *CONTACT, *PROTECTION, *DOCTOR, *HOME)
