"""Family and friends, and stays."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.access import Request, through
from accounts.permissions import Permission
from audit.enums import Kind
from citizens import access
from citizens.access import CaseRequest
from citizens.actions import relatives, stays
from citizens.forms import family as forms
from citizens.models import Citizen, Relative, Stay
from citizens.queries import network as queries
from citizens.views.network import about, confirm, done
from core.pages import page, saved


@through(access.network, Permission.NETWORK_CHANGE, post=Kind.CREATE)
def add_relative(request: CaseRequest, citizen: Citizen) -> HttpResponse:
    form = forms.RelativeForm(request.POST or None)
    if done(request, form, lambda: relatives.add_relative(citizen, by=request.user, **form.values())):
        return _back(request, citizen, _("Family and friends are changed."))
    return _form(request, form, _("Add family or a friend"))


@through(access.relative, Permission.NETWORK_CHANGE)
def edit_relative(request: CaseRequest, relative: Relative) -> HttpResponse:
    form, act = forms.RelativeForm(request.POST or None, instance=relative), relatives.change_relative
    if done(request, form, lambda: act(relative, by=request.user, revision=form.base_revision, **form.values())):
        return _back(request, relative.citizen, _("Family and friends are changed."))
    return _form(request, form, relative.name)


@through(access.relative, Permission.NETWORK_CHANGE)
def end_relative(request: CaseRequest, relative: Relative) -> HttpResponse:
    form = forms.WhyForm(request.POST or None)
    if done(request, form, lambda: relatives.end_relative(relative, by=request.user, **form.values())):
        return _back(request, relative.citizen, _("Family and friends are changed."))
    what = _("%(name)s is no longer shown among family and friends. The history keeps it.") % {"name": relative.name}
    title, label = _("Take %(name)s off the list") % {"name": relative.name}, _("Take off the list")
    return confirm(request, title, label, form=form, what=what)


@through(access.network, Permission.NETWORK_CHANGE, post=Kind.CREATE)
def add_stay(request: CaseRequest, citizen: Citizen) -> HttpResponse:
    form = forms.StayForm(request.POST or None)
    if done(request, form, lambda: stays.add_stay(citizen, by=request.user, **form.values())):
        return _back(request, citizen, _("The stay is written down."))
    return _form(request, form, _("Add a stay"), _("Write the days, or only about how many in a year."))


@through(access.stay, Permission.NETWORK_CHANGE)
def edit_stay(request: CaseRequest, stay: Stay) -> HttpResponse:
    form, act = forms.StayForm(request.POST or None, instance=stay), stays.change_stay
    if done(request, form, lambda: act(stay, by=request.user, revision=form.base_revision, **form.values())):
        return _back(request, stay.citizen, _("The stay is changed."))
    return _form(request, form, _("Change the stay"), _("Write the days, or only about how many in a year."))


@through(access.stay, Permission.NETWORK_CHANGE)
def end_stay(request: CaseRequest, stay: Stay) -> HttpResponse:
    form = forms.EndStayForm(request.POST or None)
    if done(request, form, lambda: stays.end_stay(stay, by=request.user, **form.values())):
        return _back(request, stay.citizen, _("The stay has ended."))
    what = _("“%(stay)s” ends, and the head no longer says “admitted now” from that day.") % {"stay": stay}
    return confirm(request, _("Discharged"), _("End the stay"), form=form, what=what)


@through(access.stay, Permission.NETWORK_CHANGE)
def void_stay(request: CaseRequest, stay: Stay) -> HttpResponse:
    form = forms.ReasonForm(request.POST or None)
    if done(request, form, lambda: stays.void_stay(stay, by=request.user, **form.values())):
        return _back(request, stay.citizen, _("The stay is marked as a mistake."))
    what = _("“%(stay)s” no longer counts. It stays readable, with your reason.") % {"stay": stay}
    return confirm(request, _("Entered by mistake"), _("Mark as a mistake"), form=form, what=what)


def _back(request: Request, citizen: Citizen, what: str) -> HttpResponse:
    saved(request, what)
    return redirect(queries.network_url(citizen))


def _form(request: CaseRequest, form: Any, heading: str, lead: str = "") -> HttpResponse:
    back = queries.network_url(request.case.citizen)
    told = {**about(request, heading), "form": form, "heading": heading, "lead": lead, "back": back}
    return page(request, "citizens/network_form.html", told)
