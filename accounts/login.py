"""Logging in and out: who the session belongs to, and the trace each leaves."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.signals import password_changed
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.signals import authentication_failed, authenticator_added, authenticator_removed, authenticator_reset
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import Affiliation, User, valid_on
from audit.actions import Note
from audit.enums import Kind
from core.dates import today
from core.fields import seal, unseal


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


class AccountAdapter(DefaultAccountAdapter):
    """People are invited; nobody signs up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_ajax(self, request: HttpRequest) -> bool:
        """Never: allauth would answer a wrong password with 400, and what a 400 did is rolled back, the count, too.

        Whoever guesses passwords would only have to ask for JSON to guess without limit.
        """
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Counts the attempt (in the cache all processes share). One too many is a failed log-in, too."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            _noted(request, Kind.LOGIN_FAILED)
            raise


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of second factors are sealed: a copied database lets nobody in."""

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)


def _noted(request: HttpRequest | None, kind: Kind, user: Any = None) -> None:
    if request is not None:
        request.access_note = Note(kind=kind, user=user, denied=kind == Kind.LOGIN_FAILED)  # type: ignore[attr-defined]


def _logged_in(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    _noted(request, Kind.LOGIN, user)


def _kept(sender: Any, user: Any, **kwargs: Any) -> None:
    """In the place of Django's own receiver: before the time of this log-in the one before it is kept.

    What is "new since last time" is told from it, so that no look at a page has to write anything.
    """
    user.previous_login, user.last_login = user.last_login, timezone.now()
    user.save(update_fields=["previous_login", "last_login"])


def _logged_out(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    _noted(request, Kind.LOGOUT, user)


def _login_failed(sender: Any, request: HttpRequest | None = None, **kwargs: Any) -> None:
    _noted(request, Kind.LOGIN_FAILED)


def _code_failed(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """The password was right, so we know whose log-in it is."""
    _noted(request, Kind.LOGIN_FAILED, user)


def _secret_changed(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    _noted(request, Kind.CHANGE, user)
    request.access_note.object_type, request.access_note.object_id = user._meta.label, user.pk  # type: ignore[attr-defined]
    request.session.pop("second_factor", None)  # to be looked up again: it may just have been removed


def connect() -> None:
    """Hook log-in, log-out, what failed and what changed about one's secrets to the access log."""
    user_logged_in.connect(_logged_in, dispatch_uid="somv-login")
    # Django's receiver has this name; whichever app is ready first, ours is the one that stays.
    user_logged_in.disconnect(dispatch_uid="update_last_login")
    user_logged_in.connect(_kept, dispatch_uid="update_last_login")
    user_logged_out.connect(_logged_out, dispatch_uid="somv-logout")
    user_login_failed.connect(_login_failed, dispatch_uid="somv-login-failed")
    authentication_failed.connect(_code_failed, dispatch_uid="somv-code-failed")
    for signal in (password_changed, authenticator_added, authenticator_removed, authenticator_reset):
        signal.connect(_secret_changed, dispatch_uid="somv-secret-changed")
