from accounts.models.people import Affiliation, Organisation, User, UserManager, valid_on
from accounts.models.tries import FailedTry
from accounts.models.ways_in import LINK_LIFETIME, CalendarKey, FactorReset, Invitation, LockLift, ProviderLink

__all__ = [
    "LINK_LIFETIME",
    "Affiliation",
    "CalendarKey",
    "FactorReset",
    "FailedTry",
    "Invitation",
    "LockLift",
    "Organisation",
    "ProviderLink",
    "User",
    "UserManager",
    "valid_on",
]
