from accounts.models.people import Affiliation, Organisation, User, UserManager, valid_on
from accounts.models.ways_in import LINK_LIFETIME, CalendarKey, FactorReset, Invitation

__all__ = [
    "LINK_LIFETIME",
    "Affiliation",
    "CalendarKey",
    "FactorReset",
    "Invitation",
    "Organisation",
    "User",
    "UserManager",
    "valid_on",
]
