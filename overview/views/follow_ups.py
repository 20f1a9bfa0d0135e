"""The follow-ups that wait, as a list: every number on the front pages leads to its rows."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import Request, note_shown, signed_in
from accounts.permissions import Permission
from audit.enums import Kind
from core.pages import page
from overview.forms import FollowUpFilterForm
from overview.queries.citizens import PAGE_SIZE, choices_for
from overview.queries.follow_ups import dressed, follow_up_list


@signed_in(Permission.WORK_VIEW, kind=Kind.LIST)
@require_safe
def follow_ups(request: Request) -> HttpResponse:
    """Of the citizens one coordinates or leads. The filter stands in the address."""
    form = FollowUpFilterForm(request.GET, choices=choices_for(request.user))
    rows: Any = follow_up_list(request.user, form.wanted())
    shown = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    shown.object_list = dressed(shown.object_list)
    note_shown(request, {row.citizen.pk for row in shown.object_list})
    told = {"page": shown, "filter": form, "is_filtered": form.wanted().is_set}
    return page(request, "overview/follow_ups.html", {**told, "breadcrumbs": [(_("Follow-ups"), None)]})
