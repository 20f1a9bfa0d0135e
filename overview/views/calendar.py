"""One's calendar, fetched by a calendar program: judged by today's rights each time, and logged as a look."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.utils import translation
from django.views.decorators.http import require_safe

from accounts.access import role_rights
from accounts.permissions import Permission
from accounts.queries import owner_of_calendar
from audit.actions import Note, Noted
from audit.enums import Kind
from core.context import asked_by
from overview.documents.calendar import calendar_file
from overview.queries.calendar import events_of


@login_not_required
@require_safe
def feed(request: Noted, token: str) -> HttpResponse:
    """Unknown, ended, deactivated, without the right: the answer is the same, so that nothing can be learnt from it."""
    request.access_note = note = Note(kind=Kind.LIST, denied=True)
    owner = owner_of_calendar(token)
    if owner is None or Permission.CALENDAR_FEED not in role_rights(owner):
        raise Http404("calendar")
    with asked_by(owner), translation.override(owner.language):
        events = events_of(owner)
        content = calendar_file(events, request.build_absolute_uri("/"))
    note.user, note.denied = owner, False
    note.citizens = sorted({event.citizen for event in events})
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers={"Cache-Control": "no-store"})
