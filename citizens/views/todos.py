"""A coordinator's own to-dos: a box of the front page, and a page with what was ticked off lately."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import Request, note_shown, signed_in, through
from accounts.permissions import Permission
from audit.enums import Kind
from citizens import access
from citizens.actions.todos import add_todo, tick_todo
from citizens.forms.todos import ToDoForm
from citizens.models import ToDo
from citizens.queries import todos as queries
from core.forms import attempt
from core.pages import page


def _shown(request: Request, visible: dict[Any, Any], form: ToDoForm) -> HttpResponse:
    todos, done = queries.open_todos(request.user, visible), queries.done_todos(request.user, visible)
    note_shown(request, visible)
    trail = [(_("My overview"), reverse("overview:home")), (_("My to-dos"), None)]
    told = {"todos": todos, "done": done, "todo_form": form, "breadcrumbs": trail}
    status = 422 if form.is_bound and form.errors else 200
    return page(request, "citizens/todos.html", told, partial="citizens/_todos.html", status=status)


def _answer(request: Request, visible: dict[Any, Any]) -> HttpResponse:
    """After a change: the box as it is now, or back to the front page."""
    if request.headers.get("HX-Request"):
        return _shown(request, visible, ToDoForm(visible=visible))
    return redirect(reverse("overview:home") + "#todos")


def _visible(request: Request) -> dict[Any, Any]:
    return {row.pk: row for row in queries.nameable(request.user)}


@signed_in(Permission.TODO_KEEP, kind=Kind.LIST)
@require_http_methods(["GET", "HEAD", "POST"])
def todos(request: Request) -> HttpResponse:
    """The list; a POST adds to it."""
    visible = _visible(request)
    form = ToDoForm(request.POST or None, visible=visible)
    if request.method == "POST":
        if form.is_valid() and attempt(form, lambda: add_todo(by=request.user, **form.values())):
            return _answer(request, visible)
        form = form if form.is_bound else ToDoForm({"text": ""}, visible=visible)
    return _shown(request, visible, form)


@through(access.todo, Permission.TODO_KEEP)
@require_POST
def tick(request: Request, todo: ToDo) -> HttpResponse:
    """Done, or not done after all."""
    tick_todo(todo, by=request.user, done=request.POST.get("done") != "no")
    return _answer(request, _visible(request))
