"""A coordinator's citizens change hands, with the open interventions the coordinator answers for."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from accounts.models import User
from citizens.actions import handover as places
from citizens.models import CareTeamMember
from core.attribution import attributed_to
from core.context import acting_on
from plans.enums import PlanState
from plans.models import Plan
from tracks.actions.tracks import LONGEST_REASON
from tracks.enums import ENDED
from tracks.models import Intervention


@dataclass(frozen=True)
class HandedOver:
    """How many citizens have a new coordinator, and how many open interventions a new responsible."""

    citizens: int
    interventions: int


@transaction.atomic
def hand_over(
    citizens: Collection[uuid.UUID], *, by: Any, to: User, note: str, interventions: bool = True
) -> HandedOver:
    """Make `to` the coordinator of all `citizens` from today. Raises Refused, and then nothing is changed.

    With `interventions` the open ones that the old coordinator answers for follow; without, nobody answers for them
    until somebody is chosen. What `to` answers for in another place of theirs always follows: it is the same person.
    """
    with acting_on(citizens), attributed_to(by, reason=note[:LONGEST_REASON]):
        shifts = places.hand_over(citizens, by=by, to=to, note=note)
        following = [shift for shift in shifts if interventions or shift.old.user_id == to.pk]
        moved = _answered_for({shift.old.pk: shift.new for shift in following})
        Intervention.objects.change_rows(moved, ["responsible_member"])
    return HandedOver(len(citizens), len(moved))


def _answered_for(new_of: dict[uuid.UUID, CareTeamMember]) -> list[Intervention]:
    """The open interventions of the old places in plans that are not closed, under lock, with the new responsible.

    Plans are locked first, as every act in a plan does (`tracks.actions.begin`).
    """
    plans = Plan.objects.filter(citizen__care_team__in=new_of).exclude(state=PlanState.CLOSED).values("pk")
    locked: Sequence[Plan] = list(
        Plan.objects.select_for_update(no_key=True).filter(pk__in=plans).exclude(state=PlanState.CLOSED).order_by("pk")
    )
    rows = list(
        Intervention.objects.select_for_update(no_key=True, of=("self",))
        .filter(responsible_member__in=new_of, track__plan__in=locked)
        .exclude(status__in=ENDED)
        .order_by("pk")
    )
    for row in rows:
        row.responsible_member = new_of[row.responsible_member_id]  # type: ignore[index]
    return rows
