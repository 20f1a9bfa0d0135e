"""The rows of a paper: read once, narrowed by the reader's case, handed to the template ready to print."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from accounts.models import valid_on
from citizens.enums import Part
from citizens.models import CareTeamMember, Relative, Stay
from core.dates import today
from overview.documents.wording import responsible, status_name, track_name
from overview.queries.readers import Reader
from plans.models import CrisisPlan, Plan, PlanPrint, PromptAnswer
from plans.queries import contacts, crisis_of
from tracks.enums import GoalStatus
from tracks.models import Goal, Intervention, Track


@dataclass
class GoalLine:
    goal: Goal
    subgoals: list[Goal] = field(default_factory=list)


@dataclass(frozen=True)
class Action:
    """One row of a track's table."""

    row: Intervention
    responsible: str
    status: str


@dataclass
class TrackSheet:
    """One track on paper: where we are, the goals, what is done by whom and when, what is over."""

    track: Track
    name: str
    led_by: str
    goals: list[GoalLine]
    open: list[Action]
    ended: list[Action]

    @property
    def is_empty(self) -> bool:
        return not (self.track.status_line or self.goals or self.open or self.ended)


def tracks(reader: Reader, plan: Plan) -> list[TrackSheet]:
    """The open tracks of the plan. Three queries."""
    rows = [
        row
        for row in Track.objects.filter(plan=plan).select_related("lead_organisation")
        if reader.case.reads(row.kind)
    ]
    goals, actions = _goals(rows), _actions(reader, rows)
    return [
        TrackSheet(
            track=row,
            name=track_name(reader, row.kind),
            led_by=str(row.lead_organisation)
            if row.lead_organisation and reader.case.sees_workplace(row.lead_organisation_id)
            else "",
            goals=goals[row.pk],
            open=[action for action in actions[row.pk] if action.row.is_open],
            ended=[action for action in actions[row.pk] if not action.row.is_open],
        )
        for row in rows
    ]


def _goals(rows: list[Track]) -> dict[Any, list[GoalLine]]:
    """Goals with their sub-goals by track. A dropped goal is history, not a plan; a reached one is worth reading."""
    lines: dict[Any, GoalLine] = {}
    by_track = defaultdict(list)
    found = list(Goal.objects.filter(track__in=rows).exclude(status=GoalStatus.DROPPED))
    for goal in found:
        if goal.parent_id is None:
            lines[goal.pk] = GoalLine(goal)
            by_track[goal.track_id].append(lines[goal.pk])
    for goal in found:
        if goal.parent_id is None:
            continue
        if goal.parent_id in lines:
            lines[goal.parent_id].subgoals.append(goal)
        else:  # its goal was dropped; the sub-goal still stands
            by_track[goal.track_id].append(GoalLine(goal))
    return by_track


def _actions(reader: Reader, rows: list[Track]) -> dict[Any, list[Action]]:
    by_track = defaultdict(list)
    found = (
        Intervention.objects.filter(track__in=rows)
        .select_related(
            "goal", "legal_basis", "responsible_member__organisation", "responsible_organisation", "relative"
        )
        .order_by("-prioritised", "position", "created_at", "id")
    )
    for row in found:
        by_track[row.track_id].append(Action(row, responsible(reader, row), status_name(reader, row)))
    return by_track


def crisis(reader: Reader, plan: Plan) -> CrisisPlan | None:
    """The crisis plan with `people` to call in order, when it is open to the reader and not empty."""
    found = crisis_of(plan, reader.case)
    if found is None:
        return None
    found.people = contacts(plan, reader.case)  # type: ignore[attr-defined]
    texts = (found.early_signs, found.what_helps, found.what_to_avoid, found.treatment_wishes)
    return found if any(texts) or found.people else None  # type: ignore[attr-defined]


def network(reader: Reader) -> list[CareTeamMember]:
    """Who is in the network today: for the coordinator, the lead and the citizen; nobody else learns of it."""
    if not (reader.case.in_team and reader.case.reads(Part.NETWORK)):
        return []
    rows = CareTeamMember.objects.filter(valid_on(today()), citizen=reader.case.citizen).select_related("organisation")
    found = list(rows)
    for row in found:
        row.track_names = [track_name(reader, kind) for kind in row.tracks]  # type: ignore[attr-defined]
    return found


def stays(reader: Reader) -> list[Stay]:
    """Stays carry no track, so they stand only where every track is open."""
    if not (reader.case.in_team and reader.case.reads(Part.MASTER)):
        return []
    return list(Stay.objects.filter(citizen=reader.case.citizen, voided=False))


def relatives(reader: Reader) -> list[Relative]:
    if not (reader.whole and reader.case.reads(Part.NETWORK)):
        return []
    return list(Relative.objects.filter(citizen=reader.case.citizen, ended_on__isnull=True))


def prompts(reader: Reader, plan: Plan) -> list[PromptAnswer]:
    if not reader.whole:
        return []
    rows = PromptAnswer.objects.filter(plan=plan).select_related("prompt")
    return [row for row in rows if reader.case.reads_all(row.prompt.tracks)]


def prints(reader: Reader, plan: Plan) -> list[PlanPrint]:
    """Who got a copy, latest first."""
    if not reader.whole:
        return []
    return list(PlanPrint.objects.filter(plan=plan).select_related("organisation", "printed_by"))
