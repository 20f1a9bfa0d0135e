"""What is put together from several apps by table: the menu, and what every page is told."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import role_rights
from accounts.permissions import Permission

PRODUCT_NAME = "Sammen om min vej"

# (URL name, label, right)
MENU = (
    ("overview:home", _("My overview"), Permission.OVERVIEW),
    ("overview:citizens", _("Citizens"), Permission.CITIZEN_LIST),
)


def page_context(request: HttpRequest) -> dict[str, Any]:
    """The context of every page: product, demo mark, menu and search by right."""
    user = getattr(request, "user", None)
    rights = role_rights(user) if user is not None and user.is_authenticated else frozenset()
    return {
        "product_name": PRODUCT_NAME,
        "demo_mode": settings.DEMO,
        "may_search": Permission.CITIZEN_LIST in rights,
        "main_menu": [
            {"url": reverse(name), "label": label, "current": request.path == reverse(name)}
            for name, label, right in MENU
            if right in rights
        ],
    }
