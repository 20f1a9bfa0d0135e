"""allauth's forms about passkeys, with the words of ours."""

from __future__ import annotations

from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST = 60


class AddPasskeyForm(AddWebAuthnForm):
    name = forms.CharField(label=_("What you call the passkey"), max_length=LONGEST, required=False)


class RenamePasskeyForm(EditWebAuthnForm):
    name = forms.CharField(label=_("What you call the passkey"), max_length=LONGEST)
