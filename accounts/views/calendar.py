"""One's own calendar address: what it is for, and making, renewing and ending it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import actions, queries
from accounts.access import Fresh, Request, signed_in
from accounts.models import User
from accounts.permissions import Permission
from core.pages import page, saved


@signed_in(Permission.CALENDAR_FEED, fresh=Fresh.POST)
@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: Request) -> HttpResponse:
    """The address is shown once, in the answer to the button that made it."""
    person = User.objects.get(pk=request.user.pk)
    wanted = request.POST.get("do")
    if wanted == "end":
        actions.end_calendar(person)
        saved(request, _("The address of your calendar no longer works."))
        return redirect("accounts:calendar")
    address = _address(request, actions.make_calendar(person)) if wanted == "make" else ""
    told = {"key": queries.calendar_key(person), "address": address, "breadcrumbs": [(_("My calendar"), None)]}
    return page(request, "accounts/calendar.html", told)


def _address(request: Request, key: str) -> str:
    return request.build_absolute_uri(reverse("overview:calendar_feed", args=[key]))
