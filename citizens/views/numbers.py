"""Where "this number is registered already: ask the project lead" ends."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from accounts.access import Request, note_shown, signed_in
from accounts.permissions import Permission
from audit.enums import Criterion, Kind
from citizens import queries
from citizens.forms.numbers import NumberForm
from citizens.queries.numbers import registered
from core.pages import page


@signed_in(Permission.CASE_MERGE, kind=Kind.SEARCH)
def number(request: Request) -> HttpResponse:
    """By POST: nothing typed stands in an address. What is found is logged with the citizen it is about."""
    form = NumberForm(request.POST or None)
    told: dict[str, Any] = {"form": form, "asked": request.method == "POST" and form.is_valid()}
    told["found"] = registered(request.user, form.cleaned_data["cpr"]) if told["asked"] else None
    if told["asked"] and request.access_note:
        request.access_note.criterion = Criterion.CPR
    if told["found"]:
        note_shown(request, [told["found"].citizen.pk])
    title = _("A CPR number that is registered already")
    trail = [(_("Citizens"), queries.citizens_url()), (title, None)]
    return page(request, "citizens/number.html", {**told, "page_title": title, "breadcrumbs": trail})
