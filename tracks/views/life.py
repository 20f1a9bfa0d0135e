"""The citizen's life in the programme: it ends, or was a mistake. Each says what will happen, and asks once."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import through
from accounts.permissions import Permission
from citizens import access
from citizens.forms.referral import ReasonForm
from citizens.models import Citizen
from citizens.queries import crumbs
from core.forms import attempt
from core.pages import page, saved
from tracks import actions
from tracks.forms.life import LeaveForm
from tracks.queries.life import what_leaving_ends, what_voiding_ends


@through(access.master, Permission.CITIZEN_END)
def leave(request: HttpRequest, citizen: Citizen) -> HttpResponse:
    form = LeaveForm(request.POST or None)
    act = lambda: actions.leave(citizen, by=request.user, **form.values())  # noqa: E731
    if request.method == "POST" and form.is_valid() and attempt(form, act):
        saved(request, _("Case %(number)d has ended: the citizen has left.") % {"number": citizen.case_number})
        return redirect("overview:home")
    what = _("%(name)s has died, has moved, or does not take part any more.") % {"name": citizen.name}
    lines = what_leaving_ends(request.case)  # type: ignore[attr-defined]
    return _asked(request, _("The citizen leaves"), what, lines, form, _("End the case"))


@through(access.master, Permission.CITIZEN_END)
def void(request: HttpRequest, citizen: Citizen) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    act = lambda: actions.void(citizen, by=request.user, **form.values())  # noqa: E731
    if request.method == "POST" and form.is_valid() and attempt(form, act):
        saved(request, _("Case %(number)d is marked as a mistake.") % {"number": citizen.case_number})
        return redirect("citizens:voided")
    what = _("%(name)s should not have been entered: the wrong person, or twice.") % {"name": citizen.name}
    lines = what_voiding_ends(request.case)  # type: ignore[attr-defined]
    return _asked(request, _("Entered by mistake"), what, lines, form, _("Mark as a mistake"))


def _asked(request: HttpRequest, title: str, what: str, lines: list[str], form: object, label: str) -> HttpResponse:
    case = request.case  # type: ignore[attr-defined]
    back = reverse("citizens:master", args=[case.citizen.pk])
    trail = crumbs(case, (_("Master data"), back), (title, None))
    told: dict[str, Any] = {
        "tab": "master",
        "page_title": title,
        "breadcrumbs": trail,
        "cancel_url": back,
        "title": title,
    }
    told |= {"what": what, "consequences": lines, "form": form, "label": label}
    return page(request, "citizens/network_confirm.html", told)
