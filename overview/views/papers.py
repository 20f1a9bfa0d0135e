"""The papers beside the plan: the empty form, the crisis card, the extract for a participant's own journal."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import Request, signed_in, through
from accounts.permissions import Permission
from audit.enums import Kind
from citizens.access import CaseRequest
from citizens.access import citizen as find_citizen
from citizens.models import Citizen
from citizens.queries import citizens_url, crumbs
from core.forms import PlainForm, attempt
from core.pages import page
from overview import access, documents
from overview.enums import CardSheet
from overview.forms import BlankForm, CardForm
from overview.queries.papers import programmes_to_print
from plans.actions.prints import record_print
from plans.enums import PrintVariant
from plans.models import Plan

PAGE = ["GET", "HEAD", "POST"]


def _file(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def _told(request: CaseRequest, plan: Plan, title: str, **more: Any) -> dict[str, Any]:
    plan_url = reverse("overview:plan", args=[plan.citizen_id])
    if not plan.is_open:
        plan_url = reverse("overview:closed_plan", args=[plan.pk])
    trail = crumbs(request.case, (_("Plan"), plan_url), (title, None))
    return {"plan": plan, "tab": "plan", "page_title": title, "breadcrumbs": trail, **more}


@signed_in(Permission.PLAN_PRINT)
@require_http_methods(PAGE)
def blank(request: Request) -> HttpResponse:
    """An empty form without any citizen: nothing of anybody is on it, so nothing is logged."""
    programmes = programmes_to_print(request.user)
    form = BlankForm(request.POST or None, programmes=programmes)
    if request.method == "POST" and form.is_valid():
        chosen = next(row for row in programmes if str(row.pk) == form.cleaned_data["programme"])
        made = documents.blank_plan(chosen)
        return _file(documents.blank_pdf(made), made.file_name)
    title = _("Blank plan to fill in by hand")
    trail = [(_("Citizens"), citizens_url()), (title, None)]
    told = {"form": form, "programmes": programmes, "page_title": title, "breadcrumbs": trail}
    return page(request, "overview/blank.html", told)


@through(find_citizen, Permission.PLAN_PRINT, post=Kind.EXPORT)
@require_POST
def blank_for(request: CaseRequest, citizen: Citizen) -> HttpResponse:
    """The empty form headed for a citizen: name and case number leave the house, no part of the plan does."""
    request.access_note.parts = []
    made = documents.blank_plan(citizen.programme, request.case)
    return _file(documents.blank_pdf(made), made.file_name)


def _card(request: CaseRequest, plan: Plan, card: documents.Card, form: CardForm) -> HttpResponse:
    content, sha256 = documents.card_pdf(card, CardSheet(form.cleaned_data["sheet"]))
    parts = request.access_note.parts
    record_print(plan, by=request.user, variant=PrintVariant.CRISIS_CARD, parts=parts, sha256=sha256)
    return _file(content, card.file_name)


@through(access.printable_crisis, Permission.PLAN_VIEW, kind=Kind.EXPORT, post=Kind.EXPORT)
@require_http_methods(PAGE)
def card(request: CaseRequest, plan: Plan) -> HttpResponse:
    """The card as it will be, and on how many sides; a POST prints it."""
    made = documents.crisis_card(plan, request.case)
    form = CardForm(request.POST or None)
    answer = attempt(form, lambda: _card(request, plan, made, form)) if form.is_valid() else None
    if answer is not None:
        return answer
    fit, reason = documents.fit_or_reason(made)
    told = _told(request, plan, _("Crisis card"), card=made, form=form, fit=fit, reason=reason)
    return page(request, "overview/card.html", told)


def _extract(request: CaseRequest, plan: Plan, made: documents.Extract) -> HttpResponse:
    content, sha256 = documents.extract_pdf(made)
    variant, place = PrintVariant.EXTRACT, made.reader.organisation
    record_print(plan, by=request.user, variant=variant, parts=made.parts, sha256=sha256, organisation=place)
    return _file(content, made.file_name)


@through(access.extractable, Permission.PLAN_PRINT_OWN, kind=Kind.EXPORT, post=Kind.EXPORT)
@require_http_methods(PAGE)
def extract(request: CaseRequest, plan: Plan) -> HttpResponse:
    """Text to copy; a POST makes the PDF. A look counts as an export: it is there to be copied."""
    made = documents.extract_of(plan, request.case)
    form = PlainForm(request.POST if request.method == "POST" else None)
    answer = attempt(form, lambda: _extract(request, plan, made)) if form.is_valid() else None
    if answer is not None:
        return answer
    title, text = _("Extract for your own journal"), documents.extract_text(made)
    return page(request, "overview/extract.html", _told(request, plan, title, form=form, text=text))
