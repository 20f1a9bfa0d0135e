"""One way to answer: the page, or the partial htmx asked for, at the same address."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core import drafts
from core.dates import COPENHAGEN


def page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    partial: str | None = None,
    status: int | None = None,
) -> HttpResponse:
    """Render `template`, or `partial` when htmx asks. A form with errors in the context answers 422.

    A draft of `form` (or of `forms`, several sent as one) is offered; `write_url` is where the form is sent when
    that is another address than the page's own.
    Templates are told, they do not ask: `may` (right name → bool) and `case` come from the door.
    """
    told = {"may": getattr(request, "may", {}), "case": getattr(request, "case", None), **(context or {})}
    form = told.get("form")
    drafts.offer(request, told.get("forms") or [form], told.get("write_url") or request.get_full_path())
    if status is None:
        status = 422 if form is not None and form.is_bound and form.errors else 200
    wanted = partial if partial and request.headers.get("HX-Request") else template
    response = render(request, wanted, told, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def clock() -> str:
    """The time now as it is said in the saved message: 10.42."""
    return date_format(timezone.now().astimezone(COPENHAGEN), "H.i")


def saved(request: HttpRequest, what: str = "") -> None:
    """Say quietly that it is saved, and what changed."""
    text = _("Saved at %(time)s.") % {"time": clock()}
    messages.success(request, f"{what} {text}" if what else text)
