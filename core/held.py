"""The answer to a request that is not refused for good: it goes on at a time, and nothing typed is lost (ADR 0037)."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.dates import COPENHAGEN

_NOT_TYPED = ("csrfmiddlewaretoken",)


def typed(request: HttpRequest, *, but: str = "") -> list[tuple[str, str]]:
    """What the form sent, to be sent once more from hidden fields; without fields whose names begin with `but`."""
    return [
        (name, str(value))
        for name, values in request.POST.lists()
        if name not in _NOT_TYPED and not (but and name.startswith(but))
        for value in values
    ]


def goes_on(until: datetime) -> str:
    """When it goes on, in words: the first whole minute in which it does."""
    minute = until.astimezone(COPENHAGEN) + timedelta(seconds=59)
    return _("It goes on at %(time)s.") % {"time": date_format(minute, "H.i")}


def held(request: HttpRequest, *, until: datetime, why: str, fields: list[tuple[str, str]]) -> HttpResponse:
    """429 until then. A page that asked for a part of itself stays as it is, and says so in its own words."""
    seconds = max(1, math.ceil((until - timezone.now()).total_seconds()))
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=429, headers={"Retry-After": str(seconds)})
    told: dict[str, Any] = {"why": why, "goes_on": goes_on(until), "fields": fields, "path": request.get_full_path()}
    told |= {"was_sent": request.method == "POST", "had_files": request.method == "POST" and bool(request.FILES)}
    response = render(request, "429.html", told, status=429)
    response.headers["Retry-After"] = str(seconds)
    return response
