"""Logging in and out: who the session belongs to, what is answered, and the trace each leaves."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend

from accounts.login.adapters import AccountAdapter, SecondFactorAdapter
from accounts.login.traces import connect, second_step_shut
from accounts.models import Affiliation, User, valid_on
from core.dates import today

__all__ = ["AccountAdapter", "Backend", "SecondFactorAdapter", "connect", "second_step_shut"]


class Backend(ModelBackend):
    """Reads the person and today's affiliation in one query; gives no model permissions.

    It stands here because sessions name it by its place: moved, it would end all of them.
    """

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
