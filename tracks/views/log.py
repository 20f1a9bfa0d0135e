from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import through
from accounts.permissions import Permission
from audit.enums import Kind
from citizens.access import CaseRequest
from citizens.models import Citizen
from citizens.queries import crumbs
from core.pages import page, saved
from tracks import access, actions
from tracks.enums import EntryKind
from tracks.forms import CommentForm, ContactForm, LogFilter
from tracks.models import LogEntry
from tracks.queries import dressed, log_of
from tracks.views.answers import tried

ON_A_PAGE = 25


@through(access.log, Permission.LOG_VIEW, kind=Kind.LIST)
@require_safe
def log(request: CaseRequest, citizen: Citizen) -> HttpResponse:
    chosen = LogFilter(request.GET or None, case=request.case)
    rules = chosen.rules()
    rows = Paginator(log_of(request.case, **rules), ON_A_PAGE).get_page(request.GET.get("page"))
    told = {
        "chosen": chosen,
        "narrowed": any(rules.values()),
        "rows": rows,
        "lines": dressed(rows.object_list, request.case),
        "tab": "log",
        "page_title": _("Logbook"),
        "breadcrumbs": crumbs(request.case, (_("Logbook"), None)),
    }
    return page(request, "tracks/log.html", told)


@through(access.log, Permission.LOG_CONTACT, post=Kind.CREATE)
def add_contact(request: CaseRequest, citizen: Citizen) -> HttpResponse:
    form = ContactForm(request.POST or None, case=request.case)
    if tried(request, form, lambda: actions.note_contact(citizen, by=request.user, **form.values())):
        saved(request)
        return redirect("tracks:log", citizen.pk)
    return _entry_page(request, citizen, form, _("New contact note"))


@through(access.entry, Permission.LOG_COMMENT, post=Kind.CREATE)
def correct(request: CaseRequest, entry: LogEntry) -> HttpResponse:
    form = _correction_form(request, entry)
    if tried(request, form, lambda: actions.correct(entry, by=request.user, **form.values())):
        saved(request)
        return redirect("tracks:log", entry.citizen_id)
    return _entry_page(request, entry.citizen, form, _("Correct the entry"), entry)


def _correction_form(request: CaseRequest, entry: LogEntry) -> Any:
    if entry.kind == EntryKind.COMMENT:
        return CommentForm(request.POST or None, initial={"text": entry.text})
    names = ("contact_form", "contact_on", "contact_with", "text")
    initial = {name: getattr(entry, name) for name in names}
    return ContactForm(request.POST or None, case=request.case, corrects=True, initial=initial)


def _entry_page(
    request: CaseRequest, citizen: Citizen, form: Any, title: str, entry: LogEntry | None = None
) -> HttpResponse:
    log_url = reverse("tracks:log", args=[citizen.pk])
    told = {
        "form": form,
        "entry": entry,
        "title": title,
        "page_title": title,
        "tab": "log",
        "cancel_url": log_url,
        "breadcrumbs": crumbs(request.case, (_("Logbook"), log_url), (title, None)),
    }
    return page(request, "tracks/entry_form.html", told)
