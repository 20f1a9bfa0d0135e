"""The request as one transaction with a known user, and the access log written before the answer leaves.

Order matters: the page is rendered inside the transaction (a template rendered after it would see no rows
once row-level policies are in force), the log row is written outside it (a rolled-back request must still
leave its trace), and no page leaves unlogged.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.response import SimpleTemplateResponse

from audit import actions, queries
from audit.actions import Noted
from core.context import name_asker

log = logging.getLogger("somv.audit")


def source_address(request: HttpRequest) -> str | None:
    """The caller's address; a forwarded one only when the nearest hop is a trusted proxy (TRUSTED_PROXIES).

    Read from the right, past our own proxies: what stands further left the caller may have written. What is no
    address is not believed either.
    """
    nearest = request.META.get("REMOTE_ADDR") or None
    if nearest not in settings.TRUSTED_PROXIES:
        return nearest
    for hop in reversed(request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")):
        if hop.strip() in settings.TRUSTED_PROXIES:
            continue
        return _as_address(hop.strip()) or nearest
    return nearest


def _as_address(text: str) -> str | None:
    try:
        return str(ip_address(text))
    except ValueError:
        return None


class RequestMiddleware:
    """Last in MIDDLEWARE: transaction → user in the database's context → rendered page → log → answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Noted) -> HttpResponse:
        request.request_id = uuid.uuid4()
        request.access_note = None
        request.afterwards = []
        request.opened = None
        response = self._in_transaction(request)
        for act in request.afterwards:
            act()
        return self._logged(request, response)

    def _in_transaction(self, request: Noted) -> HttpResponse:
        with transaction.atomic():
            if request.user.is_authenticated:
                request.opened = queries.name_asker(request.user.pk, settings.CITIZENS_AN_HOUR)
            else:
                name_asker("")
            response = self.get_response(request)
            if isinstance(response, SimpleTemplateResponse) and not response.is_rendered:
                response = response.render()
            if response.status_code >= 400:
                transaction.set_rollback(True)  # a refused request has changed nothing
        return response

    def _logged(self, request: Noted, response: HttpResponse) -> HttpResponse:
        note = request.access_note
        if note is None:
            return response
        match = request.resolver_match
        try:
            actions.write(
                note,
                request_id=request.request_id,
                status=response.status_code,
                route=match.view_name if match else "",
                user=note.user or (request.user if request.user.is_authenticated else None),
                source=source_address(request),
            )
        except DatabaseError:
            log.exception("access log could not be written; the page is withheld")
            return render(request, "503.html", status=503)
        return response
