"""The administrator's programmes: settings and people, no citizen."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import Request, managed, signed_in, through
from accounts.permissions import Permission
from accounts.views.administration import about, confirm, done, setting
from audit.enums import Kind
from citizens.actions import programmes as actions
from citizens.forms import programmes as forms
from citizens.models import Criterion, Programme, ProgrammeLead
from citizens.queries import programmes as queries
from core.pages import page, saved

RIGHT = Permission.PROGRAMME_MANAGE
of_id = managed(Programme, RIGHT)


def programme_url(programme: Programme) -> str:
    return reverse("citizens:programme", args=[programme.pk])


def of_programme(request: Request, programme: Programme, *trail: tuple[str, str | None]) -> dict[str, Any]:
    """What every page of a programme is told: where it stands, and the programme."""
    here = (programme.name, programme_url(programme) if trail else None)
    return {**about(request, "programmes", here, *trail), "programme": programme}


@signed_in(RIGHT)
@require_safe
def programmes(request: Request) -> HttpResponse:
    told = about(request, "programmes")
    return page(request, "citizens/programmes.html", {**told, "rows": queries.all_programmes()})


@signed_in(RIGHT, kind=Kind.CREATE)
def add_programme(request: Request) -> HttpResponse:
    form = forms.ProgrammeForm(request.POST or None)
    if row := done(request, form, lambda: actions.add_programme(by=request.user, **form.values())):
        saved(request)
        return redirect(programme_url(row))
    told = about(request, "programmes", (_("New programme"), None))
    return setting(request, told, form, back=reverse("citizens:programmes"))


@through(of_id, RIGHT)
@require_safe
def programme(request: Request, programme: Programme) -> HttpResponse:
    return page(
        request, "citizens/programme.html", {**of_programme(request, programme), **queries.settings_of(programme)}
    )


@through(of_id, RIGHT)
def edit_programme(request: Request, programme: Programme) -> HttpResponse:
    form, act = forms.ProgrammeForm(request.POST or None, instance=programme), actions.change_programme
    if done(request, form, lambda: act(programme, by=request.user, revision=form.base_revision, **form.values())):
        saved(request)
        return redirect(programme_url(programme))
    told = of_programme(request, programme, (_("Settings"), None))
    return setting(request, told, form, back=programme_url(programme))


@through(of_id, RIGHT, post=Kind.CREATE)
def add_criterion(request: Request, programme: Programme) -> HttpResponse:
    form = forms.CriterionForm(request.POST or None)
    if done(request, form, lambda: actions.add_criterion(programme, by=request.user, **form.values())):
        saved(request)
        return redirect(programme_url(programme))
    told = of_programme(request, programme, (_("New criterion"), None))
    return setting(request, told, form, back=programme_url(programme))


@through(managed(Criterion, RIGHT), RIGHT)
def edit_criterion(request: Request, row: Criterion) -> HttpResponse:
    form, act = forms.CriterionForm(request.POST or None, instance=row), actions.change_criterion
    if done(request, form, lambda: act(row, by=request.user, revision=form.base_revision, **form.values())):
        saved(request)
        return redirect(programme_url(row.programme))
    told = of_programme(request, row.programme, (_("Change the criterion"), None))
    return setting(request, told, form, back=programme_url(row.programme))


@through(of_id, RIGHT, post=Kind.CREATE, fresh=True)
def add_lead(request: Request, programme: Programme) -> HttpResponse:
    form = forms.LeadForm(request.POST or None)
    if done(request, form, lambda: actions.add_lead(programme, by=request.user, **form.values())):
        saved(request)
        return redirect(programme_url(programme))
    told = of_programme(request, programme, (_("New project lead"), None))
    return setting(request, told, form, back=programme_url(programme))


@through(managed(ProgrammeLead, RIGHT), RIGHT)
def end_lead(request: Request, row: ProgrammeLead) -> HttpResponse:
    form, name = forms.EndLeadForm(request.POST or None), {"name": row.user.name, "programme": row.programme.name}
    if done(request, form, lambda: actions.end_lead(row, by=request.user, **form.values())):
        saved(request)
        return redirect(programme_url(row.programme))
    told = of_programme(request, row.programme, (_("End the lead"), None))
    what = _("%(name)s stops leading %(programme)s and sees none of its citizens from that day; today means at once.")
    words = {"form": form, "what": what % name}
    return confirm(request, told, _("End the lead"), cancel_url=programme_url(row.programme), **words)
