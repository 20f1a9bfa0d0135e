"""From the referral to the decision: steps 1 and 2 of the enrolment."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.access import Request, note_shown, signed_in, through
from accounts.permissions import Permission
from audit.enums import Kind
from citizens import access, actions, queries
from citizens.access import CaseRequest
from citizens.enums import Stage
from citizens.forms.master import MasterStepForm
from citizens.forms.referral import AnswerForm, EmptyForm, ReasonForm, ReferralForm
from citizens.forms.screening import ScreeningForm
from citizens.models import Citizen, Referral, Screening
from core.dates import today
from core.forms import attempt
from core.pages import page, saved


@signed_in(Permission.CITIZEN_ENROL, kind=Kind.CREATE)
def refer(request: Request) -> HttpResponse:
    form = ReferralForm(request.POST or None, programmes=queries.programmes_of(request.user))
    if request.method == "POST" and form.is_valid():
        citizen = attempt(form, lambda: actions.refer(by=request.user, **form.for_action()))
        if citizen is not None:
            note_shown(request, [citizen.pk])
            saved(request, _("The referral is taken in. You can stop here or go on with the enrolment."))
            return redirect("citizens:enrol_master", citizen_id=citizen.pk)
    trail = [(_("Citizens"), queries.citizens_url()), (_("New citizen"), None)]
    return page(request, "citizens/refer.html", {"form": form, "breadcrumbs": trail, "steps": queries.steps_ahead()})


@through(access.citizen, Permission.CITIZEN_VIEW)
def detail(request: CaseRequest, citizen: Citizen) -> HttpResponse:
    return redirect(queries.detail_url(request.case))


@through(access.master, Permission.CITIZEN_ENROL)
def referral(request: CaseRequest, citizen: Citizen) -> HttpResponse:
    row = Referral.objects.filter(citizen=citizen).first()
    form = AnswerForm(request.POST or None, instance=row) if row else None
    if form and request.method == "POST" and form.is_valid() and attempt(form, lambda: _answered(request, row, form)):
        saved(request)
        return redirect("citizens:referral", citizen_id=citizen.pk)
    return _page(request, "citizens/referral.html", _("Referral"), form=form, referral=row, tab="master")


def _answered(request: Request, row: Referral | None, form: AnswerForm) -> Referral:
    assert row is not None
    return actions.answer_referral(row, by=request.user, revision=form.base_revision, **form.values())


@through(access.master, Permission.MASTER_CHANGE)
def enrol_master(request: CaseRequest, citizen: Citizen) -> HttpResponse:
    form = MasterStepForm(request.POST or None, instance=citizen)
    if request.method == "POST" and form.is_valid() and attempt(form, lambda: _changed(request, citizen, form)):
        actions.mark_step(citizen, 1, by=request.user)
        saved(request)
        if "stop" in request.POST:
            return redirect("citizens:referral", citizen_id=citizen.pk)
        return redirect("citizens:enrol_screening", citizen_id=citizen.pk)
    return _step(request, citizen, 1, "citizens/enrol_master.html", _("CPR and master data"), form=form)


def _changed(request: Request, citizen: Citizen, form: Any) -> Citizen:
    return actions.change_master(citizen, by=request.user, revision=form.base_revision, **form.values())


@through(access.master, Permission.SCREENING_CHANGE)
def enrol_screening(request: CaseRequest, citizen: Citizen) -> HttpResponse:
    screening = Screening.objects.filter(citizen=citizen).first()
    criteria = list(queries.criteria_of(citizen.programme, None if citizen.stage == Stage.REFERRED else citizen))
    asked = [row for row in criteria if row.kind not in queries.AUTOMATIC]
    form = ScreeningForm(request.POST or None, instance=screening, criteria=asked)
    act = lambda: _screened(request, citizen, form)  # noqa: E731
    if request.method == "POST" and form.is_valid() and (done := attempt(form, act)):
        saved(request, f"{done.get_result_display()}.")
        return redirect(queries.step_url(citizen, 3 if done.passed else 2))
    told = queries.screening_page(citizen, screening, criteria, today())
    return _step(request, citizen, 2, "citizens/enrol_screening.html", _("Screening"), form=form, **told)


def _screened(request: Request, citizen: Citizen, form: ScreeningForm) -> Screening:
    return actions.record_screening(citizen, by=request.user, revision=form.base_revision, answers=form.given())


@through(access.master, Permission.SCREENING_CHANGE)
def override(request: CaseRequest, citizen: Citizen) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    act = lambda: actions.override_screening(citizen, by=request.user, **form.values())  # noqa: E731
    if request.method == "POST" and form.is_valid() and attempt(form, act):
        saved(request)
        return redirect(queries.step_url(citizen, 3))
    return _page(request, "citizens/override.html", _("Include all the same"), form=form)


@through(access.master, Permission.SCREENING_CHANGE)
def exclude(request: CaseRequest, citizen: Citizen) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    act = lambda: actions.exclude(citizen, by=request.user, **form.values())  # noqa: E731
    if request.method == "POST" and form.is_valid() and attempt(form, act):
        saved(request, _("The enrolment is ended."))
        return redirect("citizens:referral", citizen_id=citizen.pk)
    return _page(request, "citizens/exclude.html", _("Not included"), form=form)


@through(access.master, Permission.SCREENING_CHANGE)
def reopen(request: CaseRequest, citizen: Citizen) -> HttpResponse:
    form = EmptyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and attempt(form, lambda: actions.reopen(citizen, by=request.user)):
        saved(request, _("The enrolment is taken up again."))
        return redirect("citizens:enrol_screening", citizen_id=citizen.pk)
    return _page(request, "citizens/reopen.html", _("Take up again"), form=form)


def _step(request: CaseRequest, citizen: Citizen, number: int, template: str, title: str, **told: Any) -> HttpResponse:
    steps = queries.enrolment_steps(citizen, number)
    crumbs = queries.crumbs(request.case, (_("Enrolment"), None), (title, None))
    return _page(request, template, title, steps=steps, step=number, breadcrumbs=crumbs, **told)


def _page(request: CaseRequest, template: str, title: str, **told: Any) -> HttpResponse:
    crumbs = queries.crumbs(request.case, (title, None))
    return page(request, template, {"page_title": title, "breadcrumbs": crumbs, "tab": "", **told})
