"""allauth's forms in which a code or a password can be guessed, each guess counted (accounts.lockout)."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa.adapter import get_adapter as get_factor_adapter
from allauth.mfa.base import forms as codes
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import forms as passkeys
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts import lockout
from accounts.login import second_step_shut
from accounts.login.recovery import proved_by

WRONG_CODE = _(
    "Wrong code. After several wrong codes the log-in is shut for up to a day; the administrator at your workplace can "
    "open it."
)


class _OurCodes:
    """allauth's question for a code, answered by the app or by a recovery code as it is kept here."""

    user: Any
    cleaned_data: dict[str, Any]
    authenticator: Authenticator
    _emit_authentication_failed: Any

    def clean_code(self) -> str:
        found = proved_by(self.user, self.cleaned_data["code"])
        if found is None:
            self._emit_authentication_failed(None)
            raise get_factor_adapter().validation_error("incorrect_code")
        found.user = self.user
        self.authenticator = found
        return self.cleaned_data["code"]


class SecondStepForm(_OurCodes, codes.AuthenticateForm):
    """The code of the second step; a recovery code counts alike. Shut, a right code is answered like a wrong one."""

    def clean_code(self) -> str:
        slot = lockout.of_factor(context.request, self.user)
        if not lockout.admits(slot):
            self._emit_authentication_failed(None)
            raise ValidationError(WRONG_CODE)
        try:
            return super().clean_code()
        except ValidationError as error:
            if lockout.failed_log_in(context.request, slot):
                second_step_shut(context.request, self.user)
            raise ValidationError(WRONG_CODE) from error


class PasskeyStepForm(passkeys.AuthenticateWebAuthnForm):
    """A passkey in the second step. It cannot be guessed, so a failure counts nothing; shut is shut for it, too."""

    def clean_credential(self) -> Any:
        if lockout.is_shut(lockout.of_factor(context.request, self.user)):
            raise ValidationError(WRONG_CODE)
        return super().clean_credential()


class ConfirmByCodeForm(_OurCodes, codes.ReauthenticateForm):
    """Confirming by code that it is oneself, within a session."""

    def clean_code(self) -> str:
        slot = lockout.of_session(context.request)
        try:
            if not lockout.admits(slot):
                raise ValidationError(WRONG_CODE)
            code = super().clean_code()
        except ValidationError:
            lockout.failed_in_session(context.request, slot)
            raise
        lockout.passed(slot)
        return code


class ChangePasswordForm(account.ChangePasswordForm):
    """A new password for the old one, which could be guessed here as well as at any other question."""

    def clean_oldpassword(self) -> str:
        slot = lockout.of_session(context.request)
        if lockout.admits(slot) and self.user.check_password(self.cleaned_data["oldpassword"]):
            lockout.passed(slot)
            return self.cleaned_data["oldpassword"]
        lockout.failed_in_session(context.request, slot)
        raise get_adapter().validation_error("enter_current_password")
