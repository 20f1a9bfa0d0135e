"""The order of priority: one place at a time, or dragged."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.models import Refused
from tracks.actions.tracks import begin, keep
from tracks.enums import ENDED
from tracks.models import Intervention, Track


def renumbered(rows: list[Any]) -> list[Any]:
    """Give `rows` their positions from 0 on; returns those that changed and are to be saved."""
    changed = []
    for position, row in enumerate(rows):
        if row.position != position:
            row.position = position
            changed.append(row)
    return changed


def moved(rows: list[Any], key: uuid.UUID, step: int) -> list[Any]:
    """`rows` with the one of `key` moved by `step`; returns those that are to be saved."""
    index = next((place for place, row in enumerate(rows) if row.pk == key), None)
    if index is not None:
        rows.insert(max(0, index + step), rows.pop(index))
    return renumbered(rows)


def _open_work(track_id: uuid.UUID) -> Any:
    rows = Intervention.objects.filter(track=track_id).exclude(status__in=ENDED)
    return rows.select_for_update(of=("self",)).order_by("position", "created_at", "id")


@transaction.atomic
def move_intervention(intervention: Intervention, *, by: Any, step: int) -> Intervention:
    """One place up (step −1) or down (+1) among the open ones of the same goal; at the edge it stays."""
    plan = begin(intervention.track.plan)
    rows = list(_open_work(intervention.track_id).filter(goal=intervention.goal_id))
    for row in moved(rows, intervention.pk, step):
        keep(row, plan, by)
    return intervention


@transaction.atomic
def order_interventions(track: Track, *, by: Any, order: list[uuid.UUID]) -> Track:
    """Put the open interventions named in `order` into that order. Raises Refused when one is not there any more."""
    plan = begin(track.plan)
    rows = {row.pk: row for row in _open_work(track.pk).filter(pk__in=order)}
    if len(rows) != len(order):
        raise Refused(_("The list was changed meanwhile. Look again, and move it again."))
    for row in renumbered([rows[key] for key in order]):
        keep(row, plan, by)
    return track
