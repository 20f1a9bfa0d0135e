"""The administrator's things not to forget, a list for each programme."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import Request, managed, through
from accounts.permissions import Permission
from accounts.views.administration import done, setting
from audit.enums import Kind
from citizens.models import Programme
from citizens.views.programmes import of_programme
from core.pages import page, saved
from plans.actions import settings as actions
from plans.forms import PromptSettingForm
from plans.models import Prompt
from plans.queries.content import prompts_of

RIGHT = Permission.PROGRAMME_MANAGE


def prompts_url(programme: Programme) -> str:
    return reverse("plans:programme_prompts", args=[programme.pk])


@through(managed(Programme, RIGHT), RIGHT)
@require_safe
def programme_prompts(request: Request, programme: Programme) -> HttpResponse:
    told = of_programme(request, programme, (_("Things not to forget"), None))
    return page(request, "plans/programme_prompts.html", {**told, "rows": prompts_of(programme)})


@through(managed(Programme, RIGHT), RIGHT, post=Kind.CREATE)
def add_programme_prompt(request: Request, programme: Programme) -> HttpResponse:
    form = PromptSettingForm(request.POST or None)
    if done(request, form, lambda: actions.add_prompt(programme, by=request.user, **form.values())):
        saved(request)
        return redirect(prompts_url(programme))
    told = of_programme(request, programme, (_("New point"), None))
    return setting(request, told, form, back=prompts_url(programme))


@through(managed(Prompt, RIGHT), RIGHT)
def edit_programme_prompt(request: Request, row: Prompt) -> HttpResponse:
    form, act = PromptSettingForm(request.POST or None, instance=row), actions.change_prompt
    if done(request, form, lambda: act(row, by=request.user, revision=form.base_revision, **form.values())):
        saved(request)
        return redirect(prompts_url(row.programme))
    told = of_programme(request, row.programme, (_("Change the point"), None))
    return setting(request, told, form, back=prompts_url(row.programme))
