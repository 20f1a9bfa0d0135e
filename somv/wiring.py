"""What is put together from several apps by table: the menu, and what every page is told."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import role_rights
from accounts.permissions import Permission
from overview.queries.week import KIND
from overview.tasks import print_week

# What a job's kind means: who does the work that `core.jobs.sweep` claims.
JOBS = {KIND: print_week}

PRODUCT_NAME = "Sammen om min vej"

# (URL name, label, right)
MENU = (
    ("overview:home", _("My overview"), Permission.OVERVIEW),
    ("overview:citizens", _("Citizens"), Permission.CITIZEN_LIST),
    ("accounts:people", _("Administration"), Permission.PEOPLE_MANAGE),
    ("meetings:list", _("Meetings"), Permission.MEETING_VIEW),
)

# Views without a rule of the door, each with the reason why that is right (guard: doors).
PUBLIC_VIEWS = {
    "account_login": "whoever logs in is not known yet",
    "account_logout": "ends one's own session, shows nothing",
    "account_inactive": "says that the account is closed, shows nothing",
    "account_change_password": "one's own password; allauth asks for log-in",
    "account_reauthenticate": "one's own log-in once more; allauth asks for log-in",
    "mfa_index": "one's own second factor; allauth asks for log-in",
    "mfa_authenticate": "the second step of logging in",
    "mfa_reauthenticate": "one's own log-in once more; allauth asks for log-in",
    "mfa_activate_totp": "one's own second factor; allauth asks for log-in",
    "mfa_deactivate_totp": "one's own second factor; allauth asks for log-in",
    "mfa_view_recovery_codes": "one's own second factor; allauth asks for log-in",
    "mfa_generate_recovery_codes": "one's own second factor; allauth asks for log-in",
    "mfa_download_recovery_codes": "one's own second factor; allauth asks for log-in",
    "accounts:language": "the language of the page, also before log-in",
    "accounts:welcome": "behind a one-time link: whoever holds it chooses a password and sees nothing else",
}


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
