"""The roles, written a second time: whoever widens one has to say so twice (and in an ADR)."""

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.access import role_rights
from accounts.enums import Role, Sector
from accounts.permissions import Permission
from accounts.roles import ROLES, rights_of

C, P, L, N, A = "coordinator", "partner", "lead", "analyst auditor administrator", "administrator"
TABLE = {
    "OVERVIEW": f"{C} {P} {L} {N}",
    "OWN_SETTINGS": f"{C} {P} {L} {N}",
    "CITIZEN_LIST": f"{C} {P} {L}",
    "CITIZEN_ENROL": f"{C}",
    "CITIZEN_END": f"{C}",
    "CITIZEN_VIEW": f"{C} {P} {L}",
    "MASTER_VIEW": f"{C} {L}",
    "MASTER_CHANGE": f"{C}",
    "CPR_SHOW": f"{C}",
    "SCREENING_CHANGE": f"{C}",
    "NETWORK_VIEW": f"{C} {L}",
    "CASE_HANDOVER": f"{C} {L}",
    "CASE_MERGE": f"{L}",
    "NETWORK_CHANGE": f"{C}",
    "CONSENT_CHANGE": f"{C}",
    "CONSENT_WITHDRAW": f"{C}",
    "PLAN_VIEW": f"{C} {P} {L}",
    "PLAN_START": f"{C}",
    "PLAN_CHANGE": f"{C}",
    "PLAN_ACTIVATE": f"{C}",
    "PLAN_CLOSE": f"{C} {L}",
    "PLAN_PRINT": f"{C} {L}",
    "PLAN_PRINT_OWN": f"{P}",
    "HISTORY_VIEW": f"{C} {P} {L}",
    "LOG_VIEW": f"{C} {P} {L}",
    "LOG_COMMENT": f"{C} {P}",
    "LOG_CONTACT": f"{C}",
    "STATUS_REPORT": f"{C} {P}",
    "MEETING_VIEW": f"{C} {P} {L}",
    "MEETING_CHANGE": f"{C}",
    "FOLLOW_UP_VIEW": f"{C} {P} {L}",
    "FOLLOW_UP_ANSWER": f"{C}",
    "FOLLOW_UP_FIGURES": f"{L}",
    "FOLLOW_UP_EXPORT": f"{L} analyst",
    "CALENDAR_FEED": f"{C} {P} {L}",
    "TODO_KEEP": f"{C}",
    "WORK_VIEW": f"{C} {L}",
    "CITIZEN_LOG": f"{C} {L}",
    "EMERGENCY_OPEN": "",  # by sector: below
    "EMERGENCY_REVIEW": f"{L}",
    "EMERGENCY_INFORM": f"{C}",
    "ACCESS_REVIEW": f"{L}",
    "AUDIT_VIEW": "auditor",
    "PEOPLE_MANAGE": f"{A}",
    "PROGRAMME_MANAGE": f"{A}",
    "OUTBOX_VIEW": f"{A}",
}


def test_the_table_is_the_table():
    assert {right.name: {str(role) for role in ROLES if right in ROLES[role]} for right in Permission} == {
        name: set(roles.split()) for name, roles in TABLE.items()
    }


def test_emergency_access_is_a_right_of_those_who_treat():
    """contract.md: partners in hospital, psychiatry and general practice; by sector nothing else changes."""
    more = {(str(role), str(sector)): rights_of(role, sector) - ROLES[role] for role in Role for sector in Sector}
    assert {pair: rights for pair, rights in more.items() if rights} == {
        (P, sector): {Permission.EMERGENCY_OPEN} for sector in ("hospital", "psychiatry", "general-practice")
    }


@pytest.mark.parametrize("name", ["superuser", "deactivated", "unaffiliated"])
def test_whoever_has_no_role_today_has_no_right(cast, name):
    assert role_rights(cast.user(name)) == frozenset()


def test_nobody_has_no_right():
    assert role_rights(AnonymousUser()) == frozenset()


@pytest.mark.parametrize("name", ["koordinator", "admin", "superuser"])
def test_djangos_own_permissions_are_given_to_nobody(cast, name):
    """Rights are in `accounts/roles.py` alone; a row in Django's permission tables must mean nothing."""
    from accounts.login import Backend

    backend = Backend()
    assert backend.get_all_permissions(cast.user(name)) == set()
    assert not backend.has_perm(cast.user(name), "citizens.view_citizen")
