"""Logging in and out: who the session belongs to, and the trace each leaves."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest

from accounts.models import Affiliation, User, valid_on
from audit.actions import Note
from audit.enums import Kind
from core.dates import today


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


def _noted(request: HttpRequest | None, kind: Kind, user: Any = None) -> None:
    if request is not None:
        request.access_note = Note(kind=kind, user=user, denied=kind == Kind.LOGIN_FAILED)  # type: ignore[attr-defined]


def _logged_in(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    _noted(request, Kind.LOGIN, user)


def _logged_out(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    _noted(request, Kind.LOGOUT, user)


def _login_failed(sender: Any, request: HttpRequest | None = None, **kwargs: Any) -> None:
    _noted(request, Kind.LOGIN_FAILED)


def connect() -> None:
    """Hook the three signals of Django's log-in to the access log."""
    user_logged_in.connect(_logged_in, dispatch_uid="somv-login")
    user_logged_out.connect(_logged_out, dispatch_uid="somv-logout")
    user_login_failed.connect(_login_failed, dispatch_uid="somv-login-failed")
