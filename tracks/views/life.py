"""The citizen's life in the programme: it ends, or was a mistake. Each says what will happen, and asks once."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import Request, through
from accounts.permissions import Permission
from citizens import access
from citizens.access import CaseRequest
from citizens.forms.referral import ReasonForm
from citizens.models import Citizen
from citizens.queries import citizens_url, crumbs
from citizens.queries.pickers import coordinators
from core.forms import attempt
from core.pages import page, saved
from tracks import actions
from tracks.forms.life import LeaveForm, TakeUpForm
from tracks.queries.life import what_leaving_ends, what_taking_up_does, what_voiding_ends


@through(access.master, Permission.CITIZEN_END)
def leave(request: CaseRequest, citizen: Citizen) -> HttpResponse:
    form = LeaveForm(request.POST or None)
    act = lambda: actions.leave(citizen, by=request.user, **form.values())  # noqa: E731
    if request.method == "POST" and form.is_valid() and attempt(form, act):
        saved(request, _("Case %(number)d has ended: the citizen has left.") % {"number": citizen.case_number})
        return redirect("overview:home")
    what = _("%(name)s has died, has moved, or does not take part any more.") % {"name": citizen.name}
    lines = what_leaving_ends(request.case)
    return _asked(request, _("The citizen leaves"), what, lines, form, _("End the case"))


@through(access.master, Permission.CITIZEN_END)
def void(request: CaseRequest, citizen: Citizen) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    act = lambda: actions.void(citizen, by=request.user, **form.values())  # noqa: E731
    if request.method == "POST" and form.is_valid() and attempt(form, act):
        saved(request, _("Case %(number)d is marked as a mistake.") % {"number": citizen.case_number})
        return redirect("citizens:voided")
    what = _("%(name)s should not have been entered: the wrong person, or twice.") % {"name": citizen.name}
    lines = what_voiding_ends(request.case)
    return _asked(request, _("Entered by mistake"), what, lines, form, _("Mark as a mistake"))


@through(access.lapsed, Permission.CASE_MERGE)
def take_up(request: Request, citizen: Citizen) -> HttpResponse:
    """The lead learns the case number and no more, and gives the citizen to a coordinator."""
    form = TakeUpForm(request.POST or None, coordinators=coordinators())
    act = lambda: actions.take_up(citizen, by=request.user, **form.for_action())  # noqa: E731
    numbers = {"number": citizen.case_number}
    if request.method == "POST" and form.is_valid() and attempt(form, act):
        told = {**numbers, "name": form.cleaned_data["to"].name}
        saved(request, _("Case %(number)d is referred anew, and %(name)s goes on with the enrolment.") % told)
        return redirect("overview:home")
    title, back = _("A new referral"), reverse("citizens:number")
    what = _("The citizen of case %(number)d wishes to take part again.") % numbers
    told = {"title": title, "what": what, "form": form, "label": title, "danger": False, "cancel_url": back}
    trail = [(_("Citizens"), citizens_url()), (_("A CPR number that is registered already"), back), (title, None)]
    told |= {"consequences": what_taking_up_does(), "breadcrumbs": trail}
    return page(request, "tracks/take_up.html", told)


def _asked(request: CaseRequest, title: str, what: str, lines: list[str], form: object, label: str) -> HttpResponse:
    case = request.case
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
