"""The page of an access review: people, with a line for each of their places (issue 5, item 9; ADR 0031)."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import CharField, Count, Exists, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Cast, Coalesce, Concat, Lower

from citizens.access import valid_consent
from citizens.access.reviews import asked_leads, asked_places, is_workable
from citizens.enums import DECIDED, ConsentKind
from citizens.models import AccessDecision, AccessReview, CareTeamMember, Consent, ProgrammeLead
from core.dates import today
from overview.queries.review_lines import Person, Told, flags_of_user, seen_by
from plans.enums import PlanState
from tracks.enums import ENDED
from tracks.models import Intervention

PEOPLE_A_PAGE = 10
DECISIONS_A_PAGE = 50


@dataclass
class LeadLine:
    """Somebody who leads the programme."""

    lead: ProgrammeLead
    decision: AccessDecision | None
    flags: list[str]
    may_decide: bool


def _who() -> Any:
    """Whose a place is: the log-in, or the name where there is none; at one workplace."""
    person: Any = Coalesce(Cast("user_id", CharField()), Lower("name"))
    return Concat(person, Cast("organisation_id", CharField()), output_field=CharField())


def _taking_part() -> QuerySet[Consent]:
    return Consent.objects.filter(valid_consent(today()), citizen=OuterRef("citizen"), kind=ConsentKind.PARTICIPATION)


def lines_of(review: AccessReview) -> QuerySet[Any]:
    """The places a round is about: those it asks about today, and those that were decided in it."""
    decided = AccessDecision.objects.filter(review=review, place=OuterRef("pk"))
    rows = CareTeamMember.objects.filter(
        Q(pk__in=asked_places([review], today()).order_by().values("pk")) | Q(Exists(decided))
    )
    return rows.annotate(who=_who(), decided=Exists(decided.filter(decision__in=DECIDED)))


def people_of(review: AccessReview, *, missing: bool, number: Any) -> Page[Any]:
    """A page of people by name; with `missing` only those with a line nobody has decided. Two queries."""
    rows = lines_of(review).order_by().values("who")
    rows = rows.annotate(label=Min("name"), waiting=Count("pk", filter=Q(decided=False)))
    if missing:
        rows = rows.filter(waiting__gt=0)
    return Paginator(rows.order_by("label", "who"), PEOPLE_A_PAGE).get_page(number)


def people_with_lines(user: Any, review: AccessReview, wanted: Collection[str]) -> list[Person]:
    """These people, each with every line. Eight queries however many lines."""
    rows = lines_of(review).filter(who__in=wanted).select_related("citizen__programme", "user", "organisation")
    rows = rows.defer("citizen__cpr", "citizen__address", "citizen__phone").annotate(taking_part=Exists(_taking_part()))
    places = list(rows.order_by("name", "who", "citizen__sort_name", "id"))
    told = Told(user, review, places)
    found: dict[str, Person] = {}
    for place in places:
        person = found.get(place.who) or found.setdefault(place.who, told.person(place))
        person.lines.append(told.line(place))
    return list(found.values())


def whose(review: AccessReview, places: Collection[uuid.UUID]) -> list[str]:
    """Whose these places are, as `people_with_lines` takes it. A place that is no line of the round is nobody's."""
    return list(lines_of(review).filter(pk__in=places).order_by("who").values_list("who", flat=True).distinct())


def lead_lines(user: Any, review: AccessReview) -> list[LeadLine]:
    """Who leads the programme, where more than one does. Three queries."""
    rows = list(asked_leads([review], today()).select_related("user").order_by("user__name", "id"))
    decisions = {row.lead_id: row for row in AccessDecision.objects.filter(review=review, lead__in=rows)}
    open_to = is_workable(review)
    return [
        LeadLine(row, decisions.get(row.pk), flags_of_user(row.user), open_to and row.user_id != user.pk)
        for row in rows
    ]


def decisions_of(user: Any, review: AccessReview, number: Any) -> Page[Any]:
    """What was decided in a round that is over, by name; the citizen's name only while it is open to the lead."""
    rows = AccessDecision.objects.filter(review=review).select_related(
        "place__citizen", "place__organisation", "lead__user", "decided_by"
    )
    rows = rows.defer(*(f"place__citizen__{name}" for name in ("cpr", "address", "phone")))
    page = Paginator(rows.order_by("place__name", "lead__user__name", "id"), DECISIONS_A_PAGE).get_page(number)
    page.object_list = found = list[Any](page.object_list)
    seen = seen_by(user, [row.place.citizen_id for row in found if row.place])
    for row in found:
        row.citizen = row.place.citizen if row.place and row.place.citizen_id in seen else None
    return page


def open_work_of(place: CareTeamMember) -> int:
    """How many open interventions the holder of a place answers for: nobody will, when it ends."""
    rows = Intervention.objects.filter(responsible_member=place).exclude(status__in=ENDED)
    return rows.exclude(track__plan__state=PlanState.CLOSED).count()
