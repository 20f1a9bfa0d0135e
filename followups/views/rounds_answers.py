"""A round is answered, the answers are shown beside the ones before, and corrected."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import through
from accounts.permissions import Permission
from audit.enums import Kind
from citizens.access import CaseRequest
from citizens.models import Citizen
from core.dates import today
from core.pages import page, saved
from followups import access, forms
from followups.actions import answers as acts
from followups.enums import Mode
from followups.models import FollowUp, FollowUpAnswer
from followups.queries import page as queries
from followups.queries import told
from followups.queries.concerns import concern_of
from followups.queries.series import settings_of
from followups.views.rounds import about, done, round_url, tab_url


@through(access.follow_up, Permission.FOLLOW_UP_ANSWER, post=Kind.CREATE)
def answer(request: CaseRequest, row: FollowUp) -> HttpResponse:
    """The form of a round. What was answered before is shown afterwards, never beside the questions."""
    stored = told.answer_of(row)
    if stored is not None and request.method != "POST":
        return redirect(round_url("shown", row))
    form = forms.AnswerForm(request.POST or None, settings=_settings(row), initial=_beginning(request, row))
    if done(request, form, lambda: acts.answer_round(row, by=request.user, **form.values())):
        saved(request, _("Thank you. The answers of round %(number)d are stored.") % {"number": row.number})
        return redirect(round_url("shown", row))
    return _form(request, form, row, stored=told.answer_of(row) if request.method == "POST" else None)


@through(access.answer, Permission.FOLLOW_UP_VIEW)
@require_safe
def shown(request: CaseRequest, answer: FollowUpAnswer) -> HttpResponse:
    row, in_team, before = answer.follow_up, request.case.in_team, told.previous(answer)
    title = _("Round %(number)d") % {"number": row.number}
    context: dict[str, Any] = {"row": row, "answer": answer, "before": before, "next": told.next_after(row)}
    context |= {"lines": told.lines(answer, before, in_team=in_team), "who5": told.who5_lines(answer)}
    context |= {"corrections": told.corrections(answer, in_team=in_team), "back": tab_url(row.citizen)}
    context["concern"] = concern_of(answer) if in_team else None
    return page(request, "followups/shown.html", {**about(request, title), **context})


@through(access.answer, Permission.FOLLOW_UP_ANSWER)
def correct(request: CaseRequest, answer: FollowUpAnswer) -> HttpResponse:
    row = answer.follow_up
    form = forms.CorrectForm(request.POST or None, settings=_settings(row), answer=answer)
    act = lambda: acts.correct_answer(answer, by=request.user, **form.values(), revision=form.cleaned_data["revision"])  # noqa: E731
    if done(request, form, act):
        saved(request, _("The answers of round %(number)d are corrected.") % {"number": row.number})
        return redirect(round_url("shown", row))
    return _form(request, form, row, stored=form.theirs)


@through(access.citizen, Permission.FOLLOW_UP_ANSWER, post=Kind.CREATE)
def earlier(request: CaseRequest, citizen: Citizen) -> HttpResponse:
    """What is known of a round from before the citizen was entered here."""
    course = queries.course_of(citizen)
    choices = queries.earlier_rounds(course) if course else []
    if course is None or not choices:
        raise Http404("earlier rounds")
    form = forms.EarlierForm(request.POST or None, settings=settings_of(citizen.programme), rounds=choices)
    if done(request, form, lambda: acts.enter_earlier(course, by=request.user, **form.values())):
        saved(request, _("The earlier round is entered."))
        return redirect(tab_url(citizen))
    return _form(request, form, None)


def _settings(row: FollowUp) -> Any:
    return settings_of(row.citizen.programme)


def _beginning(request: CaseRequest, row: FollowUp) -> dict[str, Any]:
    """From paper (`?svar=papir`) the way is known; a round that has closed is dated by whoever enters it."""
    found: dict[str, Any] = {"mode": Mode.FORM} if request.GET.get("svar") == "papir" else {}
    return found if row.closes_on > today() else {**found, "answered_on": None}


def _form(
    request: CaseRequest, form: Any, row: FollowUp | None, *, stored: FollowUpAnswer | None = None
) -> HttpResponse:
    """The form; with `stored`, what another has entered meanwhile stands beside what was typed here."""
    heading = _("Enter an earlier round")
    if row is not None:
        heading = _("Follow-up, round %(number)d") % {"number": row.number}
    context: dict[str, Any] = {"form": form, "row": row, "stored": stored, "back": tab_url(request.case.citizen)}
    context |= {"both": [], "typed": []}
    if row is not None and stored is not None and set(form.errors) <= {NON_FIELD_ERRORS}:
        context["both"] = told.lines(told.unsaved(form.values()), stored, in_team=True)
        context |= {"correct_url": round_url("correct", row), "shown_url": round_url("shown", row)}
        context["typed"] = [] if "revision" in form.fields else list(_typed(form))
    return page(request, "followups/answer.html", {**about(request, heading), **context})


def _typed(form: Any) -> Iterator[tuple[str, str]]:
    """Everything that was sent, to be sent on as a correction."""
    for name in form.fields:
        for value in form.data.getlist(form.add_prefix(name)):
            yield name, value
