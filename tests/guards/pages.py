"""Which pages there are to look at: every route that answers a GET with a page, for somebody who may."""

from __future__ import annotations

from django.urls import reverse

from tests.cast import Cast
from tests.guards import matrix
from tests.guards.routes import Route, address, all_routes

# Where Peter is too far on: the steps before inclusion are Rita's, the ones before activation Dagny's.
OF_RITA = frozenset({"citizens:enrol_master", "citizens:enrol_screening", "citizens:referral", "citizens:override"}) | {
    "citizens:exclude",
    "citizens:enrol_consent",
    "citizens:enrol_network",
    "citizens:enrol_place",
}
OF_DAGNY = frozenset({"tracks:activate", "tracks:start_plan", "tracks:enrol_voice"})

# Who goes through the pages, one after the other, with axe and in both languages.
WALKERS: tuple[str, ...] = ("koordinator", "laege", "projektleder", "admin", "logkontrol")
# Pages about one's own log-in: they have no rule, and everybody has them.
OWN: tuple[str, ...] = (
    "account_logout", "account_inactive", "account_change_password", "account_reauthenticate", "mfa_index",
    "mfa_activate_totp", "mfa_add_webauthn",
    "mfa_generate_recovery_codes",
)  # fmt: skip
_SENT = "answers a POST only"
_SECOND = "a second factor comes first: nobody of the cast has one"
NOT_WALKED: dict[str, str] = {
    "account_login": "before log-in: walked by test_pages_before_log_in",
    "accounts:welcome": "a one-time link that nobody of the cast has",
    "citizens:detail": "leads on to where one left",
    "citizens:consent_form": "a file",
    "overview:emergency_end": _SENT,
    "overview:access_review_begin": _SENT,
    "overview:access_review_decide": _SENT,
    "tracks:track": "leads on to the plan; its partial stands in it",
    "tracks:take_up": "for one who left without consent: nobody of the cast",
    "overview:preview": "leads on to the choice; what it shows is the paper",
    "mfa_authenticate": _SECOND,
    "mfa_reauthenticate": _SECOND,
    "mfa_deactivate_totp": _SECOND,
    "mfa_reauthenticate_webauthn": _SECOND,
    "mfa_edit_webauthn": _SECOND,
    "mfa_remove_webauthn": _SECOND,
    "accounts:language": _SENT,
    "accounts:log_in_by_provider": _SENT,
    "accounts:accept_by_provider": _SENT,
    "accounts:add_provider": _SENT,
    "accounts:remove_own_provider": "a page where a provider is set: looked at by tests/browser/test_provider.py",
    "accounts:remove_provider": "a page where a provider is set: tests/oidc/test_links.py",
    "accounts:provider_refused": "after a log-in at a provider only: tests/browser/test_provider.py",
    "accounts:provider_back": "answers where a provider is set",
    "accounts:confirm_by_provider": "a page where a provider is set: looked at by tests/browser/test_provider.py",
    "accounts:again": _SENT,
    "accounts:stay": "no page: how much is left of a session",
    "citizens:tick_todo": _SENT,
    "plans:challenge_order": _SENT,
    "plans:challenge_move": _SENT,
    "plans:contact_order": _SENT,
    "plans:contact_move": _SENT,
    "plans:agreement_done": _SENT,
    "tracks:intervention_order": _SENT,
    "tracks:intervention_move": _SENT,
    "tracks:goal_move": _SENT,
    "tracks:comment_on_track": _SENT,
    "tracks:comment_on_goal": _SENT,
    "tracks:comment_on_intervention": _SENT,
    "overview:pdf": _SENT,
    "overview:retry_all": _SENT,
    "overview:retry_mail": _SENT,
    "overview:health": "for a monitor: numbers, no page",
    "overview:calendar_feed": "a file for a calendar program",
    "overview:demo_mails": "in the demo only",
    "followups:begin": _SENT,
    "followups:extract": _SENT,
    "followups:earlier": "for one who was entered late: nobody of the cast",
    "followups:programmes": "leads on to the one programme the lead has",
    "overview:pack_file": _SENT,
    "overview:blank_for": _SENT,
}


def routes_with_objects() -> list[Route]:
    return [route for route in all_routes() if route.rule is not None]


def addresses(cast: Cast, who: str) -> dict[str, str]:
    """Name → address of every route behind the door; steps that are behind Peter with somebody who is at them."""
    found = {route.name: address(route, cast) for route in routes_with_objects()}
    if who == "koordinator":
        for route in routes_with_objects():
            others = {}
            if "citizen_id" in route.keys and (route.name in OF_RITA or route.name in OF_DAGNY):
                others["citizen_id"] = cast.rita if route.name in OF_RITA else cast.dagny
            if "plan_id" in route.keys and route.name in OF_DAGNY:
                others["plan_id"] = cast.draft
            if others:
                found[f"{route.name} ({next(iter(others.values()))})"] = address(route, cast, **others)
    return found


def walk_of(cast: Cast, who: str) -> dict[str, str]:
    """What `who` of the walkers goes through; some of it may be closed to them.

    An administrator's and an auditor's pages are read, and not again what is closed to them because it is a citizen's.
    """
    if who in ("admin", "logkontrol"):
        table = matrix.read()
        return {name: path for name, path in addresses(cast, who).items() if table[name]["GET"][who] == 200}
    own = {name: reverse(name) for name in OWN} if who == WALKERS[0] else {}
    return addresses(cast, who) | own
