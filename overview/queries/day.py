"""The coordinator's day, kind by kind: the same rows on the front page, five of each, and in the list of all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from overview.enums import NEEDS_ACTION, DayKind
from overview.queries import home as boxes
from overview.queries.emergency import to_tell
from overview.queries.follow_ups import follow_ups

FIRST = 5  # rows of each kind on the front page

# Kind → its rows, of who asks, all one sees, and whom of them one coordinates.
ROWS: dict[DayKind, Callable[[Any, list[Any], list[Any]], list[Any]]] = {
    DayKind.EMERGENCIES: lambda user, everybody, team: to_tell(team),
    DayKind.FOLLOW_UPS: lambda user, everybody, team: follow_ups(team),
    DayKind.STUCK: lambda user, everybody, team: boxes.stuck_interventions(team),
    DayKind.CONCERNS: lambda user, everybody, team: boxes.concerns(team),
    DayKind.CONSENTS: lambda user, everybody, team: boxes.consents(team),
    DayKind.UNFINISHED: lambda user, everybody, team: boxes.unfinished_plans(team),
    DayKind.PROTECTIONS: lambda user, everybody, team: boxes.protections(team),
    DayKind.QUIET: lambda user, everybody, team: boxes.quiet_plans(team),
    DayKind.WAITING: lambda user, everybody, team: boxes.waiting_for(user, everybody),
    DayKind.ENROLLING: lambda user, everybody, team: boxes.enrolling(team),
    DayKind.MEETINGS: lambda user, everybody, team: boxes.meetings(team, after=boxes.end_of_week()),
    DayKind.NEWS: lambda user, everybody, team: boxes.news(user, team),
}


@dataclass(frozen=True)
class Box:
    """A kind with all its rows; `url` is the list that holds exactly these."""

    kind: DayKind
    rows: list[Any]

    @property
    def key(self) -> str:
        return self.kind.key

    @property
    def label(self) -> str:
        return str(self.kind.label)

    @property
    def short(self) -> str:
        return str(self.kind.short)

    @property
    def url(self) -> str:
        if self.kind == DayKind.FOLLOW_UPS:
            return reverse("overview:follow_ups")
        return f"{reverse('overview:day')}?vis={self.kind.value}"

    @property
    def first(self) -> list[Any]:
        """The rows of the front page; of what is stuck, first what nobody answers for, or nobody who can read it."""
        if self.kind != DayKind.STUCK:
            return self.rows[:FIRST]
        rows = [row for group in boxes.by_responsible(self.rows) for row in group.rows]
        return sorted(rows, key=lambda row: not (row.ownerless or row.shut_out))[:FIRST]

    @property
    def has_more(self) -> bool:
        return len(self.rows) > FIRST


def box_of(kind: DayKind, user: Any, everybody: list[Any]) -> Box:
    """One kind of somebody's day; `everybody` as `home.my_citizens` finds them."""
    return Box(kind, ROWS[kind](user, everybody, [row for row in everybody if row.in_team]))


def boxes_of(user: Any, everybody: list[Any]) -> dict[DayKind, Box]:
    """Every kind."""
    team = [row for row in everybody if row.in_team]
    return {kind: Box(kind, rows(user, everybody, team)) for kind, rows in ROWS.items()}


def needing_action(found: dict[DayKind, Box]) -> list[Box]:
    """The kinds that need action and have rows, the most pressing first."""
    return [found[kind] for kind in NEEDS_ACTION if found[kind].rows]


def citizens_in(rows: Iterable[Any]) -> set[Any]:
    """Whom these rows name."""
    return {row.about.pk if hasattr(row, "about") else row.citizen.pk for row in rows}
