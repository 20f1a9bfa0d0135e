"""What a person still holds in citizens' cases: numbers and colleagues' names; never a citizen's."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from accounts.models import User, valid_on
from citizens.enums import Place, Stage
from citizens.models import CareTeamMember
from core.context import letting_go
from core.dates import today
from plans.enums import PlanState
from tracks.enums import ENDED
from tracks.models import Intervention


@dataclass(frozen=True)
class Held:
    """How many open cases the person coordinates, and open interventions the person answers for."""

    citizens: int
    interventions: int
    coordinators: list[tuple[str, int]] = field(default_factory=list)  # who can give those interventions to somebody

    def __bool__(self) -> bool:
        return bool(self.citizens or self.interventions)


def coordinated_by(person: User, day: date) -> QuerySet[CareTeamMember]:
    """The coordinator's places that count on `day` or later, of citizens who have not left."""
    rows = CareTeamMember.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=day), user=person)
    return rows.filter(place=Place.COORDINATOR).exclude(citizen__stage__in=[Stage.LEFT, Stage.EXCLUDED])


def answered_by(person: User, day: date) -> QuerySet[Intervention]:
    """Open interventions of plans that are not closed, in a place of the person's that counts on `day` or later."""
    rows = Intervention.objects.filter(responsible_member__user=person).exclude(status__in=ENDED)
    ends = "responsible_member__ends_on"
    rows = rows.filter(Q(**{f"{ends}__isnull": True}) | Q(**{f"{ends}__gt": day}))
    return rows.exclude(track__plan__state=PlanState.CLOSED)


def held_by(person: User, day: date | None = None) -> Held:
    """Two queries."""
    day = day or today()
    coordinator = CareTeamMember.objects.filter(
        valid_on(today()), citizen=OuterRef("track__plan__citizen"), place=Place.COORDINATOR
    ).order_by("id")
    rows: Any = (
        answered_by(person, day)
        .annotate(coordinator=Subquery(coordinator.values("name")[:1]))
        .order_by()
        .values(name=F("coordinator"))
        .annotate(number=Count("pk"))
    )
    with letting_go(person):
        told = sorted((row["name"] or "", row["number"]) for row in rows)
        return Held(coordinated_by(person, day).count(), sum(number for _name, number in told), told)
