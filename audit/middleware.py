"""The request as one transaction with a known user, and the access log written before the answer leaves.

Order matters: the page is rendered inside the transaction (a template rendered after it would see no rows
once row-level policies are in force), the log row is written outside it (a rolled-back request must still
leave its trace), and no page leaves unlogged.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.response import SimpleTemplateResponse

from audit import actions

log = logging.getLogger("somv.audit")


def source_address(request: HttpRequest) -> str | None:
    """The caller's address; a forwarded one only when the nearest hop is a trusted proxy (TRUSTED_PROXIES)."""
    nearest = request.META.get("REMOTE_ADDR") or None
    if nearest in settings.TRUSTED_PROXIES:
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")[-1].strip()
        return forwarded or nearest
    return nearest


def _set_user(user_id: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select set_config('app.user_id', %s, true)", [user_id])


class RequestMiddleware:
    """Last in MIDDLEWARE: transaction → user in the database's context → rendered page → log → answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.request_id = uuid.uuid4()  # type: ignore[attr-defined]
        request.access_note = None  # type: ignore[attr-defined]
        response = self._in_transaction(request)
        return self._logged(request, response)

    def _in_transaction(self, request: HttpRequest) -> HttpResponse:
        with transaction.atomic():
            user_id = request.user.pk if request.user.is_authenticated else ""
            _set_user(str(user_id))
            response = self.get_response(request)
            if isinstance(response, SimpleTemplateResponse) and not response.is_rendered:
                response = response.render()
            if response.status_code >= 400:
                transaction.set_rollback(True)  # a refused request has changed nothing
        return response

    def _logged(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        note = request.access_note  # type: ignore[attr-defined]
        if note is None:
            return response
        match = request.resolver_match
        try:
            actions.write(
                note,
                request_id=request.request_id,  # type: ignore[attr-defined]
                status=response.status_code,
                route=match.view_name if match else "",
                user=note.user or (request.user if request.user.is_authenticated else None),
                source=source_address(request),
            )
        except DatabaseError:
            log.exception("access log could not be written; the page is withheld")
            return render(request, "503.html", status=503)
        return response
