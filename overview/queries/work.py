"""The open interventions of one's citizens as a list, and the coordinators' load: both count the same rows."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from accounts.models import valid_on
from citizens.enums import Part, Place
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
    """The coordinators' citizens and open interventions, in Danish order; citizens without one last. Two queries."""
    found: dict[Any, Load] = {}
    for row in _citizens(user):
        key = row.pop("coordinator")
        found[key] = Load(str(key) if key else NOBODY, row.pop("label") or "", **row)
    counts = Count("pk"), Count("pk", filter=_late()), Count("pk", filter=_own())
    work = open_work(user).order_by().values("coordinator").annotate(open=counts[0], late=counts[1], own=counts[2])
    for row in work:
        load = found[row["coordinator"]]
        load.open, load.late, load.own = row["open"], row["late"], row["own"]
    return sorted(found.values(), key=lambda load: (load.key == NOBODY, collate(load.name), load.key))


def _citizens(user: Any) -> Any:
    place = coordinators_of(today())
    included = Q(stage="included")
    return (
        listed(user)
        .filter(in_team=True)
        .order_by()
        .annotate(
            coordinator=Subquery(place.values("user_id")[:1]),
            label=Subquery(place.values("user__name")[:1]),
            quiet_until=last_day_allowed(),
        )
        .values("coordinator", "label")
        .annotate(
            citizens=Count("pk"),
            drafts=Count("pk", filter=included & Q(signpost__plan_state=PlanState.DRAFT)),
            active=Count("pk", filter=included & Q(signpost__plan_state=PlanState.ACTIVE)),
            quiet=Count("pk", filter=quiet_on(today())),
        )
    )
