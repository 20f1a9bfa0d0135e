"""Coming back, a mistake taken back, and the CPR number set right."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import Request, note_shown, signed_in, through
from accounts.permissions import Permission
from audit.enums import Kind
from citizens import access, actions, queries
from citizens.access import CaseRequest
from citizens.actions import leaving
from citizens.forms.life import ReferAgainForm, ReplaceCprForm
from citizens.forms.referral import ReasonForm
from citizens.models import Citizen
from core.forms import attempt
from core.pages import page, saved


@signed_in(Permission.CITIZEN_END, kind=Kind.LIST)
def voided(request: Request) -> HttpResponse:
    """What was entered by mistake: out of all other lists, and still to be read."""
    rows = list(access.voided_citizens(request.user).order_by("sort_name", "id"))
    note_shown(request, [row.pk for row in rows])
    trail = [(_("Citizens"), queries.citizens_url()), (_("Entered by mistake"), None)]
    return page(request, "citizens/voided.html", {"rows": rows, "breadcrumbs": trail})


@through(access.master, Permission.CITIZEN_END)
def take_back(request: CaseRequest, citizen: Citizen) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    act = lambda: leaving.take_back_void(citizen, by=request.user, **form.values())  # noqa: E731
    if request.method == "POST" and form.is_valid() and attempt(form, act):
        saved(request, _("The citizen is in the lists again."))
        return redirect("citizens:detail", citizen_id=citizen.pk)
    what = _("%(name)s was no mistake and comes back into lists and counts.") % {"name": citizen.name}
    told = {"what": what, "form": form, "label": _("Take back"), "danger": False}
    told["consequences"] = [_("Places in the network that ended with the mistake are given anew, one by one.")]
    return page(request, "citizens/network_confirm.html", {**_around(request, _("It was no mistake")), **told})


@through(access.master, Permission.CITIZEN_ENROL)
def refer_again(request: CaseRequest, citizen: Citizen) -> HttpResponse:
    form = ReferAgainForm(request.POST or None)
    act = lambda: leaving.refer_again(citizen, by=request.user, **form.for_action())  # noqa: E731
    if request.method == "POST" and form.is_valid() and attempt(form, act):
        saved(request, _("The citizen is referred again. The enrolment goes on with the screening."))
        return redirect("citizens:enrol_screening", citizen_id=citizen.pk)
    what = _("%(name)s comes back: the enrolment begins anew, with you as the coordinator.") % {"name": citizen.name}
    told = {"what": what, "form": form, "label": _("Refer again"), "danger": False, "consequences": _coming_back()}
    return page(request, "citizens/network_confirm.html", {**_around(request, _("Refer again")), **told})


def _coming_back() -> list[str]:
    return [
        _("Master data, the log, earlier plans and the history are kept."),
        _("The screening, the network and the consents to exchange information begin anew."),
        _("Ask whether the consent to participate still holds; withdraw it if it does not."),
    ]


@through(access.master, Permission.MASTER_CHANGE)
def replace_cpr(request: CaseRequest, citizen: Citizen) -> HttpResponse:
    form = ReplaceCprForm(request.POST or None, instance=citizen)
    if request.method == "POST" and form.is_valid() and attempt(form, lambda: _replaced(request, citizen, form)):
        saved(request, _("The CPR number is replaced."))
        return redirect("citizens:master", citizen_id=citizen.pk)
    what = _("The number %(number)s is replaced, and the date of birth follows the new one.")
    told = {"what": what % {"number": citizen.masked_cpr or "–"}, "form": form, "label": _("Replace the number")}
    told["consequences"] = [_("The old number and your reason stay in the history.")]
    return page(request, "citizens/network_confirm.html", {**_around(request, _("Replace the CPR number")), **told})


def _replaced(request: Request, citizen: Citizen, form: ReplaceCprForm) -> Citizen:
    return actions.replace_cpr(citizen, by=request.user, revision=form.base_revision, **form.values())


def _around(request: CaseRequest, title: str) -> dict[str, Any]:
    case = request.case
    back = reverse("citizens:master", args=[case.citizen.pk])
    trail = queries.crumbs(case, (_("Master data"), back), (title, None))
    return {"tab": "master", "page_title": title, "title": title, "breadcrumbs": trail, "cancel_url": back}
