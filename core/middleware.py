"""The first and last to see a request: what no caller may send, and what every answer carries, error pages, too."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template import loader

log = logging.getLogger("somv.requests")

Next = Callable[[HttpRequest], HttpResponse]

FORWARDED: tuple[str, ...] = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST")
FORWARDED += ("HTTP_X_FORWARDED_PORT", "HTTP_X_REAL_IP", "HTTP_FORWARDED")
METHODS = ("GET", "HEAD", "POST")
PAGES = {400: "400.html", 405: "405.html", 413: "413.html", 414: "414.html", 431: "431.html"}


def refusal(status: int) -> HttpResponse:
    """A page for what cannot be answered. Rendered without the request: nothing in it can be trusted yet."""
    log.warning("A request was refused before anything read it: %s", status)
    return HttpResponse(loader.get_template(PAGES[status]).render(), status=status)


class HeadersMiddleware:
    """Outermost: also an answer of another middleware, and the page for a foreign host, carries these (ASVS 3.4).

    A view that has said otherwise is left alone. The content policy is django-csp's, the second in line.
    """

    ALWAYS = {
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
        "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": settings.PERMISSIONS_POLICY,
        "X-Permitted-Cross-Domain-Policies": "none",
    }

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        self._forget_forgeries(request)
        response = self.get_response(request)
        for name, value in self.ALWAYS.items():
            response.headers.setdefault(name, value)
        if settings.SECURE_HSTS_SECONDS and request.is_secure():
            response.headers.setdefault(
                "Strict-Transport-Security", f"max-age={settings.SECURE_HSTS_SECONDS}; includeSubDomains"
            )
        if not request.path_info.startswith(settings.STATIC_URL):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    @staticmethod
    def _forget_forgeries(request: HttpRequest) -> None:
        """Who is no proxy of ours can neither say "I came by https" nor where they came from."""
        if request.META.get("REMOTE_ADDR") not in settings.TRUSTED_PROXIES:
            for name in FORWARDED:
                request.META.pop(name, None)


class LimitsMiddleware:
    """What is too long, too much or of no method we know is refused before anything reads it.

    Tighter than gunicorn's own limits (`gunicorn.conf.py`), so that the answer is a page of ours.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in METHODS:
            response = refusal(405)
            response.headers["Allow"] = ", ".join(METHODS)
            return response
        if self._is_in_the_open(request):
            return refusal(400)
        if status := self._too_large(request):
            return refusal(status)
        return self.get_response(request)

    @staticmethod
    def _is_in_the_open(request: HttpRequest) -> bool:
        program = request.path_info.startswith(settings.FOR_PROGRAMS)
        return program and bool(settings.SECURE_SSL_REDIRECT) and not request.is_secure()

    @staticmethod
    def _too_large(request: HttpRequest) -> int | None:
        address = len(request.META.get("PATH_INFO", "")) + len(request.META.get("QUERY_STRING", ""))
        if address > settings.LONGEST_ADDRESS:
            return 414
        headers = [len(name) + len(str(value)) for name, value in request.META.items() if name.startswith("HTTP_")]
        if len(headers) > settings.MOST_HEADERS or sum(headers) > settings.LARGEST_HEADERS:
            return 431
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not (length.isascii() and length.isdigit()):
            return 400
        return 413 if len(length) > 15 or int(length) > settings.LARGEST_BODY else None
