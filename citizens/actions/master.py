"""Master data: who the citizen is and how they are reached."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

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
