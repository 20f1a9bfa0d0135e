"""What every answer carries of the person: their language, and that nothing of theirs is kept by a cache."""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import resolve
from django.utils import translation

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

    ALLOWED = frozenset({"mfa_activate_totp", "account_logout", "account_reauthenticate", "language"})

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SECOND_FACTOR_REQUIRED and request.user.is_authenticated and not self._has(request):
            return redirect("mfa_activate_totp")
        return self.get_response(request)

    def _has(self, request: HttpRequest) -> bool:
        if request.session.get("second_factor") == str(request.user.pk):
            return True
        if is_mfa_enabled(request.user):
            request.session["second_factor"] = str(request.user.pk)
            return True
        match = request.path_info.startswith(settings.STATIC_URL) or resolve(request.path_info).url_name in self.ALLOWED
        return bool(match)
