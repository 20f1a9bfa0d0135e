"""Every role, bundled once: the most a person in it can ever hold.

For a citizen the relation, the consent and the part narrow it (`citizens/access.py`); nothing widens it.
Every change here needs an ADR, and the same change in `tests/guards/test_roles.py`.
"""

from accounts.enums import Role
from accounts.permissions import Permission as P

_EVERYBODY = frozenset({P.OVERVIEW, P.OWN_SETTINGS})

_READING = frozenset({P.CITIZEN_LIST, P.CITIZEN_VIEW, P.PLAN_VIEW, P.HISTORY_VIEW, P.LOG_VIEW, P.MEETING_VIEW})

ROLES: dict[Role, frozenset[P]] = {
    Role.COORDINATOR: _EVERYBODY
    | _READING
    | {
        P.CITIZEN_ENROL,
        P.CITIZEN_END,
        P.MASTER_VIEW,
        P.MASTER_CHANGE,
        P.CPR_SHOW,
        P.SCREENING_CHANGE,
        P.NETWORK_VIEW,
        P.NETWORK_CHANGE,
        P.CASE_HANDOVER,
        P.CONSENT_CHANGE,
        P.CONSENT_WITHDRAW,
        P.PLAN_START,
        P.PLAN_CHANGE,
        P.PLAN_ACTIVATE,
        P.PLAN_CLOSE,
        P.PLAN_PRINT,
        P.LOG_COMMENT,
        P.LOG_CONTACT,
        P.STATUS_REPORT,
        P.MEETING_CHANGE,
        P.TODO_KEEP,
        P.WORK_VIEW,
    },
    Role.PARTNER: _EVERYBODY | _READING | {P.LOG_COMMENT, P.STATUS_REPORT, P.PLAN_PRINT_OWN},
    Role.LEAD: _EVERYBODY
    | _READING
    | {P.MASTER_VIEW, P.NETWORK_VIEW, P.CASE_HANDOVER, P.PLAN_CLOSE, P.PLAN_PRINT, P.WORK_VIEW},
    Role.ANALYST: _EVERYBODY,
    Role.AUDITOR: _EVERYBODY,
    Role.ADMINISTRATOR: _EVERYBODY | {P.PEOPLE_MANAGE, P.PROGRAMME_MANAGE},
}
