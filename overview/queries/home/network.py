"""What is no longer open to a participant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery

from accounts.models import valid_on
from citizens.access import PARTICIPATING, visible_citizens
from citizens.enums import ConsentKind, Place
from citizens.models import CareTeamMember, ConsentScope
from core.dates import today
from overview.queries.home.citizens import WARN


@dataclass(frozen=True)
class Lost:
    """A case that was open to somebody and is not any more: its number, never a name."""

    case_number: int
    coordinator: str
    phone: str


def lost_access(user: Any) -> list[Lost]:
    """Cases `user` has a place in, that a consent once opened to the workplace and none does now. One query.

    domain.md § 4. A place that has ended is told of for 30 days. Where nothing ever was open, nothing has ceased.
    """
    day = today()
    once = ConsentScope.objects.filter(
        consent__citizen=OuterRef("citizen"), consent__kind=ConsentKind.EXCHANGE, consent__given_on__lte=day,
        organisation=OuterRef("organisation"),
    )  # fmt: skip
    coordinator = CareTeamMember.objects.filter(
        valid_on(day), citizen=OuterRef("citizen"), place=Place.COORDINATOR
    ).order_by("starts_on")
    rows = (
        CareTeamMember.objects.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gt=day - WARN), user=user, place__in=PARTICIPATING, starts_on__lte=day
        )
        .filter(Exists(once))
        .exclude(citizen__in=visible_citizens(user).order_by().values("pk"))
        .annotate(
            name_of=Subquery(coordinator.values("name")[:1]),
            phone_of=Subquery(coordinator.values("phone")[:1]),
            own_phone=Subquery(coordinator.values("user__phone")[:1]),
        )
        .order_by("citizen__case_number")
        .values_list("citizen__case_number", "name_of", "phone_of", "own_phone")
        .distinct()
    )
    return [Lost(number, name or "", phone or own or "") for number, name, phone, own in rows]
