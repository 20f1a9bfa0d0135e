"""A CPR number that is registered already: what the lead of the programme is told, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection

from accounts.models import valid_on
from citizens.access import lapsed_citizens, led_programmes, visible_citizens
from citizens.enums import Place, Stage
from citizens.models import CareTeamMember, Citizen
from citizens.validators import Cpr
from core.dates import today
from core.fields import keyed_hash


@dataclass(frozen=True)
class Registered:
    """Where a number stands. `name` only where the lead sees the citizen anyway."""

    citizen: Citizen
    state: str  # open, lapsed, ended or enrolling
    name: str = ""
    coordinator: str = ""
    phone: str = ""


def case_number_taken(number: int) -> bool:
    """Whether a case has this number, also one the asker cannot see; nothing more is told of it."""
    with connection.cursor() as cursor:
        cursor.execute("select somv_case_number_taken(%s)", [number])
        (taken,) = cursor.fetchone()
        return bool(taken)


def registered(user: Any, cpr: Cpr) -> Registered | None:
    """The record of that number in the programmes `user` leads today; None when there is none, wherever else it is.

    The number of a record that was merged leads to the one that was kept.
    """
    rows = Citizen.objects.filter(programme__in=led_programmes(user)).select_related("merged_into")
    row = rows.filter(cpr_lookup=keyed_hash(cpr.number)).first()
    if row is None:
        return None
    row = row.merged_into or row
    if visible_citizens(user).filter(pk=row.pk).exists():
        return Registered(row, "open", name=row.name)
    if lapsed_citizens(user).filter(pk=row.pk).exists():
        return Registered(row, "lapsed")
    place = CareTeamMember.objects.filter(valid_on(today()), citizen=row, place=Place.COORDINATOR).first()
    state = "ended" if row.stage == Stage.EXCLUDED else "enrolling"
    return Registered(row, state, coordinator=place.name if place else "", phone=place.phone if place else "")
