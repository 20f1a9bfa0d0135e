"""Places in the network: found, given, changed, ended, handed over."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.access import through
from accounts.permissions import Permission
from audit.enums import Kind
from citizens import access
from citizens.access import CaseRequest
from citizens.actions import places as actions
from citizens.forms import places as forms
from citizens.forms.person import PersonSheet
from citizens.models import CareTeamMember, Citizen
from citizens.queries import network as queries
from citizens.views.network import about, confirm, done
from core.pages import page, saved


@through(access.network, Permission.NETWORK_CHANGE, post=Kind.CREATE)
def add_place(request: CaseRequest, citizen: Citizen) -> HttpResponse:
    return adding(request, citizen, queries.network_url(citizen), about(request, _("Add to the network")))


def adding(request: CaseRequest, citizen: Citizen, back: str, told: dict[str, Any]) -> HttpResponse:
    """Search, choose, say what for: one address, three looks. Used by the tab and by the enrolment's fourth step."""
    sheet = PersonSheet(request.POST, request.case)
    form, user = sheet.form, request.user
    if sheet.saving and done(request, form, lambda: actions.add_to_network(citizen, by=user, **sheet.values())):
        saved(request, _("%(name)s is in the network.") % {"name": sheet.name})
        return redirect(back)
    return page(request, "citizens/add_place.html", {**told, **sheet.context(), "back": back})


@through(access.place, Permission.NETWORK_CHANGE)
def edit_place(request: CaseRequest, place: CareTeamMember) -> HttpResponse:
    labels = queries.part_labels(request.case)
    form = forms.PlaceForm(request.POST or None, instance=place, labels=labels)
    if done(
        request,
        form,
        lambda: actions.change_place(place, by=request.user, revision=form.base_revision, **form.values()),
    ):
        saved(request, _("%(name)s’s place is changed.") % {"name": place.name})
        return redirect(queries.network_url(place.citizen))
    told = {**about(request, place.name), "form": form, "heading": place.name, "lead": place.organisation.name}
    return page(request, "citizens/network_form.html", {**told, "back": queries.network_url(place.citizen)})


@through(access.place, Permission.NETWORK_CHANGE)
def end_place(request: CaseRequest, place: CareTeamMember) -> HttpResponse:
    form, name = forms.EndPlaceForm(request.POST or None), {"name": place.name, "organisation": place.organisation}
    if done(request, form, lambda: actions.end_place(place, by=request.user, **form.values())):
        saved(request, _("%(name)s’s place has an end.") % name)
        return redirect(queries.network_url(place.citizen))
    what = _("%(name)s, %(organisation)s, stops being in the citizen’s network.") % name
    lost = [_("%(name)s loses access to the citizen when that day begins; today means at once.") % name]
    lost += [_("What %(name)s has written stays, and the place can be given again.") % name]
    title, label = _("End the place of %(name)s") % name, _("End the place")
    return confirm(request, title, label, form=form, what=what, consequences=lost if place.user_id else lost[1:])
