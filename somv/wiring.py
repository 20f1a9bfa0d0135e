"""What is put together from several apps by table: the menu, and what every page is told."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

import accounts.notices
import citizens.notices
import followups.notices
import overview.notices
import tracks.notices
from accounts.access import role_rights
from accounts.permissions import Permission
from core.outbox import Kind
from overview.queries.week import KIND
from overview.tasks import print_week

# What a job's kind means: who does the work that `core.jobs.sweep` claims.
JOBS = {KIND: print_week}

# Every kind of notice the outbox knows; each app lists its own in `notices.KINDS` (core.outbox.Kind).
_KINDS: tuple[Kind, ...] = (
    *accounts.notices.KINDS,
    *citizens.notices.KINDS,
    *tracks.notices.KINDS,
    *followups.notices.KINDS,
    *overview.notices.KINDS,
)
KINDS = {kind.name: kind for kind in _KINDS}

PRODUCT_NAME = "Sammen om min vej"

# (URL name, label, right)
MENU = (
    ("overview:home", _("My overview"), Permission.OVERVIEW),
    ("overview:citizens", _("Citizens"), Permission.CITIZEN_LIST),
    ("accounts:people", _("Administration"), Permission.PEOPLE_MANAGE),
    ("overview:log", _("The log"), Permission.AUDIT_VIEW),
    ("meetings:list", _("Meetings"), Permission.MEETING_VIEW),
    ("followups:programmes", _("The programme"), Permission.FOLLOW_UP_FIGURES),
    ("overview:emergency_open", _("Emergency access"), Permission.EMERGENCY_OPEN),
    ("overview:emergency_reviews", _("Emergency access: reviews"), Permission.EMERGENCY_REVIEW),
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
    "mfa_add_webauthn": "one's own second factor; allauth asks for log-in",
    "mfa_edit_webauthn": "one's own second factor; allauth asks for log-in",
    "mfa_remove_webauthn": "one's own second factor; allauth asks for log-in",
    "mfa_reauthenticate_webauthn": "one's own second factor; allauth asks for log-in",
    "mfa_generate_recovery_codes": "one's own second factor; allauth asks for log-in",
    "accounts:language": "the language of the page, also before log-in",
    "overview:health": "for whoever watches the machine: says how long ago it swept, and nothing of anybody",
    "overview:calendar_feed": "for a calendar program, which cannot log in: behind a secret address, no name in it",
    "accounts:log_in_by_provider": "the way to an organisation's log-in, before anybody is known",
    "accounts:provider_refused": "why such an answer opened nothing, to the session it came to",
    "accounts:accept_by_provider": "the same, behind a one-time link",
    "accounts:provider_back": "where an organisation's log-in answers; judged by the session the way began in",
    "accounts:welcome": "behind a one-time link: whoever holds it chooses a password and sees nothing else",
}


def page_context(request: HttpRequest) -> dict[str, Any]:
    """The context of every page: product, demo mark, menu and search by right."""
    user = getattr(request, "user", None)
    rights = role_rights(user) if user is not None and user.is_authenticated else frozenset()
    return {
        "product_name": PRODUCT_NAME,
        "demo_mode": settings.DEMO,
        "session_left": getattr(request, "session_left", None),
        "session_warning": settings.SESSION_WARNING,
        "may_have_calendar": Permission.CALENDAR_FEED in rights,
        "may_search": Permission.CITIZEN_LIST in rights,
        "main_menu": [
            {"url": reverse(name), "label": label, "current": request.path == reverse(name)}
            for name, label, right in MENU
            if right in rights
        ],
    }
