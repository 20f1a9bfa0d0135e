"""Front page, list of citizens, search: the ways to a citizen's pages."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import Request, note_shown, signed_in
from accounts.enums import Role
from accounts.permissions import Permission
from accounts.queries import wishes_for
from audit.enums import Kind
from citizens.forms.todos import ToDoForm
from citizens.queries import citizens_url
from citizens.queries.reviews import newest_of
from citizens.queries.todos import open_todos
from core.dates import today
from core.pages import page
from overview.enums import DayKind
from overview.forms import FilterForm, SearchForm, WorkFilterForm
from overview.queries import citizens as lists
from overview.queries import day as days
from overview.queries import home as boxes
from overview.queries.emergency import own_open, to_review
from overview.queries.follow_ups import due_by, to_do_of_citizen
from overview.queries.search import Hits
from overview.queries.search import search as find
from overview.queries.work import PAGE_SIZE, dressed, loads, work_list


@signed_in(Permission.OVERVIEW, kind=Kind.LIST)
@require_safe
def home(request: Request) -> HttpResponse:
    """Mit overblik, by role: what waits, and whom one works with."""
    role = request.user.role
    if role in (Role.COORDINATOR, Role.PARTNER):
        context = _working(request, coordinates=role == Role.COORDINATOR)
        template = "overview/home_coordinator.html" if role == Role.COORDINATOR else "overview/home_partner.html"
    elif role == Role.LEAD:
        programmes = lists.standings_of_programmes(request.user)
        context = {"programmes": programmes, "loads": loads(request.user), "emergencies": to_review(request.user)}
        context["reviews"] = newest_of(request.user)
        template = "overview/home_lead.html"
    else:
        waiting = wishes_for(request.user) if role == Role.ADMINISTRATOR else []
        context, template = {"role": role, "wishes": waiting}, "overview/home_other.html"
    return page(request, template, {"today": today(), **context})


def _working(request: Request, *, coordinates: bool) -> dict[str, Any]:
    user, everybody = request.user, _everybody(request.user, coordinates=coordinates)
    note_shown(request, [row.pk for row in everybody])
    told: dict[str, Any] = {"citizens": everybody}
    if coordinates:
        return told | _coordinating(user, everybody)
    told |= {"waiting": boxes.waiting_for(user, everybody)}
    told |= {"news": boxes.new_since(user, everybody), "since": user.previous_login}
    return told | {"lost": boxes.lost_access(user), "emergencies": own_open(user)}


def _everybody(user: Any, *, coordinates: bool) -> list[Any]:
    asked = {"to_do": to_do_of_citizen(), "to_talk_about": boxes.talks_of_citizen()} if coordinates else {}
    return boxes.my_citizens(user, **asked)


def _coordinating(user: Any, everybody: list[Any]) -> dict[str, Any]:
    team, visible = [row for row in everybody if row.in_team], {row.pk: row for row in everybody}
    found = days.boxes_of(user, everybody)
    action = days.needing_action(found)
    return {
        **{kind.name.lower(): box.rows for kind, box in found.items()},
        "action": action,
        "action_count": sum(len(box.rows) for box in action),
        "day": {kind.name.lower(): box for kind, box in found.items()},
        "follow_ups_this_week": due_by(found[DayKind.FOLLOW_UPS].rows, boxes.end_of_week()),
        "week": boxes.weeks_meetings(user),
        "todos": open_todos(user, visible),
        "todo_form": ToDoForm(visible=visible),
        "taken_over": boxes.taken_over(team),
    }


@signed_in(Permission.TODO_KEEP, kind=Kind.LIST)
@require_safe
def day(request: Request) -> HttpResponse:
    """Everything of one kind of a coordinator's day: as many rows as its number says."""
    wanted = request.GET.get("vis", DayKind.STUCK.value)
    kind = next((kind for kind in DayKind if kind.value == wanted), None)
    if kind is None:
        raise Http404("kind of the day")
    box = days.box_of(kind, request.user, _everybody(request.user, coordinates=True))
    shown = Paginator(box.rows, PAGE_SIZE).get_page(request.GET.get("page"))
    note_shown(request, days.citizens_in(shown.object_list))
    groups = boxes.by_responsible(shown.object_list) if kind == DayKind.STUCK else []
    trail = [(_("My overview"), reverse("overview:home")), (box.label, None)]
    return page(request, "overview/day.html", {"page": shown, "box": box, "groups": groups, "breadcrumbs": trail})


@signed_in(Permission.CITIZEN_LIST, kind=Kind.LIST)
@require_safe
def citizens(request: Request) -> HttpResponse:
    """The citizens one may see. The filter stands in the address: never a name."""
    everybody = lists.listed(request.user)
    choices = lists.choices_for(request.user, everybody)
    form = FilterForm(request.GET, choices=choices)
    shown = lists.page_of(request.user, everybody, form.wanted(), choices, request.GET.get("page"))
    shown.object_list = lists.dressed(shown.object_list)
    note_shown(request, [row.pk for row in shown.object_list])
    trail = [(_("Citizens"), None)]
    told = {"page": shown, "filter": form, "is_filtered": form.wanted().is_set, "for_team": _for_team(request)}
    return page(request, "overview/citizens.html", {**told, "breadcrumbs": trail})


@signed_in(Permission.WORK_VIEW, kind=Kind.LIST)
@require_safe
def work(request: Request) -> HttpResponse:
    """The open interventions of the citizens one coordinates or leads. The filter stands in the address."""
    form = WorkFilterForm(request.GET, choices=lists.choices_for(request.user))
    shown = Paginator(work_list(request.user, form.wanted()), PAGE_SIZE).get_page(request.GET.get("page"))
    shown.object_list = dressed(shown.object_list)
    note_shown(request, {row.citizen.pk for row in shown.object_list})
    told = {"page": shown, "filter": form, "is_filtered": form.wanted().is_set}
    trail = [(_("My overview"), reverse("overview:home")), (_("Open interventions"), None)]
    return page(request, "overview/work.html", {**told, "breadcrumbs": trail})


@signed_in(Permission.CITIZEN_LIST, kind=Kind.SEARCH)
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: Request) -> HttpResponse:
    """By POST: what is typed stands in no address and in no log."""
    form = SearchForm(request.POST or None)
    asked = request.method == "POST" and form.is_valid()
    hits = find(request.user, form.cleaned_data["q"]) if asked else Hits()
    note_shown(request, [row.pk for row in hits.rows]).criterion = hits.criterion
    trail = [(_("Citizens"), citizens_url()), (_("Search"), None)]
    told = {"form": form, "hits": hits, "asked": asked, "for_team": _for_team(request), "breadcrumbs": trail}
    return page(request, "overview/search.html", told)


def _for_team(request: Request) -> bool:
    """Whether the reader's list has the columns of coordinator and lead; each row still tells what it may."""
    role = request.user.role
    return role == Role.COORDINATOR or role == Role.LEAD
