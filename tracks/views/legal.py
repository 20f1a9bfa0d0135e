"""The administrator's legal bases."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import Request, managed, signed_in, through
from accounts.permissions import Permission
from accounts.views.administration import about, done, setting
from citizens.enums import TRACKS
from core.pages import page, saved
from tracks.actions import legal as actions
from tracks.forms.legal import LegalBasisForm
from tracks.models import LegalBasis


@signed_in(Permission.PROGRAMME_MANAGE)
@require_safe
def legal_bases(request: Request) -> HttpResponse:
    rows = list(LegalBasis.objects.order_by("-in_use", "position", "name", "id"))
    groups = [(part.label, [row for row in rows if row.track == part]) for part in TRACKS]
    return page(request, "tracks/legal_bases.html", {**about(request, "legal-bases"), "groups": groups})


@signed_in(Permission.PROGRAMME_MANAGE)
def add_legal_basis(request: Request) -> HttpResponse:
    form = LegalBasisForm(request.POST or None)
    if done(request, form, lambda: actions.add_legal_basis(by=request.user, **form.values())):
        saved(request)
        return redirect("tracks:legal_bases")
    told = about(request, "legal-bases", (_("New paragraph"), None))
    return setting(request, told, form, back=reverse("tracks:legal_bases"))


@through(managed(LegalBasis, Permission.PROGRAMME_MANAGE), Permission.PROGRAMME_MANAGE)
def edit_legal_basis(request: Request, row: LegalBasis) -> HttpResponse:
    form, act = LegalBasisForm(request.POST or None, instance=row), actions.change_legal_basis
    if done(request, form, lambda: act(row, by=request.user, revision=form.base_revision, **form.values())):
        saved(request)
        return redirect("tracks:legal_bases")
    told = about(request, "legal-bases", (row.name, None))
    return setting(request, told, form, back=reverse("tracks:legal_bases"))
