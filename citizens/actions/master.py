"""Master data: who the citizen is and how they are reached."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from citizens.actions.enrolment import HISTORY_REASON
from citizens.actions.referral import save_with_cpr, set_birth
from citizens.models import Citizen
from citizens.validators import Cpr
from core.attribution import attributed_to
from core.models import Refused


@transaction.atomic
def change_master(
    citizen: Citizen, *, by: Any, revision: int, cpr: Cpr | None = None, reason: str = "", **values: Any
) -> Citizen:
    """Change master data; a missing CPR number can be filled in, a present one is not touched here.

    Raises Stale; Refused by the field. Name and address protection never lifts itself: it needs a day to check it.
    """
    citizen = citizen.locked(revision)
    if cpr is not None and citizen.cpr:
        raise Refused(_("The citizen has a CPR number already."), field="cpr")
    for name, value in values.items():
        setattr(citizen, name, value)
    if not citizen.cpr:
        set_birth(citizen, cpr, citizen.born_on)
    if not citizen.protected:
        citizen.protected_until = None
    elif citizen.protected_until is None:
        raise Refused(_("Write the day the protection is to be checked."), field="protected_until")
    with attributed_to(by, reason=reason):
        save_with_cpr(citizen)
    return citizen


@transaction.atomic
def replace_cpr(citizen: Citizen, *, by: Any, revision: int, cpr: Cpr, reason: str) -> Citizen:
    """Correct or replace the CPR number: a typing error, or the real number for a replacement one (erstatnings-CPR).

    The date of birth follows the number. The old one stays, sealed, in the history. Raises Stale; Refused where there
    is none to replace, without a reason, for the same number, and for one that is known (domain.md § 7).
    """
    citizen = citizen.locked(revision)
    if not citizen.cpr:
        raise Refused(_("There is no CPR number to replace yet; write it in the master data."), field="cpr")
    if not reason.strip():
        raise Refused(_("Write why."), field="reason")
    if citizen.cpr == cpr.number:
        raise Refused(_("This is the number that stands here already."), field="cpr")
    set_birth(citizen, cpr, None)
    with attributed_to(by, reason=reason[:HISTORY_REASON]):
        save_with_cpr(citizen)
    return citizen
