"""How it is done: one page for each role, its tasks in the order of a working day."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import Request, signed_in
from accounts.enums import Role
from accounts.permissions import Permission
from core.pages import page


@signed_in(Permission.OVERVIEW)
@require_safe
def guide(request: Request) -> HttpResponse:
    """One's own page, or another role's (`?rolle=`): those who help a colleague look at the colleague's page."""
    own, asked = request.user.role, request.GET.get("rolle", "")
    assert own is not None  # without a role the door opens nothing
    shown = Role(asked) if asked in Role.values else own
    address = reverse("overview:help")
    tabs = [
        {"url": f"{address}?rolle={role.value}", "label": role.label, "current": role == shown}
        for role in (own, *(role for role in Role if role != own))
    ]
    told = {"tabs": tabs, "own": shown == own, "shown": shown.label, "breadcrumbs": [(_("How to"), None)]}
    return page(request, f"overview/help/{shown.value}.html", told)
