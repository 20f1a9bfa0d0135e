"""How allauth is told what is ours: what is answered to whom, and what is counted."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import lockout
from accounts.freshness import PROVIDER, is_fresh
from accounts.login.traces import code_failed, login_failed, noted
from accounts.models import User
from accounts.notices import tell_person
from accounts.queries import confirming, named
from audit.actions import Noted
from audit.enums import Kind
from audit.middleware import source_address
from core.fields import seal, unseal

SECRETS = "mfa_authenticator.data"  # the column; a secret moved elsewhere does not open

# What allauth calls the mail → accounts.notices.LINES.
_TOLD = {
    "password_changed": "password",
    "totp_activated": "added",
    "totp_deactivated": "removed",
    "webauthn_added": "added",
    "webauthn_removed": "removed",
    "recovery_codes_generated": "codes",
}
NO_STEP_YET = gettext_lazy("Set up an app or a passkey first. The codes are for the day you do not have it at hand.")
NOT_IN = gettext_lazy(
    "You were not logged in. Check your user name and password. After several failed attempts the log-in is shut for "
    "up to a day; the administrator at your workplace can open it."
)


class AccountAdapter(DefaultAccountAdapter):
    """People are invited; nobody signs up."""

    # The same words for a wrong password, an unknown name, a shut one and a shut network.
    error_messages = {**DefaultAccountAdapter.error_messages, "username_password_mismatch": NOT_IN}

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """As the access log has it: a forwarded address from our own proxy only."""
        return source_address(request) or "0.0.0.0"  # noqa: S104

    def is_ajax(self, request: HttpRequest) -> bool:
        """Never: allauth would answer a wrong password with 400, and what a 400 did is rolled back, the count, too.

        Whoever guesses passwords would only have to ask for JSON to guess without limit.
        """
        return False

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """allauth's own pages about one's log-in ask as our door does: a fresh log-in is enough.

        Raises ReauthenticationRequired for whoever has neither password nor factor here: allauth would ask nothing.
        """
        if is_fresh(self.request):
            return False
        if not self.request.user.has_usable_password() and not is_mfa_enabled(self.request.user):
            raise ReauthenticationRequired
        return True

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Whoever has a second factor confirms with it: the password alone is what a browser fills in."""
        methods = super().get_reauthentication_methods(user)
        methods = [way for way in methods if way["id"] != "reauthenticate"] or methods
        if user.is_authenticated and confirming(user):
            words = _("Confirm with the log-in of your organisation")
            methods.append({"id": PROVIDER, "description": words, "url": reverse("accounts:confirm_by_provider")})
        return methods

    def send_notification_mail(self, template_prefix: str, user: Any, *args: Any, **kwargs: Any) -> None:
        """Where allauth would send a mail of its own, our outbox tells: without any personal data, and never lost."""
        what = _TOLD.get(template_prefix.rpartition("/")[2])
        if what is not None:
            tell_person(user, what)

    def authenticate(self, request: Noted, **credentials: Any) -> Any:
        """One password hash, whoever is named and whether or not the name is shut (ADR 0029).

        A name that is shut is not asked for its password at all: nobody can tell a right one from a wrong one. A shut
        network is answered at once, and nothing of the name is looked at or counted.
        """
        name = credentials.get("username", "")
        slot = lockout.of_name(request, name)
        if slot.device == "" and lockout.is_shut(lockout.of_source(request)):
            noted(request, Kind.LOGIN_FAILED)
            return None
        if not lockout.admits(slot):
            User().set_password(credentials.get("password"))
            lockout.refused(request, slot)
            return login_failed(None, credentials, request)
        user = super().authenticate(request, **credentials)
        if user is None and lockout.failed_log_in(request, slot) and (person := named(lockout.spellings(name))):
            noted(request, Kind.LOGIN_SHUT, person)
        return user

    def reauthenticate(self, user: Any, password: str) -> bool:
        """Counted within the session only: what is tried elsewhere neither helps nor hurts whoever is in."""
        slot = lockout.of_session(self.request)
        if lockout.admits(slot) and user.check_password(password):
            lockout.passed(slot)
            return True
        lockout.failed_in_session(self.request, slot)
        code_failed(None, self.request, user)
        return False


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of second factors are sealed: a copied database lets nobody in."""

    error_messages = {**DefaultMFAAdapter.error_messages, "cannot_generate_recovery_codes": NO_STEP_YET}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": settings.MFA_TOTP_ISSUER}

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        """What a passkey is called until one names it."""
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return _("Passkey %(number)s") % {"number": count + 1}

    def encrypt(self, text: str) -> str:
        return seal(text, SECRETS)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text, SECRETS)
