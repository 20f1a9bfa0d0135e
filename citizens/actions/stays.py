"""Stays: admissions and the like. Each change moves the head's "admitted now" in the same transaction."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from citizens.actions.enrolment import HISTORY_REASON
from citizens.actions.signpost import recompute
from citizens.models import Citizen, Stay
from core.attribution import attributed_to
from core.dates import today
from core.models import Refused
from core.twice import pressed_twice


@transaction.atomic
def add_stay(citizen: Citizen, *, by: Any, **values: Any) -> Stay:
    """Write down a stay: by its days, or as "about n in the year"; sent twice, it is stored once. Raises Refused."""
    citizen.locked()
    stay = Stay(citizen=citizen, **values)
    if twin := pressed_twice(stay, by=by, citizen=citizen):
        return twin
    return _store(stay, by, "")


@transaction.atomic
def change_stay(stay: Stay, *, by: Any, revision: int, **values: Any) -> Stay:
    """Change a stay. Raises Stale, and Refused for one that was voided."""
    stay.citizen.locked()
    stay = stay.locked(revision)
    if stay.voided:
        raise Refused(_("The stay was entered by mistake; it can no longer be changed."))
    for name, value in values.items():
        setattr(stay, name, value)
    return _store(stay, by, "")


@transaction.atomic
def end_stay(stay: Stay, *, by: Any, ends_on: date) -> Stay:
    """The citizen came home: `ends_on` is the day of discharge. Raises Refused."""
    stay.citizen.locked()
    stay = stay.locked()
    if stay.voided or stay.starts_on is None or stay.ends_on is not None:
        raise Refused(_("The stay has already ended."))
    stay.ends_on = ends_on
    return _store(stay, by, "")


@transaction.atomic
def void_stay(stay: Stay, *, by: Any, reason: str) -> Stay:
    """Entered by mistake: counts no more, stays readable with its reason. Raises Refused."""
    stay.citizen.locked()
    stay = stay.locked()
    if stay.voided:
        raise Refused(_("The stay is already marked as a mistake."))
    if not reason.strip():
        raise Refused(_("Write why it was a mistake."), field="reason")
    stay.voided, stay.void_reason = True, reason
    return _store(stay, by, reason)


def _store(stay: Stay, by: Any, reason: str) -> Stay:
    if not stay.voided:
        _judge(stay)
    with attributed_to(by, reason=reason[:HISTORY_REASON]):
        stay.save()
    recompute(stay.citizen)
    return stay


def _judge(stay: Stay) -> None:
    if (stay.starts_on is None) == (stay.about_count is None):
        raise Refused(_("Write either the days or about how many in a year."), field="starts_on")
    if stay.starts_on is not None:
        if stay.year is not None:
            raise Refused(_("The year goes with the number, not with the days."), field="year")
        if stay.ends_on is not None and stay.ends_on < stay.starts_on:
            raise Refused(_("The last day is before the first."), field="ends_on")
        return
    if stay.ends_on is not None:
        raise Refused(_("An end needs a beginning."), field="ends_on")
    if stay.year is None:
        raise Refused(_("Write the year."), field="year")
    if not 1900 <= stay.year <= today().year:
        raise Refused(_("Write a year that has begun."), field="year")
