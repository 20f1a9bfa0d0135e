"""Whose citizens can be handed over: the coordinators' places somebody may pass on today."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet

from accounts.access import role_rights
from accounts.enums import Role
from accounts.models import User, valid_on
from accounts.permissions import Permission
from citizens.access import visible_citizens
from citizens.enums import Place
from citizens.models import CareTeamMember, ProgrammeLead
from core.danish import collate
from core.dates import today


def coordinator_places(user: Any) -> QuerySet[CareTeamMember]:
    """The coordinators' places `user` may hand over: their own; a lead's are those of the programmes they lead.

    Also where the name may not be shown to them: before the first consent, and after a withdrawal. Who moves on must
    leave nobody behind.
    """
    day = today()
    rows = CareTeamMember.objects.filter(valid_on(day), place=Place.COORDINATOR, citizen__voided=False)
    if Permission.CASE_HANDOVER not in role_rights(user):
        return rows.none()
    if user.role == Role.LEAD:
        led = ProgrammeLead.objects.filter(valid_on(day), user=user).values("programme_id")
        return rows.filter(citizen__programme__in=led)
    return rows.filter(user=user, organisation=user.organisation)


@dataclass(frozen=True)
class Load:
    """One coordinator's citizens: those `user` may see by name, and how many more there are."""

    coordinator: User
    citizens: list[Any] = field(default_factory=list)
    unseen: list[uuid.UUID] = field(default_factory=list)

    @property
    def total(self) -> int:
        return len(self.citizens) + len(self.unseen)

    @property
    def everybody(self) -> list[uuid.UUID]:
        return [citizen.pk for citizen in self.citizens] + self.unseen


def load_of(user: Any, coordinator: User) -> Load:
    """What `user` may hand over of `coordinator`'s citizens, in Danish order. One query."""
    seen = visible_citizens(user).order_by().filter(pk=OuterRef("citizen_id"))
    places = coordinator_places(user).filter(user=coordinator).annotate(seen=Exists(seen)).select_related("citizen")
    rows = list(places.order_by("citizen__sort_name", "citizen_id"))
    return Load(
        coordinator,
        [place.citizen for place in rows if place.seen],
        [place.citizen_id for place in rows if not place.seen],
    )


def coordinators_with_citizens(user: Any) -> list[Any]:
    """The coordinators whose citizens `user` may hand over, by name, each with `number`; also who is inactive."""
    numbers = dict(
        coordinator_places(user).order_by().values("user_id").annotate(n=Count("pk")).values_list("user_id", "n")
    )
    people: list[Any] = list(User.objects.filter(pk__in=numbers).order_by("id"))
    for person in people:
        person.number = numbers[person.pk]
    return sorted(people, key=lambda person: (collate(person.name), str(person.pk)))
