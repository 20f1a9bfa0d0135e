"""The plan as one reader sees it: already narrowed, and the same number of queries however much stands in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from accounts.permissions import Permission
from citizens.access import Case
from citizens.enums import Part
from plans import queries as plans
from plans.access import reads_plan
from plans.enums import PlanState
from plans.models import Agreement, Challenge, CrisisContact, CrisisPlan, Plan, Situation
from tracks.queries import Gap, OpenCounts, gaps_of, open_counts, tracks_of


@dataclass(frozen=True)
class PlanSheet:
    """One plan, one reader. What is closed to the reader is empty here, as if it were not there."""

    plan: Plan
    sees_front: bool
    sees_crisis: bool
    challenges: list[Challenge]
    situations: list[Situation]
    agreements: list[Agreement]
    crisis: CrisisPlan | None
    contacts: list[CrisisContact]
    emergency_numbers: list[str]
    tracks: list[Any]
    counts: OpenCounts
    gaps: list[Gap] = field(default_factory=list)

    @property
    def is_draft(self) -> bool:
        return self.plan.state == PlanState.DRAFT


def plan_sheet(plan: Plan, case: Case) -> PlanSheet:
    """Everything the plan page shows. The checklist only for a draft, and for those who may activate it."""
    rows = tracks_of(plan, case)
    crisis = _crisis(plan, case)
    checked = plan.state == PlanState.DRAFT and case.may(Permission.PLAN_ACTIVATE)
    return PlanSheet(
        plan=plan,
        sees_front=case.reads(Part.FRONT),
        sees_crisis=case.reads(Part.CRISIS),
        challenges=plans.challenges(plan, case),
        situations=plans.situations(plan, case),
        agreements=plans.agreements(plan, case),
        crisis=crisis,
        contacts=plans.contacts(plan, case) if crisis else [],
        emergency_numbers=case.citizen.programme.emergency_numbers.splitlines(),
        tracks=rows,
        counts=open_counts(rows),
        gaps=_gaps(plan, case, rows) if checked else [],
    )


def _gaps(plan: Any, case: Case, rows: list[Any]) -> list[Gap]:
    """What is asked of the database elsewhere (`with_activation_facts`) stands in the case and the tracks."""
    plan.participates, plan.coordinated = case.participation == "valid", case.coordinator is not None
    plan.has_goal = any(track.open_goals for track in rows)
    ownerless = [row for track in rows for row in track.open_work if row.prioritised and row.ownerless]
    return gaps_of(plan, ownerless)


def _crisis(plan: Plan, case: Case) -> CrisisPlan | None:
    """Loaded with the plan on the page of the open one; asked for on its own elsewhere."""
    if "crisis" in plan._state.fields_cache:
        return plan._state.fields_cache["crisis"]
    return plans.crisis_of(plan, case)


def closed_plans(case: Case) -> list[Plan]:
    """Earlier plans, also of a merged record, the latest first; none for those to whom no part of a plan is open."""
    if not reads_plan(case):
        return []
    rows = Plan.objects.filter(citizen__in=case.records, state=PlanState.CLOSED)
    return list(rows.order_by("-closed_on", "-created_at", "id"))
