"""The lists of a plan, one way for all: read, add, change, take away, move."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import Found, Request, through
from accounts.permissions import Permission
from citizens.access import CaseRequest
from core.forms import attempt
from core.models import Refused
from core.pages import page, saved
from plans import actions
from plans.actions.lines import plan_of
from plans.models import Plan
from plans.views.answers import plan_url, quietly, trail

View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Lines:
    """One kind of list. URL names: plans:<names> (the list), <name>_add, <name>_edit, <name>_remove, <name>_move."""

    name: str
    names: str
    model: Any
    form: Any
    of_plan: Callable[..., Found]
    of_row: Callable[..., Found]
    listed: Callable[..., Any]
    root: str
    title: Any
    add_title: Any
    edit_title: Any
    remove_title: Any

    @property
    def template(self) -> str:
        return f"plans/_{self.names}.html"

    def url(self, plan: Plan) -> str:
        return reverse(f"plans:{self.names}", args=[plan.pk])


def _told(request: CaseRequest, kind: Lines, plan: Plan, **more: Any) -> dict[str, Any]:
    lines = kind.listed(plan, request.case)
    for line in lines:
        line.place = f"{kind.name}-{line.pk}"
    return {
        "plan": plan,
        "kind": kind,
        "lines": lines,
        "tab": "plan",
        "page_title": kind.title,
        "back_url": plan_url(plan),
        "in_place": _on_plan_page(request, plan),
        "breadcrumbs": trail(request, plan, kind.title),
        **more,
    }


def _on_plan_page(request: Request, plan: Plan) -> bool:
    """Whether the list is worked on within the plan page, so that the way back is a swap and no new page."""
    at = request.htmx.current_url_abs_path if request.htmx else None
    return at is not None and at.partition("#")[0] == plan_url(plan)


def _list_again(request: CaseRequest, kind: Lines, plan: Plan, **more: Any) -> HttpResponse:
    """After a save: the list as it now is, in place or on its page."""
    if not request.htmx:
        saved(request)
        return redirect(kind.url(plan))
    return quietly(page(request, kind.template, _told(request, kind, plan, **more)), kind.root)


def listing(kind: Lines) -> View:
    """The list; with the right to change it, also what changes it."""

    @through(kind.of_plan, Permission.PLAN_VIEW)
    def view(request: CaseRequest, plan: Plan) -> HttpResponse:
        return page(request, "plans/lines.html", _told(request, kind, plan), partial=kind.template)

    return view


def _form_page(request: CaseRequest, kind: Lines, plan: Plan, form: Any, title: Any, place: str) -> HttpResponse:
    told = {
        "plan": plan,
        "kind": kind,
        "form": form,
        "title": title,
        "place": place,
        "cancel_url": kind.url(plan),
        "tab": "plan",
        "page_title": title,
        "breadcrumbs": trail(request, plan, title, (kind.title, kind.url(plan))),
    }
    return page(request, "plans/line_form.html", told, partial="plans/_line_form.html")


def adding(kind: Lines) -> View:
    @through(kind.of_plan, Permission.PLAN_CHANGE)
    def view(request: CaseRequest, plan: Plan) -> HttpResponse:
        form = kind.form(request.POST or None, case=request.case)
        act = lambda: actions.add_line(kind.model, plan, by=request.user, **form.values())  # noqa: E731
        if request.method == "POST" and form.is_valid() and attempt(form, act):
            return _list_again(request, kind, plan)
        return _form_page(request, kind, plan, form, kind.add_title, f"{kind.name}-new")

    return view


def changing(kind: Lines) -> View:
    @through(kind.of_row, Permission.PLAN_CHANGE)
    def view(request: CaseRequest, line: Any) -> HttpResponse:
        form = kind.form(request.POST or None, instance=line, case=request.case)
        act = lambda: actions.change_line(line, by=request.user, revision=form.base_revision, **form.values())  # noqa: E731
        if request.method == "POST" and form.is_valid() and attempt(form, act):
            return _list_again(request, kind, plan_of(line))
        return _form_page(request, kind, plan_of(line), form, kind.edit_title, f"{kind.name}-{line.pk}")

    return view


def removing(kind: Lines) -> View:
    """Asks once on GET; POST takes the line away."""

    @through(kind.of_row, Permission.PLAN_CHANGE)
    def view(request: CaseRequest, line: Any) -> HttpResponse:
        plan = plan_of(line)
        if request.method == "POST":
            return done(request, kind, plan, lambda: actions.remove_line(line, by=request.user))
        told = {"line": line, "title": kind.remove_title, "cancel_url": kind.url(plan), "tab": "plan"}
        told["breadcrumbs"] = trail(request, plan, kind.remove_title, (kind.title, kind.url(plan)))
        told["page_title"] = kind.remove_title
        return page(request, "plans/remove.html", told)

    return view


def done(request: CaseRequest, kind: Lines, plan: Plan, act: Callable[[], Any]) -> HttpResponse:
    """Do it and show the list; what is refused is said above the list, which then shows how things are."""
    try:
        act()
    except Refused as refused:
        told = _told(request, kind, plan, refused=refused.message)
        return page(request, "plans/lines.html", told, partial=kind.template, status=422)
    return _list_again(request, kind, plan)


def moving(kind: Lines) -> View:
    @through(kind.of_row, Permission.PLAN_CHANGE)
    @require_POST
    def view(request: CaseRequest, line: Any) -> HttpResponse:
        way = "up" if request.POST.get("move") == "up" else "down"
        return done(request, kind, plan_of(line), lambda: actions.move_line(line, by=request.user, way=way))

    return view


def ordering(kind: Lines) -> View:
    @through(kind.of_plan, Permission.PLAN_CHANGE)
    @require_POST
    def view(request: CaseRequest, plan: Plan) -> HttpResponse:
        act = lambda: actions.order_lines(kind.model, plan, by=request.user, order=_ids(request))  # noqa: E731
        return done(request, kind, plan, act)

    return view


def _ids(request: Request) -> list[uuid.UUID]:
    """The order that was posted. Raises Refused when it is no list of ids."""
    try:
        return [uuid.UUID(text) for text in request.POST.getlist("order")]
    except ValueError as error:
        raise Refused(_("The order could not be read.")) from error
