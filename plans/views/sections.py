"""The texts of a plan: the citizen's voice, the acceptance, the crisis plan."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts.access import through
from accounts.permissions import Permission
from citizens.access import CaseRequest
from plans import access, actions, queries
from plans.forms import AbsentForm, AcceptanceForm, CrisisForm, VoiceForm
from plans.models import CrisisPlan, Plan
from plans.views.answers import Section, edited


def _crisis(request: CaseRequest, plan: Plan) -> dict[str, Any]:
    return {"crisis": queries.crisis_of(plan, request.case)}


VOICE = Section("plan-voice", _("What matters to me"), "plans/_voice.html")
ACCEPTANCE = Section("plan-acceptance", _("The citizen's acceptance"), "plans/_acceptance.html", told_elsewhere=True)
ABSENT = Section("plan-absent", _("If the citizen stays away"), "plans/_absent.html")
CRISIS = Section(
    "crisis-texts",
    _("Crisis plan"),
    "plans/_crisis_texts.html",
    _("What to do when it gets bad, in the citizen's words. It is its own sheet on paper."),
    told=_crisis,
)


@through(access.front, Permission.PLAN_CHANGE)
def voice(request: CaseRequest, plan: Plan) -> HttpResponse:
    form = VoiceForm(request.POST or None, instance=plan)
    act = lambda: actions.change_voice(plan, by=request.user, revision=form.base_revision, **form.values())  # noqa: E731
    return edited(request, plan, VOICE, form, act)


@through(access.front, Permission.PLAN_CHANGE)
def acceptance(request: CaseRequest, plan: Plan) -> HttpResponse:
    form = AcceptanceForm(request.POST or None, instance=plan)
    act = lambda: actions.record_acceptance(plan, by=request.user, revision=form.base_revision, **form.values())  # noqa: E731
    return edited(request, plan, ACCEPTANCE, form, act)


@through(access.front, Permission.PLAN_CHANGE)
def absent(request: CaseRequest, plan: Plan) -> HttpResponse:
    form = AbsentForm(request.POST or None, instance=plan)
    act = lambda: actions.change_if_absent(plan, by=request.user, revision=form.base_revision, **form.values())  # noqa: E731
    return edited(request, plan, ABSENT, form, act)


@through(access.crisis, Permission.PLAN_CHANGE)
def crisis(request: CaseRequest, plan: Plan) -> HttpResponse:
    form = CrisisForm(request.POST or None, instance=queries.crisis_of(plan, request.case) or CrisisPlan(plan=plan))
    act = lambda: actions.change_crisis(plan, by=request.user, revision=form.base_revision, **form.values())  # noqa: E731
    return edited(request, plan, CRISIS, form, act)
