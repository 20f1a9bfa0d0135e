"""What every answer carries of the person: their language, and that nothing of theirs is kept by a cache."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import resolve, reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts import lockout
from accounts.actions import sessions
from accounts.freshness import FACTORS, PREFIX, has_proved_two
from audit.actions import Note, Noted
from audit.enums import Kind
from core import drafts
from core.held import held, typed
from core.pace import pace

Next = Callable[[HttpRequest], HttpResponse]


class LanguageMiddleware:
    """The person's own language; before log-in the one chosen on the page, else Danish."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = getattr(request.user, "language", None) or request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class NoStoreMiddleware:
    """Pages behind log-in are kept by no cache, so that Back after log-out shows nothing."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers["Cache-Control"] = "no-store"
        return response


class SecondFactorMiddleware:
    """Where a second factor is required, a person without one sets it up before anything else.

    That it is set up is remembered in the session, so that it costs one query a log-in.
    """

    ALLOWED = frozenset(
        {"mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "account_logout", "account_reauthenticate", "language"}
        | {"confirm_by_provider", "provider_back", "provider_refused"}
    )

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SECOND_FACTOR_REQUIRED and request.user.is_authenticated and not self._has(request):
            return redirect("mfa_index")
        return self.get_response(request)

    def _has(self, request: HttpRequest) -> bool:
        if request.session.get("second_factor") == str(request.user.pk):
            return True
        if has_proved_two(request) or is_mfa_enabled(request.user, FACTORS):
            request.session["second_factor"] = str(request.user.pk)
            return True
        match = request.path_info.startswith(settings.STATIC_URL) or resolve(request.path_info).url_name in self.ALLOWED
        return bool(match)


class SessionLimitMiddleware:
    """A session ends after half an hour without use, and after ten hours in any case; the server decides (ADR 0026).

    A page, a part of one, a save and a draft kept while typing are use; what a page asks by itself is not: it says so
    (`X-SOMV-Background`). Every answer tells how many seconds are left, so that the page can warn in time, and whose
    session it is, so that a page of somebody else's can clear itself.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            if sessions.left(request.session).is_over:
                self._end(request)
            elif "X-SOMV-Background" not in request.headers:
                sessions.touch(request)
        was_in = request.user.is_authenticated
        request.session_left = sessions.left(request.session) if was_in else None  # type: ignore[attr-defined]
        proofs = sessions.proofs(request)
        response = self.get_response(request)
        if request.user.is_authenticated and getattr(request, "has_guessed_enough", False):
            response = self._shown_out(request)
        elif was_in and request.user.is_authenticated and sessions.proofs(request) != proofs:
            sessions.renew(request)
        if request.user.is_authenticated:
            response.headers["X-SOMV-Session"] = str(sessions.left(request.session))
            response.headers["X-SOMV-Person"] = str(request.user.pk)
        elif was_in:  # logged out. Not "cookies": that would end the sessions of every other system in the domain
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response

    @classmethod
    def _end(cls, request: HttpRequest) -> None:
        cls._forget(request)
        messages.info(request, _("You were logged out because the time was up. Log in again to go on."))

    @classmethod
    def _shown_out(cls, request: HttpRequest) -> HttpResponse:
        """Somebody sits in this session and guesses (ADR 0029): it ends, whoever it is; no other session does."""
        cls._forget(request)
        messages.warning(request, _("You were logged out because of several wrong attempts. Log in again to go on."))
        return redirect(f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()}, safe='/')}")

    @staticmethod
    def _forget(request: HttpRequest) -> None:
        UserSession.objects.filter(session_key=request.session.session_key).delete()
        request.session.flush()
        request.user = AnonymousUser()


class PaceMiddleware:
    """More requests in a minute than a person makes have to wait (ADR 0037).

    Counted when the page is known and the token of its form has been judged: what is kept to be sent again must be the
    person's own. One event a minute in the log is enough; a program would fill it.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: Noted, view: Any, args: Any, keys: Any) -> HttpResponse | None:
        over = pace.count(str(request.user.pk), settings.REQUESTS_A_MINUTE) if request.user.is_authenticated else None
        match = request.resolver_match
        if over is None or (match and match.view_name in settings.NEVER_HELD) or drafts.asked(request):
            return None
        if over.first:
            request.access_note = Note(kind=Kind.LIMITED, denied=True)
        # A page of one's own log-in has no rule: what is typed there is a secret, and short.
        fields = typed(request, but=f"{PREFIX}-") if hasattr(view, "rule") else []
        until = timezone.now() + timedelta(seconds=over.seconds)
        return held(request, until=until, why=_("You have asked for very many pages in a short time."), fields=fields)


class KnownDeviceMiddleware:
    """Sets the cookie of known devices (accounts.lockout) in the answer to a log-in, and to a new password."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        person = getattr(request, "known_device_of", None)
        if person is not None and response.status_code < 400:  # what a refused request did is rolled back
            lockout.remember(request, response, person)
        return response
