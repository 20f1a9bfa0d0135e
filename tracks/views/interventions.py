from __future__ import annotations

import uuid

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import Request, through
from accounts.permissions import Permission
from audit.enums import Kind
from citizens.access import CaseRequest
from core.models import Refused
from tracks import access, actions
from tracks.forms import InterventionForm, StatusForm
from tracks.forms.interventions import uuids
from tracks.models import Goal, Intervention, Track
from tracks.views.answers import done, in_place, moved, shown_track, tried


def _goal_asked_for(request: Request, track: Track) -> Goal | None:
    """The goal the new intervention was started from; only the plus of a goal names one."""
    try:
        key = uuid.UUID(request.GET.get("goal", ""))
    except ValueError:
        return None
    return Goal.objects.filter(track=track, pk=key).first()


@through(access.track, Permission.PLAN_CHANGE, post=Kind.CREATE)
def add(request: CaseRequest, track: Track) -> HttpResponse:
    goal = _goal_asked_for(request, track)
    form = InterventionForm(request.POST or None, instance=Intervention(track=track, goal=goal))
    if row := tried(request, form, lambda: actions.add_intervention(track, by=request.user, **form.values())):
        return done(request, track, row.pk)
    root = f"intervention-new-{(goal or track).pk}"
    return in_place(request, "intervention", track, form, _("New intervention"), root)


@through(access.intervention, Permission.PLAN_CHANGE)
def edit(request: CaseRequest, row: Intervention) -> HttpResponse:
    form = InterventionForm(request.POST or None, instance=row)
    if tried(
        request,
        form,
        lambda: actions.change_intervention(row, by=request.user, revision=form.base_revision, **form.values()),
    ):
        return done(request, row.track, row.pk)
    return in_place(request, "intervention", row.track, form, _("Intervention"), f"intervention-{row.pk}")


@through(access.intervention, Permission.STATUS_REPORT)
def status(request: CaseRequest, row: Intervention) -> HttpResponse:
    form = StatusForm(request.POST or None, instance=row)
    if tried(
        request, form, lambda: actions.report_status(row, by=request.user, revision=form.base_revision, **form.values())
    ):
        return done(request, row.track, row.pk)
    return in_place(request, "status", row.track, form, row.text, f"intervention-{row.pk}")


@through(access.intervention, Permission.PLAN_CHANGE)
@require_POST
def move(request: CaseRequest, row: Intervention) -> HttpResponse:
    step = -1 if request.POST.get("move") == "up" else 1
    return moved(request, row.track, lambda: actions.move_intervention(row, by=request.user, step=step))


@through(access.track, Permission.PLAN_CHANGE)
@require_POST
def order(request: CaseRequest, track: Track) -> HttpResponse:
    try:
        actions.order_interventions(track, by=request.user, order=uuids(request.POST.getlist("order")))
    except (Refused, ValueError):
        return shown_track(request, track, status=422)  # the truth, in place of what was dragged
    return done(request, track)
