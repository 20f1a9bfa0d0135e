"""Emergency access: opened, read, ended; reviewed by the lead; and the citizen told (domain.md § 4, ADR 0024)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import Request, note_shown, signed_in, through
from accounts.permissions import Permission
from audit.actions import Note
from audit.enums import Criterion, Kind
from citizens import access
from citizens.access import EMERGENCY_PARTS, CaseRequest
from citizens.actions.emergency import (
    EmergencyRefused,
    end_emergency,
    open_emergency,
    review_emergency,
    tell_citizen,
)
from citizens.forms.emergency import EmergencyForm, EmergencyReviewForm, EmergencyToldForm
from citizens.models import EmergencyAccess
from citizens.queries import crumbs
from core.dates import today
from core.forms import attempt
from core.pages import page, saved
from overview.queries import emergency as queries


def _noted(request: Request, row: EmergencyAccess | None) -> None:
    """Each number tried leaves a trace of its own kind, with the citizen where it was opened."""
    note = Note(kind=Kind.EMERGENCY_OPENED if row else Kind.EMERGENCY_REFUSED, criterion=Criterion.CPR)
    note.denied = row is None
    if row is not None:
        note.citizens, note.object_id, note.object_type = [row.citizen_id], row.pk, row._meta.label
        note.programme_id, note.basis = row.citizen.programme_id, f"emergency:{row.pk}"
        note.parts = [str(part) for part in EMERGENCY_PARTS]
    request.access_note = note


def _opened(request: Request, form: EmergencyForm) -> EmergencyAccess | None:
    try:
        row = open_emergency(by=request.user, **form.for_action())
    except EmergencyRefused as refused:
        form.add_error(None, refused.message)
        row = None
    _noted(request, row)
    return row


@signed_in(Permission.OVERVIEW, fresh=True)
@require_http_methods(["GET", "HEAD", "POST"])
def emergency_open(request: Request) -> HttpResponse:
    """Whoever is signed in may ask; who lacks the right gets the same answer as for a number nobody has."""
    form, status = EmergencyForm(request.POST if request.method == "POST" else None), None
    if request.method == "POST" and form.is_valid():
        if (row := _opened(request, form)) is not None:
            return redirect("overview:emergency", row.pk)
        status = 200  # not 422: what such an answer did is rolled back, and the try must stay counted
    title = _("Emergency access")
    told = {"form": form, "minutes": settings.EMERGENCY_MINUTES, "page_title": title, "breadcrumbs": [(title, None)]}
    return page(request, "overview/emergency/open.html", told, status=status)


@through(access.emergency, Permission.EMERGENCY_OPEN, kind=Kind.EMERGENCY_READ)
@require_safe
def emergency(request: CaseRequest, row: EmergencyAccess) -> HttpResponse:
    """The crisis plan and the tracks of one citizen, to read, until the time is up."""
    sheet = queries.emergency_sheet(request.case)
    if sheet is None:
        raise Http404("plan")
    told = {"access": row, "sheet": sheet, "seconds": queries.seconds_left(row), "today": today()}
    trail = [(_("Emergency access"), reverse("overview:emergency_open")), (request.case.citizen.name, None)]
    return page(request, "overview/emergency/sheet.html", {**told, "breadcrumbs": trail})


@through(access.emergency, Permission.EMERGENCY_OPEN, kind=Kind.EMERGENCY_READ)
@require_POST
def emergency_end(request: CaseRequest, row: EmergencyAccess) -> HttpResponse:
    """Read enough: nothing is open any more."""
    end_emergency(row, by=request.user)
    messages.success(request, _("The emergency access has ended."))
    return redirect("overview:home")


def _reviews_crumb() -> tuple[str, str]:
    return _("Emergency access: reviews"), reverse("overview:emergency_reviews")


@signed_in(Permission.EMERGENCY_REVIEW, kind=Kind.LIST)
@require_safe
def emergency_reviews(request: Request) -> HttpResponse:
    """Every use in the programmes one leads: what waits, and what was found."""
    waiting, done = queries.to_review(request.user), queries.reviewed(request.user)
    note_shown(request, [row.citizen_id for row in (*waiting, *done)])
    title, _path = _reviews_crumb()
    told = {"waiting": waiting, "done": done, "page_title": title, "breadcrumbs": [(title, None)]}
    return page(request, "overview/emergency/reviews.html", told)


@through(access.emergency_to_review, Permission.EMERGENCY_REVIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def emergency_review(request: Request, row: EmergencyAccess) -> HttpResponse:
    """The use, not the case: who, when, why, and how often it was read."""
    form = EmergencyReviewForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        values = form.values()
        if attempt(form, lambda: review_emergency(row, by=request.user, **values)):
            saved(request, _("The review is closed."))
            return redirect("overview:emergency_reviews")
    title = _("Emergency access to case %(number)d") % {"number": row.citizen.case_number}
    told: dict[str, Any] = {"form": form, "access": row, "looks": queries.looks_by(row), "page_title": title}
    return page(request, "overview/emergency/review.html", {**told, "breadcrumbs": [_reviews_crumb(), (title, None)]})


@through(access.emergency_to_tell, Permission.EMERGENCY_INFORM)
@require_http_methods(["GET", "HEAD", "POST"])
def emergency_tell(request: CaseRequest, row: EmergencyAccess) -> HttpResponse:
    """Closed with a day and how, or with a reason why not."""
    form = EmergencyToldForm(request.POST if request.method == "POST" else None, initial={"told_on": today()})
    if request.method == "POST" and form.is_valid():
        values = form.values()
        if attempt(form, lambda: tell_citizen(row, by=request.user, **values)):
            saved(request)
            return redirect("overview:home")
    title = _("Tell the citizen of an emergency access")
    trail = crumbs(request.case, (title, None))
    told = {"form": form, "access": row, "tab": "", "page_title": title, "breadcrumbs": trail}
    return page(request, "overview/emergency/tell.html", told)
