"""The plan on paper: choose the copy, look at it, print it. A look at a copy is logged like the print itself."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import through
from accounts.permissions import Permission
from audit.enums import Kind
from citizens.access import CaseRequest
from citizens.enums import TRACKS, Part
from citizens.queries import crumbs
from core.forms import attempt
from core.pages import page
from overview import access
from overview.documents import PlanDocument, plan_document, plan_pdf
from overview.forms import PrintForm
from plans.actions.prints import record_print
from plans.enums import PrintVariant
from plans.models import Plan, PlanPrint


def _trail(request: CaseRequest, plan: Plan, *more: tuple[Any, str | None]) -> list[Any]:
    plan_url = reverse("overview:plan", args=[plan.citizen_id])
    if not plan.is_open:
        plan_url = reverse("overview:closed_plan", args=[plan.pk])
    return crumbs(request.case, (_("Plan"), plan_url), *more)


def _choose(request: CaseRequest, plan: Plan, form: PrintForm) -> HttpResponse:
    case = request.case
    prints = PlanPrint.objects.filter(plan=plan).select_related("organisation", "printed_by") if case.in_team else []
    context = {
        "form": form,
        "plan": plan,
        "prints": prints,
        "card": plan.is_open and case.reads(Part.CRISIS),
        "extract": any(case.reads(kind) for kind in TRACKS),
        "tab": "plan",
        "page_title": _("Print the plan"),
        "breadcrumbs": _trail(request, plan, (_("Print the plan"), None)),
    }
    return page(request, "overview/print.html", context)


@through(access.printable, Permission.PLAN_VIEW)
@require_safe
def choose(request: CaseRequest, plan: Plan) -> HttpResponse:
    return _choose(request, plan, PrintForm(case=request.case))


def _document(request: CaseRequest, plan: Plan, form: PrintForm) -> PlanDocument:
    values = form.cleaned_data
    document = plan_document(
        plan,
        request.case,
        variant=PrintVariant(values["variant"]),
        organisation_id=uuid.UUID(values["organisation"]) if values["organisation"] else None,
    )
    request.access_note.parts = document.parts
    return document


@through(access.printable, Permission.PLAN_VIEW, kind=Kind.EXPORT)
@require_safe
def preview(request: CaseRequest, plan: Plan) -> HttpResponse:
    """The same text as on paper. Without a choice in the address one is sent to choose."""
    if "variant" not in request.GET:
        return redirect("overview:print", plan.pk)
    form = PrintForm(request.GET, case=request.case)
    document = attempt(form, lambda: _document(request, plan, form)) if form.is_valid() else None
    if document is None:
        return _choose(request, plan, form)
    trail = _trail(
        request, plan, (_("Print the plan"), reverse("overview:print", args=[plan.pk])), (_("Preview"), None)
    )
    context = {"document": document, "form": form, "plan": plan, "page_title": _("Preview"), "breadcrumbs": trail}
    return page(request, "overview/print_preview.html", context)


def _printed(request: CaseRequest, plan: Plan, form: PrintForm) -> tuple[PlanDocument, bytes]:
    document = _document(request, plan, form)
    content, sha256 = plan_pdf(document)
    record_print(
        plan,
        by=request.user,
        variant=document.reader.variant,
        organisation=document.reader.organisation,
        parts=document.parts,
        sha256=sha256,
    )
    return document, content


@through(access.printable, Permission.PLAN_VIEW, post=Kind.EXPORT)
@require_POST
def pdf(request: CaseRequest, plan: Plan) -> HttpResponse:
    """The file itself. Every print is recorded with its fingerprint, in the same transaction."""
    form = PrintForm(request.POST, case=request.case)
    made = attempt(form, lambda: _printed(request, plan, form)) if form.is_valid() else None
    if made is None:
        return _choose(request, plan, form)
    document, content = made
    headers = {"Content-Disposition": f'attachment; filename="{document.file_name}"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
