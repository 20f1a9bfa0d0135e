"""Steps 3 and 4 of the enrolment: the consents, and the network."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import through
from accounts.permissions import Permission
from audit.enums import Kind
from citizens import access, queries
from citizens.access import CaseRequest
from citizens.actions.enrolment import mark_step
from citizens.actions.scans import record_with_scan
from citizens.forms.consents import ParticipationForm
from citizens.forms.sheet import Sheet
from citizens.models import Citizen
from citizens.queries.network import part_labels, places_of, with_tracks
from citizens.queries.pickers import takers
from citizens.views.network import done
from citizens.views.places import adding
from core.pages import page, saved

CONSENT, NETWORK = 3, 4


@through(access.network, Permission.CONSENT_CHANGE, post=Kind.CREATE)
def enrol_consent(request: CaseRequest, citizen: Citizen) -> HttpResponse:
    """Participation, and once it is given the exchange; each is a consent of its own."""
    if request.case.participation == "valid":
        return _exchange(request, citizen)
    purpose = _("To take part in %(programme)s: a coordinator, and one plan for those who help.")
    initial = {"given_to": request.user.pk, "purpose": purpose % {"programme": citizen.programme}}
    told = {"takers": takers(citizen, request.user), "initial": initial}
    form = ParticipationForm(request.POST or None, request.FILES or None, **told)
    if done(request, form, lambda: record_with_scan(citizen, by=request.user, **form.values())):
        saved(request, _("The consent is recorded."))
        return redirect("citizens:enrol_consent", citizen.pk)
    return page(request, "citizens/enrol_consent.html", {**_step(request, CONSENT, _("Consent")), "form": form})


def _exchange(request: CaseRequest, citizen: Citizen) -> HttpResponse:
    sheet = Sheet(request.POST, request.case, request.user, request.FILES)
    form, following = sheet.form, reverse("citizens:enrol_network", args=[citizen.pk])
    if sheet.saving and done(request, form, lambda: record_with_scan(citizen, by=request.user, **form.values())):
        saved(request, _("The consent is recorded."))
        return redirect(following)
    told = {**_step(request, CONSENT, _("Consent")), **sheet.context(), "back": following}
    return page(request, "citizens/enrol_consent.html", told)


@through(access.network, Permission.NETWORK_CHANGE)
def enrol_network(request: CaseRequest, citizen: Citizen) -> HttpResponse:
    if request.method == "POST":
        mark_step(citizen, NETWORK, request.user)
        return redirect("tracks:enrol_voice", citizen.pk)
    labels = part_labels(request.case)
    told = {"places": with_tracks(places_of(citizen)[0], labels)}
    return page(request, "citizens/enrol_network.html", {**_step(request, NETWORK, _("Network")), **told})


@through(access.network, Permission.NETWORK_CHANGE, post=Kind.CREATE)
def enrol_place(request: CaseRequest, citizen: Citizen) -> HttpResponse:
    back = reverse("citizens:enrol_network", args=[citizen.pk])
    return adding(request, citizen, back, _step(request, NETWORK, _("Add to the network")))


def _step(request: CaseRequest, number: int, title: str) -> dict[str, Any]:
    case = request.case
    trail = queries.crumbs(case, (_("Enrolment"), None), (title, None))
    steps = queries.enrolment_steps(case.citizen, number)
    return {"tab": "", "page_title": title, "breadcrumbs": trail, "steps": steps}
