"""Who is told of a citizen: judged when a notice is sent, for many citizens in one query."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date

from django.db.models import Exists, F, OuterRef

from accounts.enums import Role
from accounts.models import Affiliation, valid_on
from citizens.access.rows import COORDINATING
from citizens.models import CareTeamMember, ProgrammeLead

People = Mapping[uuid.UUID, tuple[uuid.UUID, ...]]


def coordinators_of(citizens: Collection[uuid.UUID], day: date) -> People:
    """citizen → the people who coordinate on `day`: the coordinator, and who stands in. Only people who could log in
    and open the case: active, coordinators today, at the workplace their place is from. One query."""
    works_there = Affiliation.objects.filter(
        valid_on(day), user=OuterRef("user"), role=Role.COORDINATOR, organisation=OuterRef("organisation")
    )
    places = CareTeamMember.objects.filter(
        valid_on(day), Exists(works_there), citizen__in=citizens, place__in=COORDINATING, user__is_active=True
    )
    return _grouped(places.order_by("citizen_id", "starts_on", "id").values_list("citizen_id", "user_id"))


def leads_of(programmes: Collection[uuid.UUID], day: date) -> People:
    """programme → the people who lead it on `day`, active and in that role. One query."""
    leading = Affiliation.objects.filter(valid_on(day), user=OuterRef("user"), role=Role.LEAD)
    rows = ProgrammeLead.objects.filter(
        valid_on(day), Exists(leading), programme__in=programmes, user__is_active=True
    ).annotate(key=F("programme_id"))
    return _grouped(rows.order_by("key", "starts_on", "id").values_list("key", "user_id"))


def _grouped(pairs: Collection[tuple[uuid.UUID, uuid.UUID | None]]) -> People:
    found: dict[uuid.UUID, list[uuid.UUID]] = defaultdict(list)
    for key, user in pairs:
        if user is not None and user not in found[key]:
            found[key].append(user)
    return {key: tuple(users) for key, users in found.items()}
