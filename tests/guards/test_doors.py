"""Every address has a declared rule, or stands here with the reason why it has none."""

import uuid

import pytest
from django.conf import settings

from accounts.permissions import Permission
from tests.guards.routes import all_routes, objects_of

# No citizen is behind these: they are about the visitor's own session and log-in.
WITHOUT_RULE = {
    "account_login": "public: how one gets in",
    "account_logout": "public: whoever is out already is sent to the log-in",
    "account_inactive": "public: says that the account is closed, nothing else",
    "account_change_password": "one's own password; allauth asks for log-in",
    "account_reauthenticate": "one's own password again; allauth asks for log-in",
    "mfa_index": "one's own second factor",
    "mfa_authenticate": "public: the second step of the log-in",
    "mfa_reauthenticate": "one's own second factor again",
    "mfa_activate_totp": "one's own second factor",
    "mfa_deactivate_totp": "one's own second factor",
    "mfa_add_webauthn": "one's own second factor",
    "mfa_edit_webauthn": "one's own second factor",
    "mfa_remove_webauthn": "one's own second factor",
    "mfa_reauthenticate_webauthn": "one's own second factor",
    "mfa_generate_recovery_codes": "one's own recovery codes",
    "accounts:language": "public: the language of the pages, before log-in, too",
    "overview:health": "public: for whoever watches the machine; an age in seconds",
    "overview:calendar_feed": "public: a calendar behind a secret address; without a valid one it does not exist",
    "accounts:log_in_by_provider": "public: the way to an organisation's log-in",
    "accounts:provider_refused": "public: why such an answer opened nothing; without one it does not exist",
    "accounts:accept_by_provider": "public: the same behind a one-time link; without a valid one it does not exist",
    "accounts:provider_back": "public: the answer of an organisation's log-in; without a provider it does not exist",
    "accounts:welcome": "public: a one-time link; without a valid one it says the same to everybody",
}
PUBLIC = {name for name, reason in WITHOUT_RULE.items() if reason.startswith("public")}
ROUTES = 242


def test_every_route_has_a_rule_or_a_reason():
    without = {route.name for route in all_routes() if route.rule is None}
    assert without == set(WITHOUT_RULE)


def test_the_number_of_routes_is_known():
    """A guard that goes through nothing passes, too: here is how many there are to go through."""
    assert len(all_routes()) == ROUTES
    assert len({route.name for route in all_routes()}) == ROUTES


def test_every_rule_asks_for_a_right_that_exists():
    for route in all_routes():
        if route.rule is not None:
            assert isinstance(route.rule.permission, Permission), route.name


def test_a_route_with_an_object_has_a_finder_and_one_without_has_none():
    for route in all_routes():
        if route.rule is not None:
            assert bool(route.keys) == (route.rule.finder is not None), route.name


def test_addresses_carry_random_ids_and_words_only(cast):
    """Never a CPR number, never a sequence (architecture.md, ids)."""
    for route in all_routes():
        for key, row in objects_of(route, cast).items():
            assert isinstance(row.pk, uuid.UUID), (route.name, key)


def test_log_in_is_required_before_any_view_runs():
    order = settings.MIDDLEWARE
    required = order.index("django.contrib.auth.middleware.LoginRequiredMiddleware")
    assert order.index("django.contrib.auth.middleware.AuthenticationMiddleware") < required
    assert order[-1] == "audit.middleware.RequestMiddleware"


@pytest.mark.parametrize("name", sorted(WITHOUT_RULE))
def test_whoever_has_no_rule_is_public_or_asks_for_log_in(name, client, db):
    route = next(route for route in all_routes() if route.name == name)
    assert (getattr(route.view, "login_required", True) is False) == (name in PUBLIC), name
