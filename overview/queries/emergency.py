"""Emergency access on screen: what it opens, what waits for whom, and what was read by it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import F
from django.utils import timezone

from audit.enums import Kind
from citizens.access import Case, emergencies_of, my_open_emergencies, reviewable
from citizens.models import EmergencyAccess
from overview.enums import Did
from plans import queries as plans
from plans.enums import PlanState
from plans.models import CrisisContact, CrisisPlan, Plan
from tracks.queries import tracks_of

MOST_REVIEWED = 100


@dataclass(frozen=True)
class EmergencySheet:
    """The crisis plan and the tracks, and nothing else of the case."""

    crisis: CrisisPlan | None
    contacts: list[CrisisContact]
    emergency_numbers: list[str]
    tracks: list[Any]


def emergency_sheet(case: Case) -> EmergencySheet | None:
    """What an emergency access shows; None should there be no open plan any more."""
    plan = Plan.objects.filter(citizen=case.citizen).exclude(state=PlanState.CLOSED).first()
    if plan is None:
        return None
    plan.citizen = case.citizen
    crisis = plans.crisis_of(plan, case)
    return EmergencySheet(
        crisis=crisis,
        contacts=plans.contacts(plan, case) if crisis else [],
        emergency_numbers=case.citizen.programme.emergency_numbers.splitlines(),
        tracks=tracks_of(plan, case),
    )


def seconds_left(row: EmergencyAccess) -> int:
    """How long it is still open, by the server's clock."""
    return max(0, int((row.ends_at - timezone.now()).total_seconds()))


def own_open(user: Any) -> list[EmergencyAccess]:
    """For the front page of the one who opened them."""
    return list(my_open_emergencies(user).order_by("ends_at", "id"))


def to_tell(team: Iterable[Any]) -> list[EmergencyAccess]:
    """Uses of which a coordinator’s citizens have not been told yet, oldest first, each with `about`. One query."""
    known = {row.pk: row for row in team}
    rows = emergencies_of(list(known)).filter(told_by__isnull=True).select_related("user", "organisation")
    found: list[Any] = list(rows.order_by("opened_at", "id").annotate(kept=F("citizen__merged_into_id")))
    for row in found:
        row.about = known.get(row.citizen_id) or known[row.kept]
    return found


def to_review(user: Any) -> list[EmergencyAccess]:
    """Uses that wait for this lead's review, oldest first; each with `case_number`. One query."""
    return _listed(reviewable(user).filter(reviewed_at__isnull=True).order_by("opened_at", "id"))


def reviewed(user: Any) -> list[EmergencyAccess]:
    """The latest that were reviewed in the lead's programmes."""
    rows = reviewable(user).filter(reviewed_at__isnull=False).order_by("-reviewed_at", "id")
    return _listed(rows[:MOST_REVIEWED])


def _listed(rows: Any) -> list[EmergencyAccess]:
    sealed = (f"citizen__{name}" for name in ("cpr", "address", "phone"))
    return list(rows.select_related("citizen", "user", "organisation", "reviewed_by").defer(*sealed))


@dataclass(frozen=True)
class Look:
    """One look by an emergency access, from the access log."""

    at: datetime
    kind: str

    @property
    def what(self) -> str:
        return str(Did(self.kind).label if self.kind in Did.values else Kind(self.kind).label)


def looks_by(row: EmergencyAccess) -> list[Look]:
    """What was opened and read by it; through the log's own function, which checks who asks."""
    with connection.cursor() as cursor:
        cursor.execute("select at, kind from log_of_emergency(%s)", [row.pk])
        return [Look(*found) for found in cursor.fetchall()]
