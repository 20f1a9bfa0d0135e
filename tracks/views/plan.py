"""The acts on the plan as a whole, each asked once; and the last step of the enrolment."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import through
from accounts.permissions import Permission
from audit.enums import Kind
from citizens.access import CaseRequest
from citizens.access import citizen as found_citizen
from citizens.models import Citizen
from citizens.queries import crumbs, enrolment_steps
from core.forms import PlainForm
from core.pages import page, saved
from plans import access
from plans.enums import PlanState
from plans.forms import VoiceForm
from plans.models import Plan
from plans.views.answers import plan_url, trail
from tracks import actions
from tracks.forms import ActivateForm, CloseForm, VersionForm
from tracks.queries import activation_gaps
from tracks.views.answers import tried


@through(found_citizen, Permission.PLAN_START, post=Kind.CREATE)
def start(request: CaseRequest, citizen: Citizen) -> HttpResponse:
    form = PlainForm(request.POST) if request.method == "POST" else PlainForm()
    if plan := tried(request, form, lambda: actions.start_plan(citizen, by=request.user)):
        saved(request, _("The plan is started as a draft."))
        return redirect(plan_url(plan))
    told = {"form": form, "tab": "plan", "page_title": _("Start the plan")}
    told["cancel_url"] = reverse("citizens:network", args=[citizen.pk])
    told["breadcrumbs"] = crumbs(request.case, (_("Start the plan"), None))
    return page(request, "tracks/start.html", told)


@through(access.front, Permission.PLAN_ACTIVATE)
def activate(request: CaseRequest, plan: Plan) -> HttpResponse:
    form = ActivateForm(request.POST) if request.method == "POST" else ActivateForm()
    if tried(request, form, lambda: actions.activate(plan, by=request.user)):
        saved(request, _("The plan is active."))
        return redirect(plan_url(plan))
    told = {"form": form, "plan": plan, "gaps": activation_gaps(plan), "is_draft": plan.state == PlanState.DRAFT}
    return _act(request, plan, "tracks/activate.html", _("Make the plan active"), told)


@through(access.front, Permission.PLAN_CLOSE)
def close(request: CaseRequest, plan: Plan) -> HttpResponse:
    form = CloseForm(request.POST or None, instance=plan)
    if closed := tried(request, form, lambda: actions.close_plan(plan, by=request.user, **form.for_action())):
        saved(request, _("The plan is closed."))
        return redirect(plan_url(closed))
    return _act(request, plan, "tracks/close.html", _("Close the plan"), {"form": form, "plan": plan})


@through(access.front, Permission.PLAN_ACTIVATE)
def new_version(request: CaseRequest, plan: Plan) -> HttpResponse:
    form = VersionForm(request.POST or None)
    if made := tried(request, form, lambda: actions.new_version(plan, by=request.user, **form.values())):
        saved(request, _("The plan is now version %(number)s.") % {"number": made.version})
        return redirect(plan_url(plan))
    return _act(request, plan, "tracks/version.html", _("New version of the plan"), {"form": form, "plan": plan})


def _act(request: CaseRequest, plan: Plan, template: str, title: str, told: dict[str, object]) -> HttpResponse:
    told |= {"tab": "plan", "page_title": title, "cancel_url": plan_url(plan)}
    return page(request, template, {**told, "breadcrumbs": trail(request, plan, title)})


def _voice(form: VoiceForm) -> dict[str, Any]:
    return {**form.values(), "revision": form.base_revision}


@through(found_citizen, Permission.PLAN_START)
def enrol_voice(request: CaseRequest, citizen: Citizen) -> HttpResponse:
    plan = Plan.objects.filter(citizen=citizen).exclude(state=PlanState.CLOSED).first()
    form = VoiceForm(request.POST or None, instance=plan or Plan(citizen=citizen))
    if done := tried(request, form, lambda: actions.save_voice(citizen, by=request.user, **_voice(form))):
        saved(request)
        return redirect(plan_url(done))
    told = {"form": form, "steps": enrolment_steps(citizen, 5), "tab": "plan", "page_title": _("What matters to you")}
    told["breadcrumbs"] = crumbs(request.case, (_("Enrolment"), None), (_("What matters to you"), None))
    return page(request, "tracks/enrol_voice.html", told)
