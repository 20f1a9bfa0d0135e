"""Master data: one page to read, a form per group, and the whole CPR number as a logged act."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import Request, through
from accounts.permissions import Permission
from audit.enums import Kind
from citizens import access, actions, queries
from citizens.access import CaseRequest
from citizens.forms.master import DoctorForm, HomeForm, MasterForm, PersonForm, ProtectionForm
from citizens.models import Citizen, Referral
from core.dates import today
from core.forms import attempt
from core.pages import page, saved


@through(access.master, Permission.MASTER_VIEW)
def master(request: CaseRequest, citizen: Citizen) -> HttpResponse:
    told = {
        "tab": "master",
        "page_title": _("Master data"),
        "referral": Referral.objects.filter(citizen=citizen).first(),
        "was_merged": len(request.case.records) > 1,
        "check_protection": bool(citizen.protected_until and citizen.protected_until <= today()),
        "breadcrumbs": queries.crumbs(request.case, (_("Master data"), None)),
    }
    return page(request, "citizens/master.html", told)


def _group(form_class: type[MasterForm], title: Any) -> Callable[..., HttpResponse]:
    """The view that edits one group of the master data."""

    @through(access.master, Permission.MASTER_CHANGE)
    def edit(request: CaseRequest, citizen: Citizen) -> HttpResponse:
        form = form_class(request.POST or None, instance=citizen)
        if request.method == "POST" and form.is_valid() and attempt(form, lambda: _changed(request, citizen, form)):
            saved(request)
            return redirect("citizens:master", citizen_id=citizen.pk)
        return page(request, "citizens/master_form.html", {"form": form, **_around(request, citizen, title)})

    return edit


def _changed(request: Request, citizen: Citizen, form: MasterForm) -> Citizen:
    return actions.change_master(citizen, by=request.user, revision=form.base_revision, **form.values())


def _around(request: CaseRequest, citizen: Citizen, title: Any) -> dict[str, Any]:
    back = reverse("citizens:master", args=[citizen.pk])
    crumbs = queries.crumbs(request.case, (_("Master data"), back), (title, None))
    return {"tab": "master", "page_title": title, "cancel_url": back, "breadcrumbs": crumbs}


edit_person = _group(PersonForm, gettext_lazy("Person and contact"))
edit_protection = _group(ProtectionForm, gettext_lazy("Name and address protection"))
edit_doctor = _group(DoctorForm, gettext_lazy("General practitioner"))
edit_home = _group(HomeForm, gettext_lazy("Home and income"))


@through(access.master, Permission.CPR_SHOW, post=Kind.SHOW_CPR)
def show_cpr(request: CaseRequest, citizen: Citizen) -> HttpResponse:
    whole = f"{citizen.cpr[:6]}-{citizen.cpr[6:]}" if request.method == "POST" and citizen.cpr else ""
    told = {"whole_cpr": whole, **_around(request, citizen, _("CPR number"))}
    return page(request, "citizens/cpr.html", told, partial="citizens/_cpr.html")
