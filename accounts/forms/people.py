"""Forms about people: the administrator's, one's own, and the password behind a one-time link."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.enums import Language, Role
from accounts.forms.pickers import PickField, organisation_labels
from accounts.models import Organisation, User
from accounts.queries import PeopleFilter, workplaces
from core.dates import today
from core.forms import PlainForm

OWN_FIELDS = ("name", "function", "phone", "email", "language")


class DetailsForm(PlainForm):
    """What is told about a person; the same for oneself and for the administrator."""

    name = forms.CharField(label=_("Name"), max_length=120)
    function = forms.CharField(
        label=_("Function"), max_length=80, required=False, help_text=_("E.g. social worker. Shown beside the name.")
    )
    phone = forms.CharField(
        label=_("Phone"), max_length=30, required=False, help_text=_("A coordinator’s phone is shown to the network.")
    )
    email = forms.EmailField(label=_("E-mail"), max_length=254, required=False)
    language = forms.ChoiceField(label=_("Language of the pages"), choices=Language.choices, initial=Language.DANISH)

    def __init__(self, *args: Any, person: User | None = None, **kwargs: Any) -> None:
        if person is not None:
            kwargs["initial"] = {name: getattr(person, name) for name in OWN_FIELDS}
        super().__init__(*args, **kwargs)


class OwnDetailsForm(DetailsForm):
    """One's own details; the e-mail has a page of its own, which asks for a fresh log-in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["email"]


class EmploymentForm(PlainForm):
    """A role at a workplace from a day on."""

    role = forms.ChoiceField(
        label=_("Role"),
        choices=[("", _("Choose")), *Role.choices],
        help_text=_(
            "What the person may do at most. For a citizen the place in the network and the consent narrow it. "
            "Administrator and log auditor wait until another administrator has said yes."
        ),
    )
    organisation = PickField(label=_("Organisation"), help_text=_("Type a few letters and choose."))
    starts_on = forms.DateField(label=_("From"), initial=today, help_text=_("The first day it counts."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        picker: Any = self.fields["organisation"]
        picker.offer(organisation_labels(workplaces()))


class MoveForm(EmploymentForm):
    """Another role or workplace; may be for a time."""

    ends_on = forms.DateField(
        label=_("Until"),
        required=False,
        help_text=_("The first day it no longer counts. Empty: until something changes."),
    )


class InviteForm(DetailsForm, EmploymentForm):
    """A new person."""

    username = forms.CharField(
        label=_("User name"),
        max_length=60,
        help_text=_("What the person logs in with: small letters, digits, dot and hyphen. It cannot be changed later."),
        validators=[
            RegexValidator(re.compile(r"^[a-zæøå0-9][a-zæøå0-9.\-]*$"), _("Small letters, digits, dot and hyphen."))
        ],
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    field_order = ["name", "username", "function", "role", "organisation", "starts_on", "phone", "email", "language"]


class WhyForm(PlainForm):
    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("Stands in the history of the affiliation.")
    )


class ResetForm(PlainForm):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("E.g. the phone is lost. Also say how you made sure that it is the person who asks."),
    )


class OpenForm(PlainForm):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("E.g. a password typed wrong. Also say how you made sure that it is the person who asks."),
    )


class UntieForm(PlainForm):
    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("E.g. the person has got a new log-in. Stands in the history.")
    )


class OwnEmailForm(PlainForm):
    """One's own address: mails about the log-in go there, so it has a page of its own."""

    email = forms.EmailField(label=_("E-mail"), max_length=254)


class EmptyForm(PlainForm):
    """A page that asks once and needs nothing told."""


class FindForm(PlainForm):
    """The filter stands in the address, what is searched for in the post."""

    rolle = forms.ChoiceField(label=_("Role"), choices=[("", _("All")), *Role.choices], required=False)
    organisation = forms.ModelChoiceField(
        label=_("Organisation"),
        queryset=Organisation.objects.order_by("name", "id"),
        required=False,
        empty_label=_("All"),
    )
    aktiv = forms.ChoiceField(
        label=_("Active"), choices=[("", _("All")), ("yes", _("Active")), ("no", _("Deactivated"))], required=False
    )
    mark_optional = False

    def wanted(self) -> PeopleFilter:
        """The filter as far as it can be understood."""
        self.full_clean()
        told = self.cleaned_data
        workplace = told.get("organisation")
        return PeopleFilter(told.get("rolle", ""), workplace.pk if workplace else None, told.get("aktiv", ""))


class PasswordForm(PlainForm):
    """A password of one's own choice, twice; judged by the product's rules for passwords."""

    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_(
            "At least 12 characters, better 15 or more, of any kind: a sentence with spaces is easy to remember. Not a "
            "common password, and without your name, your workplace or SOMV. You may paste it from a password manager."
        ),
    )
    again = forms.CharField(
        label=_("The password once more"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def _notice_cpr(self, cleaned: dict[str, Any]) -> None:
        """A password is kept nowhere in plain."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        password, again = cleaned.get("password"), cleaned.get("again")
        if password and again and password != again:
            self.add_error("again", _now("The two are not the same."))
        if password:
            try:
                password_validation.validate_password(password, self.person)
            except ValidationError as error:
                self.add_error("password", error)
        return cleaned
