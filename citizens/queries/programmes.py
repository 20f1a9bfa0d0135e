"""Which programmes somebody enrols into, and what a programme asks."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import valid_on
from citizens.access import COORDINATING
from citizens.models import CareTeamMember, Criterion, Programme
from core.dates import today


def programmes_of(user: Any) -> list[Programme]:
    """The running programmes `user` takes in referrals for: those the user's workplace coordinates in today.

    A workplace that coordinates nobody yet is new: it may begin in any running programme.
    """
    day = today()
    running = Programme.objects.filter(valid_on(day)).order_by("name", "id")
    theirs = CareTeamMember.objects.filter(
        valid_on(day), citizen__programme=OuterRef("pk"), organisation=user.organisation, place__in=COORDINATING
    )
    return list(running.filter(Exists(theirs))) or list(running)


def criteria_of(programme: Programme) -> QuerySet[Criterion]:
    """The programme's criteria in their order."""
    return Criterion.objects.filter(programme=programme).order_by("position", "id")
