"""The auditor's pages: who looked at what. No case content; each look at the log is itself logged."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import Request, signed_in, through
from accounts.models import User
from accounts.permissions import Permission
from audit.enums import Criterion, Kind
from audit.queries.chain import head
from core.pages import page
from overview import access
from overview.access import LoggedCase
from overview.forms.log import CaseForm, DayForm, PeriodForm, StaffForm
from overview.queries import log

DAYS = 30  # shown at first
# At most, where every event of the period is gone through: two seconds at five million events a year (bench/audit.py).
MOST_UNRELATED, MOST_PATTERNS = 14, 31


def _noted(request: Request, criterion: str = "") -> None:
    assert request.access_note is not None
    request.access_note.object_type = "audit.AccessEvent"
    request.access_note.basis = "audit"
    request.access_note.criterion = criterion


def _trail(title: str) -> list[tuple[str, str | None]]:
    return [(_("The log"), reverse("overview:log")), (title, None)]


def _case_of(request: Request, form: CaseForm) -> Any:
    if request.POST.get("which") != "case" or not form.is_valid():
        return None
    found = log.case_of_number(form.cleaned_data["number"])
    if found is None:
        form.add_error("number", _("There is no case of this number."))
    return found


@signed_in(Permission.AUDIT_VIEW, kind=Kind.SEARCH)
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: Request) -> HttpResponse:
    """Where each question begins. By POST: neither a case number nor a name stands in an address."""
    which = request.POST.get("which")
    _noted(request, {"case": Criterion.CASE, "staff": Criterion.NAME}.get(which or "", ""))
    case_form = CaseForm(request.POST if which == "case" else None)
    staff_form = StaffForm(request.POST if which == "staff" else None)
    if (citizen := _case_of(request, case_form)) is not None:
        return redirect("overview:log_citizen", citizen)
    asked = which == "staff" and staff_form.is_valid()
    people = log.people(staff_form.cleaned_data["name"]) if asked else []
    told = {"case_form": case_form, "staff_form": staff_form, "people": people, "asked": asked, "head": head()}
    told |= {"form": case_form if which == "case" else staff_form, "most": log.MOST_PEOPLE}
    return page(request, "overview/log/find.html", told | {"breadcrumbs": [(_("The log"), None)]})


@through(access.logged_citizen, Permission.AUDIT_VIEW)
@require_safe
def citizen(request: Request, case: LoggedCase) -> HttpResponse:
    """Everyone who saw a citizen, and what was refused about them."""
    _noted(request)
    form = PeriodForm(request.GET, days=DAYS)
    lines = log.of_citizen(case.pk, form.wanted, request.GET.get("page"))
    title = _("Who has seen case %(number)s") % {"number": case.case_number}
    told = {"filter": form, "page": lines, "logged": case, "page_title": title, "breadcrumbs": _trail(title)}
    return page(request, "overview/log/citizen.html", told)


@through(access.logged_citizen, Permission.AUDIT_VIEW)
@require_safe
def could_see(request: Request, case: LoggedCase) -> HttpResponse:
    """Who could see a citizen on a day."""
    _noted(request)
    form = DayForm(request.GET)
    title = _("Who could see case %(number)s") % {"number": case.case_number}
    told = {"filter": form, "day": form.wanted, "rows": log.could_see(case.pk, form.wanted), "logged": case}
    return page(request, "overview/log/could_see.html", told | {"page_title": title, "breadcrumbs": _trail(title)})


@through(access.logged_person, Permission.AUDIT_VIEW)
@require_safe
def person(request: Request, row: User) -> HttpResponse:
    """Everything a member of staff looked at in a period."""
    _noted(request)
    form = PeriodForm(request.GET, days=DAYS)
    lines = log.of_user(row.pk, form.wanted, request.GET.get("page"))
    title = _("What %(name)s has seen") % {"name": row.name}
    told = {"filter": form, "page": lines, "person": row, "page_title": title, "breadcrumbs": _trail(title)}
    return page(request, "overview/log/person.html", told)


@signed_in(Permission.AUDIT_VIEW, kind=Kind.READ)
@require_safe
def unrelated(request: Request) -> HttpResponse:
    """Refusals, emergency access, and looks by somebody without a place with the citizen that day."""
    _noted(request)
    form = PeriodForm(request.GET, days=7, most=MOST_UNRELATED)
    lines = log.unrelated(form.wanted, request.GET.get("page"))
    title = _("Looks without a known relation")
    told = {"filter": form, "page": lines, "page_title": title, "breadcrumbs": _trail(title)}
    return page(request, "overview/log/unrelated.html", told)


@signed_in(Permission.AUDIT_VIEW, kind=Kind.READ)
@require_safe
def patterns(request: Request) -> HttpResponse:
    """What is worth a look and proves nothing."""
    _noted(request)
    form = PeriodForm(request.GET, days=7, most=MOST_PATTERNS)
    signs = log.signs(form.wanted)
    title = _("Worth a look")
    told = {"filter": form, "signs": signs, "cut": len(signs) == log.MOST_PATTERNS, "most": log.MOST_PATTERNS}
    return page(request, "overview/log/patterns.html", told | {"page_title": title, "breadcrumbs": _trail(title)})
