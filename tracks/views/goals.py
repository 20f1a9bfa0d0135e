from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import through
from accounts.permissions import Permission
from audit.enums import Kind
from citizens.access import CaseRequest
from tracks import access, actions
from tracks.forms import GoalForm
from tracks.models import Goal, Track
from tracks.views.answers import done, in_place, moved, tried


@through(access.track, Permission.PLAN_CHANGE, post=Kind.CREATE)
def add(request: CaseRequest, track: Track) -> HttpResponse:
    form = GoalForm(request.POST or None, instance=Goal(track=track))
    if goal := tried(request, form, lambda: actions.add_goal(track, by=request.user, **form.values())):
        return done(request, track, goal.pk)
    return in_place(request, "goal", track, form, _("New goal"), f"goal-new-{track.pk}")


@through(access.goal, Permission.PLAN_CHANGE, post=Kind.CREATE)
def add_under(request: CaseRequest, parent: Goal) -> HttpResponse:
    form = GoalForm(request.POST or None, instance=Goal(track=parent.track, parent=parent))
    form.fields.pop("parent", None)  # the address says it
    if goal := tried(
        request, form, lambda: actions.add_goal(parent.track, by=request.user, parent=parent, **form.values())
    ):
        return done(request, parent.track, goal.pk)
    return in_place(request, "goal", parent.track, form, _("New sub-goal"), f"goal-new-{parent.pk}")


@through(access.goal, Permission.PLAN_CHANGE)
def edit(request: CaseRequest, goal: Goal) -> HttpResponse:
    form = GoalForm(request.POST or None, instance=goal)
    if tried(
        request, form, lambda: actions.change_goal(goal, by=request.user, revision=form.base_revision, **form.values())
    ):
        return done(request, goal.track, goal.pk)
    return in_place(request, "goal", goal.track, form, _("Goal"), f"goal-{goal.pk}")


@through(access.goal, Permission.PLAN_CHANGE)
@require_POST
def move(request: CaseRequest, goal: Goal) -> HttpResponse:
    step = -1 if request.POST.get("move") == "up" else 1
    return moved(request, goal.track, lambda: actions.move_goal(goal, by=request.user, step=step))
