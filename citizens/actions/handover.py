"""A coordinator's citizens change hands: one, several or all of them in one act, for good or for a period.

Few statements however many citizens (300 in seconds); the history is as whole as if each were saved alone.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from accounts.enums import Role
from accounts.models import User
from citizens.access import project_places_of
from citizens.actions.enrolment import HISTORY_REASON
from citizens.enums import Place
from citizens.models import CareTeamMember, Citizen
from citizens.queries.handover import coordinator_places
from core.attribution import attributed_to
from core.context import acting_on
from core.dates import today
from core.models import Refused

LONGEST_PERIOD = timedelta(days=366)


@dataclass(frozen=True)
class Shift:
    """A place that ended, and the one that took over what hung on it."""

    old: CareTeamMember
    new: CareTeamMember


@transaction.atomic
def hand_over(citizens: Collection[uuid.UUID], *, by: Any, to: User, note: str) -> list[Shift]:
    """Make `to` the coordinator of all `citizens` from today; whoever was it loses them at the next request.

    Other places `to` had there end, too: a person has one. All or none. Raises Refused: not (any longer) `by`'s to
    hand over, `to` inactive or no coordinator or already theirs, no note, a successor already dated.
    """
    if not note.strip():
        raise Refused(_("Write why, and what the next one must know."), field="note")
    _judge_taker(to)
    old = _locked_places(citizens, by)
    if any(place.user_id == to.pk for place in old):
        raise Refused(_("%(name)s is the coordinator already.") % {"name": to.name}, field="to")
    day = today()
    others = _open_after(citizens, day)
    if others.filter(place=Place.COORDINATOR, starts_on__gt=day).exists():
        raise Refused(_("Somebody is already to take over at a later day; end that place first."))
    theirs = list(others.filter(user=to).order_by("id"))
    new = {place.citizen_id: _place_for(to, place, Place.COORDINATOR, day) for place in old}
    for place in [*old, *theirs]:
        place.ends_on, place.end_reason = max(day, place.starts_on), note
    with acting_on(citizens), attributed_to(by, reason=note[:HISTORY_REASON]):
        CareTeamMember.objects.change_rows([*old, *theirs], ["ends_on", "end_reason"])
        CareTeamMember.objects.import_rows(list(new.values()))
        project_places_of(new)
    return [Shift(place, new[place.citizen_id]) for place in [*old, *theirs]]


@transaction.atomic
def substitute(
    citizens: Collection[uuid.UUID], *, by: Any, to: User, starts_on: date, ends_on: date, note: str = ""
) -> list[CareTeamMember]:
    """Give `to` a co-coordinator's place with all `citizens` from `starts_on`; `ends_on` is the first day without.

    Where `to` has a place already in that time it stays as it is, and is not in the result. Raises Refused: as
    `hand_over`, and for a period that has begun before today, ends before it begins, or is longer than a year.
    """
    _judge_taker(to)
    if starts_on < today():
        raise Refused(_("The first day cannot lie in the past."), field="starts_on")
    if ends_on <= starts_on:
        raise Refused(_("The last day is before the first."), field="last_day")
    if ends_on - starts_on > LONGEST_PERIOD:
        raise Refused(_("A substitute is for a year at most; hand the citizens over instead."), field="last_day")
    places = _locked_places(citizens, by)
    if any(place.user_id == to.pk for place in places):
        raise Refused(_("%(name)s is the coordinator already.") % {"name": to.name}, field="to")
    taken = set(
        _open_after(citizens, starts_on).filter(user=to, starts_on__lt=ends_on).values_list("citizen_id", flat=True)
    )
    new = []
    for place in places:
        if place.citizen_id not in taken:
            row = _place_for(to, place, Place.CO_COORDINATOR, starts_on)
            row.ends_on, row.contribution = ends_on, _("Stands in for %(name)s") % {"name": place.name}
            new.append(row)
    with attributed_to(by, reason=note[:HISTORY_REASON]):
        CareTeamMember.objects.import_rows(new)
    project_places_of([row.citizen_id for row in new])
    return new


def _judge_taker(to: User) -> None:
    if not to.is_active or to.role is None:
        raise Refused(_("%(name)s is no longer active.") % {"name": to.name}, field="to")
    if to.role != Role.COORDINATOR:
        raise Refused(_("%(name)s is not a coordinator.") % {"name": to.name}, field="to")


def _locked_places(citizens: Collection[uuid.UUID], by: Any) -> list[CareTeamMember]:
    """The places to be handed over, read under the citizens' locks: the second of two at once is refused here.

    Not the key is locked: who writes a comment at the same time refers to the citizen, and must not wait for us.
    """
    if not citizens:
        raise Refused(_("Choose at least one citizen."), field="citizens")
    list(Citizen.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=citizens).order_by("pk"))
    places = list(coordinator_places(by).filter(citizen__in=citizens).select_related("citizen").order_by("citizen_id"))
    if len(places) != len(set(citizens)):
        raise Refused(_("Not all of them are yours to hand over any more. Load the page again and choose anew."))
    return places


def _open_after(citizens: Collection[uuid.UUID], day: date) -> Any:
    rows = CareTeamMember.objects.filter(citizen__in=citizens).filter(Q(ends_on__isnull=True) | Q(ends_on__gt=day))
    return rows.exclude(ends_on=F("starts_on"))  # ended before it began


def _place_for(to: User, old: CareTeamMember, place: Place, day: date) -> CareTeamMember:
    return CareTeamMember(
        citizen=old.citizen, user=to, organisation=to.organisation, place=place, name=to.name, function=to.function,
        phone=to.phone, starts_on=day, chairs_meetings=old.chairs_meetings and place == Place.COORDINATOR,
    )  # fmt: skip
