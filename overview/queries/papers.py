"""What the papers beside the plan ask for."""

from __future__ import annotations

from typing import Any

from accounts.enums import Role
from accounts.models import valid_on
from citizens.models import Programme, ProgrammeLead
from citizens.queries.programmes import programmes_of
from core.dates import today


def programmes_to_print(user: Any) -> list[Programme]:
    """The running programmes whose empty form `user` may take: those led, else those they take in referrals for."""
    if user.role != Role.LEAD:
        return programmes_of(user)
    led = ProgrammeLead.objects.filter(valid_on(today()), user=user).values("programme_id")
    return list(Programme.objects.filter(valid_on(today()), pk__in=led).order_by("name", "id"))
