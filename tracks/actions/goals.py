"""Goals and sub-goals. Rules: domain.md § 3; a sub-goal stands under a goal of the same track, one level deep."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from core.dates import today
from core.models import Refused
from core.twice import pressed_twice
from tracks.actions.order import moved
from tracks.actions.tracks import begin, keep
from tracks.enums import GoalStatus
from tracks.models import Goal, Track


@transaction.atomic
def add_goal(track: Track, *, by: Any, **values: Any) -> Goal:
    """A new goal, last in its track; sent twice, it is stored once. Raises Refused with the field it belongs to."""
    plan = begin(track.plan)
    last = Goal.objects.filter(track=track).aggregate(last=Max("position"))["last"]
    goal = Goal(track=track, position=0 if last is None else last + 1, **values)
    _judge(goal)
    if twin := pressed_twice(goal, by=by, track=track):
        return twin
    keep(goal, plan, by)
    return goal


@transaction.atomic
def change_goal(goal: Goal, *, by: Any, revision: int, **values: Any) -> Goal:
    """Raises Refused with the field it belongs to, and Stale."""
    plan = begin(goal.track.plan)
    goal = goal.locked(revision)
    for name, value in values.items():
        setattr(goal, name, value)
    _judge(goal)
    keep(goal, plan, by, reason=goal.ended_reason)
    return goal


@transaction.atomic
def move_goal(goal: Goal, *, by: Any, step: int) -> Goal:
    """One place up (step −1) or down (+1) among the open goals it stands among; at the edge it stays."""
    plan = begin(goal.track.plan)
    rows = Goal.objects.filter(track=goal.track_id, parent=goal.parent_id, status=GoalStatus.OPEN)
    for row in moved(list(rows.select_for_update().order_by("position", "created_at", "id")), goal.pk, step):
        keep(row, plan, by)
    return goal


def _judge(goal: Goal) -> None:
    if not goal.text.strip():
        raise Refused(_("Write the goal."), field="text")
    if goal.parent is not None:
        _judge_parent(goal, goal.parent)
    if goal.status == GoalStatus.OPEN:
        goal.ended_on, goal.ended_reason = None, ""
        return
    if goal.status == GoalStatus.DROPPED and not goal.ended_reason.strip():
        raise Refused(_("Write why the goal is dropped."), field="ended_reason")
    goal.ended_on = goal.ended_on or today()


def _judge_parent(goal: Goal, parent: Goal) -> None:
    if parent.track_id != goal.track_id:
        raise Refused(_("A sub-goal stands under a goal of the same track."), field="parent")
    if parent.pk == goal.pk or parent.parent_id is not None:
        raise Refused(_("A sub-goal stands under a goal, not under a sub-goal."), field="parent")
    if Goal.objects.filter(parent=goal.pk).exists():
        raise Refused(_("This goal has sub-goals of its own, and cannot stand under another."), field="parent")
