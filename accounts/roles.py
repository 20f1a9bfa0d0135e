"""Every role, bundled once: the most a person in it can ever hold, in any sector or in one.

For a citizen the relation, the consent and the part narrow it (`citizens/access.py`); nothing widens it.
Every change here needs an ADR, and the same change in `tests/guards/test_roles.py`.
"""

from accounts.enums import Role, Sector
from accounts.permissions import Permission as P

_EVERYBODY = frozenset({P.OVERVIEW, P.OWN_SETTINGS})

_READING = frozenset(
    {
        P.CITIZEN_LIST,
        P.CITIZEN_VIEW,
        P.PLAN_VIEW,
        P.HISTORY_VIEW,
        P.LOG_VIEW,
        P.MEETING_VIEW,
        P.FOLLOW_UP_VIEW,
        P.CALENDAR_FEED,
    }
)

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
        P.FOLLOW_UP_ANSWER,
        P.TODO_KEEP,
        P.WORK_VIEW,
        P.CITIZEN_LOG,
        P.EMERGENCY_INFORM,
    },
    Role.PARTNER: _EVERYBODY | _READING | {P.LOG_COMMENT, P.STATUS_REPORT, P.PLAN_PRINT_OWN},
    Role.LEAD: _EVERYBODY
    | _READING
    | {
        P.MASTER_VIEW,
        P.NETWORK_VIEW,
        P.CASE_HANDOVER,
        P.PLAN_CLOSE,
        P.PLAN_PRINT,
        P.WORK_VIEW,
        P.CASE_MERGE,
        P.CITIZEN_LOG,
        P.EMERGENCY_REVIEW,
        P.ACCESS_REVIEW,
        P.FOLLOW_UP_FIGURES,
        P.FOLLOW_UP_EXPORT,
    },
    Role.ANALYST: _EVERYBODY | {P.FOLLOW_UP_EXPORT},
    Role.AUDITOR: _EVERYBODY | {P.AUDIT_VIEW},
    Role.ADMINISTRATOR: _EVERYBODY | {P.PEOPLE_MANAGE, P.PROGRAMME_MANAGE, P.OUTBOX_VIEW},
}

# Sundhedsloven § 43 stk. 2 is about those who treat: what a role holds besides, in these sectors (ADR 0024).
EMERGENCY_SECTORS = (Sector.HOSPITAL, Sector.PSYCHIATRY, Sector.GENERAL_PRACTICE)
IN_SECTOR: dict[tuple[Role, Sector], frozenset[P]] = {
    (Role.PARTNER, sector): frozenset({P.EMERGENCY_OPEN}) for sector in EMERGENCY_SECTORS
}


# Whoever holds one of these reaches everybody's rights or everybody's looks: a second person agrees first (ADR 0033).
LEADING_FAR = (Role.ADMINISTRATOR, Role.AUDITOR)


def rights_of(role: Role, sector: Sector) -> frozenset[P]:
    """The most somebody in this role at a workplace of this sector can hold."""
    return ROLES[role] | IN_SECTOR.get((role, sector), frozenset())
