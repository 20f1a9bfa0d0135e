"""Which plans go into a pack of paper, and why the others do not. The same judgement before, at and after the print."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery

from accounts.models import Organisation
from citizens.access import valid_cells, valid_consent
from citizens.enums import ConsentKind
from citizens.models import Consent, ConsentScope
from core.dates import today
from core.models import Job
from overview.enums import LeftOut, Period
from overview.queries.citizens import coordinators_of, listed
from plans.access import PLAN_PARTS
from plans.enums import PlanState
from plans.models import Plan

KIND = "week"  # of the job
MOST = 50  # plans in one pack: about a minute of work
LISTED = 500  # citizens to choose from by hand on one page


@dataclass(frozen=True)
class Choice:
    """What the pack is to be made of, and for whom; `organisation` None is the coordination, with the whole plan."""

    period: Period = Period.WEEK
    day: date | None = None
    organisation: uuid.UUID | None = None

    @property
    def span(self) -> tuple[date, date] | None:
        """First and last day of the meetings; a week is Monday to Sunday. None when chosen by hand."""
        day = self.day or today()
        if self.period == Period.HAND:
            return None
        if self.period == Period.DAY:
            return day, day
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=6)


@dataclass(frozen=True)
class Line:
    """A citizen who could be in the pack: `reason` None is in it. `since` is when the consent expired."""

    citizen: Any
    reason: LeftOut | None = None
    since: date | None = None

    @property
    def parts(self) -> frozenset[str]:
        """The parts the recipient organisation's consent covers today."""
        return frozenset(self.citizen.covered)


def recipients(user: Any) -> list[Organisation]:
    """The organisations that some consent of the user's citizens names, valid or not. One query."""
    mine = listed(user).filter(in_team=True).order_by().values("pk")
    named = ConsentScope.objects.filter(consent__citizen__in=mine, consent__kind=ConsentKind.EXCHANGE)
    return list(Organisation.objects.filter(pk__in=named.values("organisation_id")).order_by("name", "id"))


def lines(user: Any, choice: Choice) -> list[Line]:
    """Every citizen of the choice, by date of the meeting and name. One query.

    By hand only who has a plan is there to choose; of a day or a week everybody who has a meeting.
    """
    rows = _with_facts(user, choice.organisation)
    if choice.span:
        rows = rows.filter(signpost__next_meeting_on__range=choice.span)
    else:
        rows = rows.filter(open_plan__isnull=False)
    return [_judged(row, choice.organisation) for row in rows[:LISTED]]


def lines_of(user: Any, organisation: uuid.UUID | None, citizens: Collection[uuid.UUID]) -> list[Line]:
    """The judgement today about these citizens; who is not visible to the user is missing. One query."""
    return [_judged(row, organisation) for row in _with_facts(user, organisation).filter(pk__in=list(citizens))]


def _with_facts(user: Any, organisation: uuid.UUID | None) -> QuerySet[Any]:
    day = today()
    consents = Consent.objects.filter(citizen=OuterRef("pk"), kind=ConsentKind.PARTICIPATION)
    cells = valid_cells(day).filter(consent__citizen=OuterRef("pk"), organisation=organisation)
    expired = ConsentScope.objects.filter(
        consent__citizen=OuterRef("pk"), consent__kind=ConsentKind.EXCHANGE, organisation=organisation,
        ended_on__isnull=True, consent__withdrawn_on__isnull=True, consent__expires_on__lte=day,
    ).order_by("-consent__expires_on", "id")  # fmt: skip
    place = coordinators_of(day).order_by("id")
    return (
        listed(user)
        .filter(in_team=True)
        .select_related("signpost")
        .annotate(
            participates=Exists(consents.filter(valid_consent(day))),
            open_plan=Subquery(
                Plan.objects.filter(citizen=OuterRef("pk"))
                .exclude(state=PlanState.CLOSED)
                .order_by("id")
                .values("pk")[:1]
            ),
            covered=ArraySubquery(cells.order_by("part").values("part").distinct()),
            expired_on=Subquery(expired.values("consent__expires_on")[:1]),
            coordinator_name=Subquery(place.values("name")[:1]),
        )
        .order_by(F("signpost__next_meeting_on").asc(nulls_last=True), "sort_name", "id")
    )


def _judged(row: Any, organisation: uuid.UUID | None) -> Line:
    if not row.participates:
        return Line(row, LeftOut.PARTICIPATION)
    if row.open_plan is None:
        return Line(row, LeftOut.NO_PLAN)
    if organisation is None or set(PLAN_PARTS) & set(row.covered):
        return Line(row)
    return Line(row, LeftOut.EXPIRED, row.expired_on) if row.expired_on else Line(row, LeftOut.NO_CONSENT)


def packs_of(user: Any) -> list[Job]:
    """What this user has ordered and is not gone, latest first. One query."""
    rows = Job.objects.filter(kind=KIND, ordered_by=user.pk).defer("result", "parameters", "report")
    return [job for job in rows.order_by("-created_at", "id")[:20] if not job.is_over]


@dataclass(frozen=True)
class Missing:
    """Somebody who is not in a pack; `citizen` None is not visible to its owner any more."""

    citizen: Any
    reason: LeftOut
    since: date | None


def left_out_of(user: Any, job: Job) -> list[Missing]:
    """Who is not in a finished pack, and why. One query, none when nobody is."""
    told = job.told.get("left_out", [])
    if not told:
        return []
    seen = {str(row.pk): row for row in listed(user).filter(in_team=True, pk__in=[key for key, _why, _since in told])}
    return [
        Missing(seen.get(key), LeftOut(why), date.fromisoformat(since) if since else None) for key, why, since in told
    ]
