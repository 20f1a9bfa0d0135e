"""How the pages of a plan answer: in place where htmx asked, else a page of its own and back to where one was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRefresh, reswap, retarget, trigger_client_event

from citizens.access import CaseRequest
from citizens.queries import crumbs
from core.dates import today
from core.forms import attempt
from core.pages import clock, page, saved
from plans.models import Plan


@dataclass(frozen=True)
class Section:
    """A piece of the plan page that is read and edited in place: its root, its heading, what shows it."""

    root: str
    title: Any
    shown: str  # the template of the piece as it is read
    intro: Any = ""
    told_elsewhere: bool = False  # the head or the checklist says it, too: the page is loaded again after a save
    told: Callable[[CaseRequest, Plan], dict[str, Any]] = field(default=lambda request, plan: {})


def plan_url(plan: Plan, root: str = "") -> str:
    """The page the plan is read on; a closed one has its own."""
    if not plan.is_open:
        return reverse("overview:closed_plan", args=[plan.pk])
    return reverse("overview:plan", args=[plan.citizen_id]) + (f"#{root}" if root else "")


def trail(
    request: CaseRequest, plan: Plan, title: Any, *before: tuple[Any, str | None]
) -> list[tuple[Any, str | None]]:
    """Breadcrumbs: the citizen → the plan → this page."""
    return crumbs(request.case, (_("Plan"), plan_url(plan)), *before, (title, None))


def quietly(response: HttpResponse, root: str) -> HttpResponse:
    """Put the answer in the place of `root`, and say that it is saved."""
    return trigger_client_event(reswap(retarget(response, f"#{root}"), "outerHTML"), "somv:saved", {"at": clock()})


def edited(request: CaseRequest, plan: Plan, section: Section, form: Any, act: Callable[[], Any]) -> HttpResponse:
    """A form over one section: shown, refused with 422, or saved and the section shown as it now is."""
    if request.method == "POST" and form.is_valid() and attempt(form, act):
        if not request.htmx or section.told_elsewhere:
            saved(request)
            return HttpResponseClientRefresh() if request.htmx else redirect(plan_url(plan, section.root))
        fresh = Plan.objects.select_related("citizen__programme").get(pk=plan.pk)
        told = {"plan": fresh, "today": today(), "section": section, **section.told(request, fresh)}
        return quietly(page(request, section.shown, told), section.root)
    told = {
        "form": form,
        "plan": plan,
        "section": section,
        "tab": "plan",
        "page_title": section.title,
        "cancel_url": plan_url(plan, section.root),
        "breadcrumbs": trail(request, plan, section.title),
    }
    return page(request, "plans/section_form.html", told, partial="plans/_section_form.html")
