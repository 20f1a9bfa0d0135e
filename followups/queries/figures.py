"""How the follow-ups of a programme go: what was due, what was done on time, and who is late.

Counted live from the rounds of the citizens the lead may see today: who withdraws is out of the figures at the next
look. The cost grows with the rounds of one programme and one year (ADR 21).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet

from accounts.models import valid_on
from citizens.access import visible_citizens
from citizens.access.programmes import evaluated_programmes, programmes_led_by
from citizens.enums import Place
from citizens.models import CareTeamMember, Programme
from core.danish import collate
from core.dates import today
from followups.models import WINDOW, FollowUp, Pause
from followups.queries.live import waiting

LATE_FROM = 14  # days past the due date: then the project lead is told


@dataclass(frozen=True)
class Share:
    """Of the rounds whose window is over: how many were followed up, and how many of them on time."""

    label: Any
    due: int
    on_time: int
    late: int

    @property
    def missing(self) -> int:
        return self.due - self.on_time - self.late

    @property
    def percent(self) -> int | None:
        """Whole per cent followed up on time; None when nothing was due."""
        return round(100 * self.on_time / self.due) if self.due else None


def programmes_of(user: Any) -> list[Programme]:
    """The programmes somebody leads today. One query."""
    return list(programmes_led_by(user).order_by("name", "id"))


def exportable(user: Any) -> list[Programme]:
    """The programmes whose answers somebody may fetch under pseudonyms. One query."""
    return list(evaluated_programmes(user).order_by("name", "id"))


def years_of(user: Any, programme: Programme) -> list[int]:
    """The calendar years with a round that was due, the latest first. Whole years only: from two overlapping periods
    one could work out the answers of the few in between. One query."""
    span = _rounds(user, programme).filter(due_on__lte=today()).aggregate(first=Min("due_on"), last=Max("due_on"))
    if span["first"] is None:
        return [today().year]
    return list(range(span["last"].year, span["first"].year - 1, -1))


def _rounds(user: Any, programme: Programme) -> QuerySet[FollowUp]:
    return FollowUp.objects.filter(programme=programme, citizen__in=visible_citizens(user).filter(programme=programme))


def rounds_of_year(user: Any, programme: Programme, year: int) -> QuerySet[FollowUp]:
    """The rounds that were due in `year` and were to be asked for: not paused, not set as not relevant, not stopped."""
    paused = Pause.objects.filter(course=OuterRef("course_id"), starts_on__lte=OuterRef("due_on")).filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=OuterRef("due_on"))
    )
    ran = Q(course__ended_on__isnull=True) | Q(course__ended_on__gt=F("due_on")) | Q(ended_on__isnull=False)
    rows = _rounds(user, programme).filter(ran, due_on__year=year, not_relevant="")
    return rows.exclude(Exists(paused), ended_on__isnull=True)


ON_TIME = Q(ended_on__lte=F("due_on") + WINDOW)


def _judged(rows: QuerySet[FollowUp]) -> QuerySet[FollowUp]:
    """Those that can be judged: answered, or with the window over."""
    return rows.filter(Q(ended_on__isnull=False) | Q(due_on__lt=today() - WINDOW))


_COUNTS = {
    "due": Count("pk", distinct=True),
    "on_time": Count("pk", filter=ON_TIME, distinct=True),
    "done": Count("pk", filter=Q(ended_on__isnull=False), distinct=True),
}


def _share(label: Any, row: Mapping[str, Any]) -> Share:
    return Share(label, row["due"], row["on_time"], row["done"] - row["on_time"])


def by_round(user: Any, programme: Programme, year: int) -> list[Share]:
    """The share followed up on time for each round number. One query."""
    rows = _judged(rounds_of_year(user, programme, year)).order_by().values("number").annotate(**_COUNTS)
    return [_share(row["number"], row) for row in sorted(rows, key=lambda row: row["number"])]


def by_coordinator(user: Any, programme: Programme, year: int) -> list[Share]:
    """The same by who was the coordinator on the due date, in Danish order; None for rounds nobody had. Two queries."""
    rounds = _judged(rounds_of_year(user, programme, year))
    theirs = rounds.filter(_coordinated("citizen__care_team__"))
    found = (
        theirs.order_by().values("citizen__care_team__user_id", "citizen__care_team__user__name").annotate(**_COUNTS)
    )
    shares = [_share(row["citizen__care_team__user__name"], row) for row in found]
    shares.sort(key=lambda share: collate(share.label))
    held = CareTeamMember.objects.filter(citizen=OuterRef("citizen_id"), place=Place.COORDINATOR).filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=OuterRef("due_on")), starts_on__lte=OuterRef("due_on")
    )
    rest = rounds.exclude(Exists(held)).aggregate(**_COUNTS)
    return [*shares, _share(None, rest)] if rest["due"] else shares


def _coordinated(prefix: str) -> Q:
    """One join: the coordinator's place that was valid on the round's due date."""
    begun = Q(**{f"{prefix}place": Place.COORDINATOR, f"{prefix}starts_on__lte": F("due_on")})
    return begun & (Q(**{f"{prefix}ends_on__isnull": True}) | Q(**{f"{prefix}ends_on__gt": F("due_on")}))


def total(shares: Iterable[Share], label: Any) -> Share:
    """The sum of several."""
    rows = list(shares)
    return Share(label, sum(r.due for r in rows), sum(r.on_time for r in rows), sum(r.late for r in rows))


def late_now(user: Any, programme: Programme) -> QuerySet[FollowUp]:
    """The rounds that wait past their window, the oldest first, with citizen; for a list. Ends in a unique order."""
    day = today()
    rows = waiting(day, _rounds(user, programme)).filter(due_on__lte=day - timedelta(days=LATE_FROM))
    return rows.select_related("citizen").order_by("due_on", "citizen__sort_name", "id")


def with_coordinators(rounds: Iterable[FollowUp]) -> list[Any]:
    """The rounds, each told who coordinates its citizen today: `coordinator_name`. One query."""
    found: list[Any] = list(rounds)
    places = CareTeamMember.objects.filter(
        valid_on(today()), citizen__in=[row.citizen_id for row in found], place=Place.COORDINATOR
    )
    names = dict(places.order_by("citizen_id", "id").values_list("citizen_id", "name"))
    for row in found:
        row.coordinator_name = names.get(row.citizen_id, "")
    return found
