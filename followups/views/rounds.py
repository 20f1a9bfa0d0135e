"""The tab "Follow-up" of a citizen: the course, its rounds, and what is done with them."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import through
from accounts.permissions import Permission
from audit.enums import Kind
from citizens.access import CaseRequest
from citizens.models import Citizen
from citizens.queries import crumbs
from core.forms import attempt
from core.models import Refused
from core.pages import page, saved
from followups import access, forms
from followups.actions import courses
from followups.actions import rounds as acts
from followups.models import FollowUp
from followups.queries import curves
from followups.queries import page as queries
from followups.queries.concerns import to_talk_about


@through(access.citizen, Permission.FOLLOW_UP_VIEW)
@require_safe
def rounds(request: CaseRequest, citizen: Citizen) -> HttpResponse:
    case = request.case
    told: dict[str, Any] = {"standing": queries.standing(case), "curves": curves.curves_of(case)}
    told["concerns"] = to_talk_about([citizen]) if case.in_team else []
    return page(request, "followups/rounds.html", {**about(request), **told})


@through(access.citizen, Permission.FOLLOW_UP_ANSWER, post=Kind.CREATE)
@require_POST
def begin(request: CaseRequest, citizen: Citizen) -> HttpResponse:
    """Who was included a moment ago is followed up at once, before the sweep has come by."""
    try:
        courses.ensure_course(citizen, by=request.user)
    except Refused:
        return redirect(tab_url(citizen))  # the tab says why there are no follow-ups
    row = queries.open_round(citizen)
    return redirect(round_url("answer", row) if row else tab_url(citizen))


@through(access.citizen, Permission.FOLLOW_UP_ANSWER)
def pause(request: CaseRequest, citizen: Citizen) -> HttpResponse:
    course = queries.course_of(citizen)
    if course is None:
        return redirect(tab_url(citizen))
    form = forms.PauseForm(request.POST or None)
    if done(request, form, lambda: acts.pause_course(course, by=request.user, **form.values())):
        return back(request, citizen, _("The follow-ups are on pause."))
    lead = _("Rounds that are due in the pause are not asked for, and nobody is reminded of them.")
    return small_form(request, form, _("Put the follow-ups on pause"), lead)


@through(access.citizen, Permission.FOLLOW_UP_ANSWER)
def resume(request: CaseRequest, citizen: Citizen) -> HttpResponse:
    course = queries.course_of(citizen)
    if course is None:
        return redirect(tab_url(citizen))
    form = forms.EmptyForm(request.POST if request.method == "POST" else None)
    if done(request, form, lambda: acts.resume_course(course, by=request.user)):
        return back(request, citizen, _("The follow-ups go on."))
    what = _("The pause ends today. Rounds that were due in it stay out; the next one is asked for as planned.")
    return confirm(request, _("Resume the follow-ups"), _("Resume"), form=form, what=what, danger=False)


@through(access.citizen, Permission.FOLLOW_UP_ANSWER)
def inclusion(request: CaseRequest, citizen: Citizen) -> HttpResponse:
    form = forms.InclusionForm(request.POST or None, initial={"included_on": citizen.included_on})
    if done(request, form, lambda: courses.correct_inclusion(citizen, by=request.user, **form.values())):
        return back(request, citizen, _("The day of the inclusion is corrected, and the rounds to come are moved."))
    lead = _("All rounds are counted from it. What is answered stays as it is; the rounds to come get new dates.")
    return small_form(request, form, _("Correct the day of the inclusion"), lead)


@through(access.follow_up, Permission.FOLLOW_UP_ANSWER)
def not_relevant(request: CaseRequest, row: FollowUp) -> HttpResponse:
    form = forms.NotRelevantForm(request.POST or None)
    if done(request, form, lambda: acts.set_not_relevant(row, by=request.user, **form.values())):
        return back(request, row.citizen, _("Round %(number)d is set as not relevant.") % {"number": row.number})
    lead = _("Nobody is reminded of this round any more. The next one comes as planned.")
    return small_form(request, form, _("Round %(number)d is not relevant") % {"number": row.number}, lead)


@through(access.follow_up, Permission.FOLLOW_UP_ANSWER)
def ask_again(request: CaseRequest, row: FollowUp) -> HttpResponse:
    told = {"number": row.number, "day": date_format(row.due_on, "DATE_FORMAT")}
    form = forms.EmptyForm(request.POST if request.method == "POST" else None)
    if done(request, form, lambda: acts.ask_again(row, by=request.user)):
        return back(request, row.citizen, _("Round %(number)d counts again.") % told)
    what = (
        _("Round %(number)d, due %(day)s, is no longer set as not relevant. It stands as if nothing was said.") % told
    )
    return confirm(request, _("Undo “not relevant”"), _("Undo it"), form=form, what=what, danger=False)


def tab_url(citizen: Citizen) -> str:
    """The tab's address."""
    return reverse("followups:rounds", args=[citizen.pk])


def round_url(name: str, row: FollowUp) -> str:
    """The address of a view of one round."""
    return reverse(f"followups:{name}", args=[row.citizen_id, row.pk])


def about(request: CaseRequest, *trail: Any) -> dict[str, Any]:
    """What every page of the tab is told: where it stands, and its title."""
    case = request.case
    tab = (_("Follow-up"), tab_url(case.citizen) if trail else None)
    titles = [(label, None) for label in trail]
    return {"tab": "follow-up", "page_title": [tab, *titles][-1][0], "breadcrumbs": crumbs(case, tab, *titles)}


def done(request: CaseRequest, form: Any, act: Any) -> bool:
    """Whether the form was sent, holds, and the action has been carried out."""
    return request.method == "POST" and form.is_valid() and attempt(form, act) is not None


def back(request: CaseRequest, citizen: Citizen, what: str) -> HttpResponse:
    """To the tab, which says what was done."""
    saved(request, what)
    return redirect(tab_url(citizen))


def small_form(request: CaseRequest, form: Any, heading: str, lead: str) -> HttpResponse:
    """A page with a form of a few fields."""
    told = {"form": form, "lead": lead, "back": tab_url(request.case.citizen)}
    return page(request, "followups/small_form.html", {**about(request, heading), **told})


def confirm(request: CaseRequest, title: str, label: str, **told: Any) -> HttpResponse:
    """The page that asks once."""
    told |= {"title": title, "label": label, "consequences": [], "cancel_url": tab_url(request.case.citizen)}
    return page(request, "followups/confirm.html", {**about(request, title), **told})
