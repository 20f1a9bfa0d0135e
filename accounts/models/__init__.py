from accounts.models.people import Affiliation, Organisation, User, UserManager, valid_on
from accounts.models.tries import FailedTry
from accounts.models.ways_in import LINK_LIFETIME, CalendarKey, FactorReset, Invitation, LockLift, ProviderLink
from accounts.models.wishes import WISH_LIFETIME, Wish

__all__ = [
    "LINK_LIFETIME",
    "WISH_LIFETIME",
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
    "Wish",
    "valid_on",
]
