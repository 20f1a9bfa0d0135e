"""Changing hands: one citizen, or several, for good or for a period. For the coordinator, and for the project lead."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.access import Request, note_shown, signed_in, through
from accounts.enums import Role
from accounts.permissions import Permission
from audit.enums import Kind
from citizens import access
from citizens.access import CaseRequest
from citizens.actions.handover import substitute as give_substitute
from citizens.models import Citizen
from citizens.queries import citizens_url
from citizens.queries.handover import Load, coordinators_with_citizens, load_of
from citizens.queries.pickers import coordinators
from citizens.views.network import confirm
from core.forms import attempt
from core.pages import page, saved
from tracks import actions
from tracks.forms.handover import HandOverForm, HandOverManyForm, SubstituteForm


@through(access.network, Permission.CASE_HANDOVER)
def one(request: CaseRequest, citizen: Citizen) -> HttpResponse:
    coordinator = request.case.coordinator
    offered = [user for user in coordinators() if coordinator is None or user.pk != coordinator.user_id]
    form = HandOverForm(request.POST or None, coordinators=offered)
    act = lambda: actions.hand_over([citizen.pk], by=request.user, **form.values())  # noqa: E731
    if request.method == "POST" and form.is_valid() and (done := attempt(form, act)):
        saved(request, _told(done, form.cleaned_data["to"].name))
        return redirect("overview:home")
    return confirm(request, _("Hand over to another coordinator"), _("Hand over"), form=form, **_one_said(request))


def _one_said(request: CaseRequest) -> dict[str, Any]:
    case = request.case
    told = {"name": case.citizen.name, "coordinator": case.coordinator.name if case.coordinator else "–"}
    what = _("%(coordinator)s stops being the coordinator of %(name)s today, and the one you choose takes over.") % told
    lost = _("%(coordinator)s loses access from the very next request.") % told
    return {"what": what, "consequences": [lost, _INTERVENTIONS]}


_INTERVENTIONS = gettext_lazy("Open interventions that do not follow stand without a responsible until you choose one.")


@signed_in(Permission.CASE_HANDOVER, kind=Kind.LIST)
def many(request: Request) -> HttpResponse:
    """Hand over several or all."""
    load = _load(request)
    form = _form(request, HandOverManyForm, load) if load else None
    if form and _sent(request) and form.is_valid():
        act = lambda: actions.hand_over(form.chosen(), by=request.user, **form.for_action())  # noqa: E731
        if done := attempt(form, act):
            saved(request, _told(done, form.cleaned_data["to"].name))
            return redirect("overview:home")
    return _page(request, load, form, _("Hand over citizens"), "tracks:hand_over_many")


@signed_in(Permission.CASE_HANDOVER, kind=Kind.LIST)
def substitute(request: Request) -> HttpResponse:
    """Somebody stands in between two dates."""
    load = _load(request)
    form = _form(request, SubstituteForm, load) if load else None
    if form and _sent(request) and form.is_valid():
        act = lambda: (give_substitute(form.chosen(), by=request.user, **form.for_action()),)  # noqa: E731
        if done := attempt(form, act):
            saved(request, _told_substitute(form, len(done[0])))
            return redirect("overview:home")
    return _page(request, load, form, _("A substitute for a period"), "tracks:substitute")


def _load(request: Request) -> Load | None:
    """The coordinator's own citizens; a lead chooses whose. None while nobody is chosen. Raises Http404."""
    user: Any = request.user
    if user.role != Role.LEAD:
        return load_of(user, user)
    wanted = request.GET.get("fra", "")
    if not wanted:
        return None
    people = {str(person.pk): person for person in coordinators_with_citizens(user)}
    if wanted not in people:
        raise Http404("coordinator")
    return load_of(user, people[wanted])


def _sent(request: Request) -> bool:
    return request.method == "POST" and request.POST.get("do") != "find"


def _form(request: Request, form_class: Any, load: Load) -> Any:
    """Bound when sent. While somebody is only searched for, what has been filled in stays, and nothing is judged."""
    text = request.POST.get("find", "") if not _sent(request) else ""
    offered = [user for user in coordinators(text) if user.pk != load.coordinator.pk]
    shown = load.everybody if request.method == "POST" else [row.pk for row in load.citizens]
    note = note_shown(request, shown)
    if _sent(request):
        note.kind = Kind.CHANGE
        return form_class(request.POST, load=load, coordinators=offered)
    kept: dict[str, Any] = {name: request.POST.get(name) for name in form_class.base_fields if name in request.POST}
    if request.method == "POST":
        kept |= {"citizens": request.POST.getlist("citizens"), "interventions": "interventions" in request.POST}
    return form_class(initial=kept or None, load=load, coordinators=offered)


def _page(request: Request, load: Load | None, form: Any, title: str, name: str) -> HttpResponse:
    trail = [(_("Citizens"), citizens_url()), (title, None)]
    told = {"title": title, "load": load, "form": form, "breadcrumbs": trail, "here": reverse(name)}
    told["is_own"] = load is not None and load.coordinator == request.user
    if load is None:
        told["people"] = coordinators_with_citizens(request.user)
    return page(request, "tracks/hand_over_from.html" if load is None else "tracks/hand_over.html", told)


def _told(done: actions.HandedOver, name: str) -> str:
    said = ngettext("%(name)s has taken over %(n)d citizen", "%(name)s has taken over %(n)d citizens", done.citizens)
    more = ngettext("%(n)d open intervention", "%(n)d open interventions", done.interventions)
    numbers = (said % {"name": name, "n": done.citizens}, more % {"n": done.interventions})
    return _("%(citizens)s and %(interventions)s.") % {"citizens": numbers[0], "interventions": numbers[1]}


def _told_substitute(form: SubstituteForm, given: int) -> str:
    name, left = form.cleaned_data["to"].name, len(form.chosen()) - given
    said = ngettext("%(name)s stands in with %(n)d citizen.", "%(name)s stands in with %(n)d citizens.", given)
    text = said % {"name": name, "n": given}
    if left:
        more = ngettext("%(n)d had a place there already.", "%(n)d had places there already.", left)
        text = f"{text} {more % {'n': left}}"
    return text
