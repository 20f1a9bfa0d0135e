"""Logging in and out: who the session belongs to, and the trace each leaves."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.signals import password_changed
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authentication_failed, authenticator_added, authenticator_removed, authenticator_reset
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.core.exceptions import ValidationError
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.freshness import FACTORS, is_fresh
from accounts.models import Affiliation, User, valid_on
from accounts.notices import tell_person
from audit.actions import Note, Noted
from audit.enums import Kind
from audit.middleware import source_address
from core.dates import today
from core.fields import seal, unseal

SECRETS = "mfa_authenticator.data"  # the column; a secret moved elsewhere does not open


class Backend(ModelBackend):
    """Reads the person and today's affiliation in one query; gives no model permissions."""

    def get_user(self, user_id: Any) -> User | None:
        affiliation = (
            Affiliation.objects.select_related("user", "organisation")
            .filter(valid_on(today()), user_id=user_id)
            .order_by("-starts_on")
            .first()
        )
        if affiliation is None:
            return super().get_user(user_id)
        user = affiliation.user
        user.affiliation = affiliation
        return user if self.user_can_authenticate(user) else None

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        return False

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        return set()


# What allauth calls the mail → accounts.notices.LINES.
_TOLD = {
    "password_changed": "password",
    "totp_activated": "added",
    "totp_deactivated": "removed",
    "webauthn_added": "added",
    "webauthn_removed": "removed",
    "recovery_codes_generated": "codes",
}
TELL_FROM = 3  # failed log-ins; one or two are one's own fingers


class AccountAdapter(DefaultAccountAdapter):
    """People are invited; nobody signs up."""

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
        """allauth's own pages about one's log-in ask as our door does: a fresh log-in is enough."""
        return not is_fresh(self.request)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Whoever has a second factor confirms with it: the password alone is what a browser fills in."""
        methods = super().get_reauthentication_methods(user)
        return [way for way in methods if way["id"] != "reauthenticate"] or methods

    def send_notification_mail(self, template_prefix: str, user: Any, *args: Any, **kwargs: Any) -> None:
        """Where allauth would send a mail of its own, our outbox tells: without any personal data, and never lost."""
        what = _TOLD.get(template_prefix.rpartition("/")[2])
        if what is not None:
            tell_person(user, what)

    def pre_authenticate(self, request: Noted, **credentials: Any) -> None:
        """Counts the attempt (in the cache all processes share). One too many is a failed log-in, too."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            _noted(request, Kind.LOGIN_FAILED)
            raise


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of second factors are sealed: a copied database lets nobody in."""

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


def _noted(request: Noted | None, kind: Kind, user: Any = None) -> Note:
    note = Note(kind=kind, user=user, denied=kind == Kind.LOGIN_FAILED)
    if request is not None:
        request.access_note = note
    return note


def _logged_in(sender: Any, request: Noted, user: Any, **kwargs: Any) -> None:
    _noted(request, Kind.LOGIN, user)


def _kept(sender: Any, user: Any, request: Any = None, **kwargs: Any) -> None:
    """In the place of Django's own receiver: before the time of this log-in the one before it is kept.

    What is "new since last time" is told from it, so that no look at a page has to write anything.
    """
    failed = user.failed_logins
    user.previous_login, user.last_login, user.failed_logins = user.last_login, timezone.now(), 0
    user.save(update_fields=["previous_login", "last_login", "failed_logins"])
    if request is not None and failed >= TELL_FROM:
        messages.warning(request, _tried(failed))


def _tried(failed: int) -> str:
    """ASVS 6.3.5: whoever was tried for learns it, and can say that it was not them."""
    text = ngettext(
        "There has been %(n)s failed attempt to log in as you. Was it not you, tell your administrator.",
        "There have been %(n)s failed attempts to log in as you since you were last here. Was it not you, change your "
        "password and tell your administrator.",
        failed,
    )
    return text % {"n": failed}


def _count(**who: Any) -> None:
    """One statement, alike for a user name that exists and one that does not."""
    User.objects.filter(**who).update(failed_logins=F("failed_logins") + 1)


def _logged_out(sender: Any, request: Noted, user: Any, **kwargs: Any) -> None:
    _noted(request, Kind.LOGOUT, user)


def _login_failed(sender: Any, credentials: Any, request: Noted | None = None, **kwargs: Any) -> None:
    _noted(request, Kind.LOGIN_FAILED)
    _count(username=credentials.get("username", ""))


def _code_failed(sender: Any, request: Noted, user: Any, **kwargs: Any) -> None:
    """The password was right, so we know whose log-in it is."""
    _noted(request, Kind.LOGIN_FAILED, user)
    _count(pk=user.pk)


def _secret_changed(sender: Any, request: Noted, user: Any, **kwargs: Any) -> None:
    note = _noted(request, Kind.CHANGE, user)
    note.object_type, note.object_id = user._meta.label, user.pk
    request.session.pop("second_factor", None)  # to be looked up again: it may just have been removed


def _proved(sender: Any, request: Noted, user: Any, authenticator: Any, **kwargs: Any) -> None:
    """Setting a factor up proves that one has it: it is not asked for again at once."""
    if authenticator.type in FACTORS:
        record_authentication(request, user, "mfa", type=authenticator.type, id=authenticator.pk, reauthenticated=True)


def connect() -> None:
    """Hook log-in, log-out, what failed and what changed about one's secrets to the access log."""
    user_logged_in.connect(_logged_in, dispatch_uid="somv-login")
    # Django's receiver has this name; whichever app is ready first, ours is the one that stays.
    user_logged_in.disconnect(dispatch_uid="update_last_login")
    user_logged_in.connect(_kept, dispatch_uid="update_last_login")
    user_logged_out.connect(_logged_out, dispatch_uid="somv-logout")
    user_login_failed.connect(_login_failed, dispatch_uid="somv-login-failed")
    authentication_failed.connect(_code_failed, dispatch_uid="somv-code-failed")
    authenticator_added.connect(_proved, dispatch_uid="somv-factor-proved")
    for signal in (password_changed, authenticator_added, authenticator_removed, authenticator_reset):
        signal.connect(_secret_changed, dispatch_uid="somv-secret-changed")
