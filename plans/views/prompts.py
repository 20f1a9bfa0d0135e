"""The things not to forget: one page, one save."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from accounts.access import Request, through
from accounts.permissions import Permission
from citizens.access import CaseRequest
from core.forms import attempt
from core.pages import page, saved
from plans import access, actions, queries
from plans.forms import PromptForm
from plans.models import Plan, PromptAnswer
from plans.views.answers import plan_url, trail

TITLE = _("Things not to forget")


def _told(request: CaseRequest, plan: Plan, **more: Any) -> dict[str, Any]:
    told = {"plan": plan, "tab": "plan", "page_title": TITLE, "back_url": plan_url(plan)}
    return {**told, "breadcrumbs": trail(request, plan, TITLE), **more}


@through(access.plan, Permission.PLAN_VIEW)
def prompts(request: CaseRequest, plan: Plan) -> HttpResponse:
    """The list with its answers, for all who may see the tracks."""
    return page(request, "plans/prompts.html", _told(request, plan, lines=queries.asked(plan, request.case)))


@through(access.plan, Permission.PLAN_CHANGE)
def prompts_edit(request: CaseRequest, plan: Plan) -> HttpResponse:
    """All answers in one form: either every changed one is saved, or none and the page says which and why."""
    rows = [(line, _form(request, plan, line)) for line in queries.asked(plan, request.case)]
    if request.method == "POST" and _save(request, plan, rows):
        saved(request)
        return redirect("plans:prompts", plan_id=plan.pk)
    wrong = any(form.is_bound and form.errors for _line, form in rows)
    told = _told(request, plan, rows=rows, forms=[form for _line, form in rows])
    return page(request, "plans/prompts_form.html", told, status=422 if wrong else 200)


def _form(request: Request, plan: Plan, line: queries.Asked) -> PromptForm:
    answer = line.answer or PromptAnswer(plan=plan, prompt=line.prompt)
    return PromptForm(request.POST or None, instance=answer, prefix=f"p{line.prompt.pk.hex}")


def _save(request: Request, plan: Plan, rows: list[tuple[queries.Asked, PromptForm]]) -> bool:
    changed = [(line, form) for line, form in rows if form.has_changed()]
    valid = [form.is_valid() for _line, form in changed]  # every form says its errors, not only the first
    if not all(valid):
        return False
    with transaction.atomic():
        good = [attempt(form, partial(_answer, request, plan, line, form)) for line, form in changed]
        if not all(good):
            transaction.set_rollback(True)
    return all(good)


def _answer(request: Request, plan: Plan, line: queries.Asked, form: PromptForm) -> PromptAnswer:
    return actions.answer_prompt(plan, line.prompt, by=request.user, revision=form.base_revision, **form.values())
