"""The follow-ups that wait, or were missed lately: one rule for the coordinator's day, the list and its counts."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.translation import gettext as _

from core.dates import today
from followups.access import visible_follow_ups
from followups.enums import RoundState
from followups.models import WINDOW, FollowUp
from followups.queries.live import unanswered
from followups.queries.page import LOOKS
from followups.queries.rounds import state_of
from overview.queries.citizens import coordinators_of, listed
from overview.queries.home.citizens import Row

RECENT = timedelta(days=30)  # a missed round stays on the list for that long
_FACTS = ("id", "number", "due_on", "closes_on")


@dataclass(frozen=True)
class FollowUpFilter:
    """What the list is narrowed to. Stands in the address."""

    state: RoundState | None = None
    coordinator: uuid.UUID | None = None
    nobody: bool = False  # citizens without a coordinator

    @property
    def is_set(self) -> bool:
        return any((self.state, self.coordinator, self.nobody))


@dataclass(frozen=True)
class FollowUpRow(Row):
    """A line of the box or the list. `url` is the form itself; `day` is when the round is due."""

    number: int = 0
    state: RoundState = RoundState.OPEN

    @property
    def icon(self) -> str:
        return LOOKS[self.state][1]


def to_do(day: date, rows: QuerySet[FollowUp] | None = None) -> QuerySet[FollowUp]:
    """Rounds that are asked for on `day`, and those that closed unanswered within the last 30 days."""
    return unanswered(day, rows).filter(due_on__lte=day + WINDOW, closes_on__gt=day - RECENT)


def to_do_of_citizen() -> Any:
    """For a query of citizens: their rounds of `to_do` today. A column, so that the day asks no query more."""
    rows = to_do(today(), FollowUp.objects.filter(citizen=OuterRef("pk"))).order_by("due_on", "id")
    return ArraySubquery(rows.values(facts=JSONObject(**{name: name for name in _FACTS})))


def follow_ups(citizens: list[Any]) -> list[FollowUpRow]:
    """What waits of these citizens (annotated with `to_do`), the oldest first. No query."""
    rows = [_row(_round(facts, citizen), citizen) for citizen in citizens for facts in citizen.to_do]
    return sorted(rows, key=lambda row: (row.day or date.max, row.citizen.sort_name, row.number))


def due_by(rows: list[FollowUpRow], last: date) -> list[FollowUpRow]:
    """Those that are asked for and due up to `last`, not those that were missed. No query."""
    return [row for row in rows if row.state != RoundState.MISSED and row.day and today() <= row.day <= last]


def follow_up_list(user: Any, wanted: FollowUpFilter) -> QuerySet[FollowUp]:
    """The same of all citizens one coordinates or leads, the oldest first. One query a page."""
    team = listed(user).filter(in_team=True).order_by()
    if wanted.coordinator:
        team = team.filter(Exists(coordinators_of(today()).filter(user=wanted.coordinator)))
    if wanted.nobody:
        team = team.filter(~Exists(coordinators_of(today())))
    rows = to_do(today(), visible_follow_ups(user).filter(citizen__in=team.values("pk")))
    if wanted.state:
        rows = rows.filter(_in_state(wanted.state, today()))
    return (
        rows.select_related("citizen")
        .defer("citizen__cpr", "citizen__address", "citizen__phone")
        .order_by("due_on", "citizen__sort_name", "number", "id")
    )


def dressed(rows: Any) -> list[FollowUpRow]:
    """The rounds as lines. No query."""
    return [_row(row, row.citizen) for row in rows]


def _in_state(state: RoundState, day: date) -> Q:
    """The same rule as `followups.queries.rounds.state_of`, of rounds that wait or were missed."""
    if state == RoundState.MISSED:
        return Q(closes_on__lte=day)
    late = Q(due_on__lt=day - WINDOW)
    return Q(closes_on__gt=day) & (late if state == RoundState.OVERDUE else ~late)


def _round(facts: dict[str, Any], citizen: Any) -> FollowUp:
    dates = {name: date.fromisoformat(facts[name]) for name in ("due_on", "closes_on")}
    return FollowUp(pk=uuid.UUID(facts["id"]), citizen_id=citizen.pk, number=facts["number"], **dates)


def _row(row: FollowUp, citizen: Any) -> FollowUpRow:
    state = state_of(row, today())
    text = _("Round %(number)d") % {"number": row.number}
    url = reverse("followups:answer", args=[citizen.pk, row.pk])
    return FollowUpRow(citizen, text, url, row.due_on, LOOKS[state][0], row.number, state)
