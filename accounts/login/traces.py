"""What a log-in, a log-out, a failed attempt and a changed secret leave behind."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.signals import password_changed
from allauth.mfa.signals import authentication_failed, authenticator_added, authenticator_removed, authenticator_reset
from django.contrib import messages
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models import F
from django.utils import timezone
from django.utils.translation import ngettext

from accounts import lockout
from accounts.freshness import FACTORS
from accounts.models import User
from audit.actions import Note, Noted
from audit.enums import Kind

TELL_FROM = 3  # failed log-ins; one or two are one's own fingers


def noted(request: Noted | None, kind: Kind, user: Any = None) -> Note:
    note = Note(kind=kind, user=user, denied=kind in (Kind.LOGIN_FAILED, Kind.LOGIN_SHUT))
    if request is not None:
        request.access_note = note
    return note


def _logged_in(sender: Any, request: Noted, user: Any, **kwargs: Any) -> None:
    noted(request, Kind.LOGIN, user)


def _kept(sender: Any, user: Any, request: Any = None, **kwargs: Any) -> None:
    """In the place of Django's own receiver: before the time of this log-in the one before it is kept.

    What is "new since last time" is told from it, so that no look at a page has to write anything.
    """
    failed = user.failed_logins
    user.previous_login, user.last_login, user.failed_logins = user.last_login, timezone.now(), 0
    user.save(update_fields=["previous_login", "last_login", "failed_logins"])
    if request is not None:
        for slot in (lockout.of_name(request, user.username), lockout.of_factor(request, user)):
            lockout.passed(slot)
        _known(request, user)
    if request is not None and failed >= TELL_FROM:
        messages.warning(request, _tried(failed))


def _known(request: Any, user: Any) -> None:
    """Both steps are passed, or a password is chosen anew here: the answer makes this browser a known one."""
    request.known_device_of = user


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
    noted(request, Kind.LOGOUT, user)


def login_failed(sender: Any, credentials: Any, request: Noted | None = None, **kwargs: Any) -> None:
    noted(request, Kind.LOGIN_FAILED)
    _count(username=credentials.get("username", ""))


def code_failed(sender: Any, request: Noted, user: Any, **kwargs: Any) -> None:
    """The password was right, so we know whose log-in it is."""
    noted(request, Kind.LOGIN_FAILED, user)
    _count(pk=user.pk)


def second_step_shut(request: Noted, user: Any) -> None:
    """One code too many. The password was right, so the access log knows whose log-in it is."""
    noted(request, Kind.LOGIN_SHUT, user)


def _new_password(sender: Any, request: Any, user: Any, **kwargs: Any) -> None:
    _known(request, user)  # or who changes it because of somebody's guesses would be a stranger at the next log-in


def _secret_changed(sender: Any, request: Noted, user: Any, **kwargs: Any) -> None:
    note = noted(request, Kind.CHANGE, user)
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
    user_login_failed.connect(login_failed, dispatch_uid="somv-login-failed")
    authentication_failed.connect(code_failed, dispatch_uid="somv-code-failed")
    authenticator_added.connect(_proved, dispatch_uid="somv-factor-proved")
    password_changed.connect(_new_password, dispatch_uid="somv-new-password")
    for signal in (password_changed, authenticator_added, authenticator_removed, authenticator_reset):
        signal.connect(_secret_changed, dispatch_uid="somv-secret-changed")
