"""The open interventions of one's citizens as a list, and the coordinators' load: both count the same rows."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Count,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from accounts.models import valid_on
from citizens.enums import Part, Place, Stage
from citizens.models import CareTeamMember
from core.danish import collate
from core.dates import today
from overview.queries.citizens import coordinators_of, listed
from overview.queries.quiet import last_day_allowed, quiet_on
from plans.enums import PlanState
from tracks.enums import ENDED
from tracks.models import Intervention

PAGE_SIZE = 50


@dataclass(frozen=True)
class WorkFilter:
    """What the list of interventions is narrowed to. Stands in the address."""

    coordinator: uuid.UUID | None = None
    nobody: bool = False  # citizens without a coordinator
    late: bool = False
    own: bool = False  # the citizen's coordinator answers for it

    @property
    def is_set(self) -> bool:
        return any((self.coordinator, self.nobody, self.late, self.own))


def _late() -> Q:
    return Q(deadline__lt=today())


def _own() -> Q:
    """The citizen's coordinator answers for it."""
    return valid_on(today(), "responsible_member__") & Q(responsible_member__user=F("coordinator"))


def open_work(user: Any) -> QuerySet[Any]:
    """The open interventions of the citizens one coordinates or leads, with the citizen's `coordinator`."""
    citizens = listed(user).filter(in_team=True).order_by().values("pk")
    place = CareTeamMember.objects.filter(
        valid_on(today()), citizen=OuterRef("track__plan__citizen"), place=Place.COORDINATOR
    )
    return (
        Intervention.objects.filter(track__plan__citizen__in=citizens)
        .exclude(status__in=ENDED)
        .exclude(track__plan__state=PlanState.CLOSED)
        .annotate(coordinator=Subquery(place.values("user_id")[:1]))
    )


def work_list(user: Any, wanted: WorkFilter) -> QuerySet[Any]:
    """Overdue first, then by deadline. One query a page."""
    rows = open_work(user)
    if wanted.coordinator:
        rows = rows.filter(coordinator=wanted.coordinator)
    if wanted.nobody:
        rows = rows.filter(coordinator__isnull=True)
    if wanted.late:
        rows = rows.filter(_late())
    if wanted.own:
        rows = rows.filter(_own())
    people = ("responsible_member__organisation", "responsible_organisation", "relative")
    return (
        rows.select_related("track__plan__citizen__programme", *people)
        .defer("track__plan__citizen__cpr", "track__plan__citizen__address", "track__plan__citizen__phone")
        .order_by(F("deadline").asc(nulls_last=True), "track__plan__citizen__sort_name", "id")
    )


def dressed(rows: Any) -> list[Any]:
    """Hang on each intervention its citizen, the name of its track and whether it is late. No query."""
    day, found = today(), list(rows)
    for row in found:
        row.citizen = row.track.plan.citizen
        kind, programme = row.track.kind, row.citizen.programme
        row.track_name = programme.addiction_label if kind == Part.ADDICTION else row.track.get_kind_display()
        row.late = row.overdue_on(day)
    return found


@dataclass
class Load:
    """What rests on one coordinator; `key` is what the lists' filter takes."""

    key: str
    name: str
    citizens: int = 0
    drafts: int = 0
    active: int = 0
    quiet: int = 0
    open: int = 0
    late: int = 0
    own: int = 0

    @property
    def share(self) -> int:
        """Per cent of the open interventions that the coordinator answers for."""
        return round(100 * self.own / self.open) if self.open else 0


NOBODY = "ingen"  # stands in the address


def loads(user: Any) -> list[Load]:
    """The coordinators' citizens and open interventions, in Danish order; citizens without one last. Two queries.

    Added up here: the database would ask who coordinates once for each intervention.
    """
    found: dict[Any, Load] = {}
    coordinator_of: dict[Any, Any] = {}
    for citizen in _citizens(user):
        key = coordinator_of[citizen.pk] = citizen.coordinator
        load = found.setdefault(key, Load(str(key) if key else NOBODY, citizen.label or ""))
        load.citizens += 1
        state = citizen.signpost.plan_state if citizen.stage == Stage.INCLUDED else ""
        load.drafts += state == PlanState.DRAFT
        load.active += state == PlanState.ACTIVE
        load.quiet += citizen.quiet
    for key, answers, number, late in _work_of(list(coordinator_of)):
        load = found[coordinator_of[key]]
        load.open += number
        load.late += late
        load.own += number if answers is not None and answers == coordinator_of[key] else 0
    return sorted(found.values(), key=lambda load: (load.key == NOBODY, collate(load.name), load.key))


def _citizens(user: Any) -> QuerySet[Any]:
    place = coordinators_of(today())
    rows = listed(user).filter(in_team=True).order_by().select_related("signpost")
    rows = rows.annotate(
        coordinator=Subquery(place.values("user_id")[:1]),
        label=Subquery(place.values("user__name")[:1]),
        quiet_until=last_day_allowed(),
    )
    quiet = Coalesce(ExpressionWrapper(quiet_on(today()), output_field=BooleanField()), Value(False))
    return rows.annotate(quiet=quiet).only("stage", "signpost")


def _work_of(citizens: list[Any]) -> Any:
    """Citizen, who answers today, how many open interventions, how many of them late."""
    answers = Case(When(valid_on(today(), "responsible_member__"), then=F("responsible_member__user_id")))
    return (
        Intervention.objects.filter(track__plan__citizen__in=citizens)
        .exclude(status__in=ENDED)
        .exclude(track__plan__state=PlanState.CLOSED)
        .order_by()
        .annotate(answers=answers)
        .values("track__plan__citizen", "answers")
        .annotate(number=Count("pk"), late=Count("pk", filter=_late()))
        .values_list("track__plan__citizen", "answers", "number", "late")
    )
