"""Access reviews: how far a round is, and when the next one is due (issue 5, item 9; ADR 0031)."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Count, Q

from citizens.access.reviews import asked_leads, asked_places, newest_reviews, reviewed_programmes, undecided
from citizens.enums import DECIDED, ReviewDecision
from citizens.models import AccessDecision, AccessReview, Programme
from core.dates import today


def half_of(day: date) -> date:
    """The first day of the half year `day` lies in, by the setting ACCESS_REVIEW_DAYS (month-day)."""
    firsts = [date.fromisoformat(f"{year}-{first}") for year in (day.year - 1, day.year) for first in _days()]
    return max(first for first in firsts if first <= day)


def _days() -> list[str]:
    return list(settings.ACCESS_REVIEW_DAYS)


@dataclass(frozen=True)
class Progress:
    """How many lines of a round are decided, and how many of those that are asked about are not."""

    decided: int = 0
    missing: int = 0

    @property
    def total(self) -> int:
        return self.decided + self.missing


def progress_of(reviews: Collection[AccessReview]) -> dict[uuid.UUID, Progress]:
    """Review → how far it is today. Three queries however many reviews there are, at most one of each programme."""
    if not reviews:
        return {}
    day = today()
    decided = dict(
        AccessDecision.objects.filter(review__in=reviews, decision__in=DECIDED)
        .order_by()
        .values_list("review")
        .annotate(Count("pk"))
    )
    places = undecided(asked_places(reviews, day), "place", reviews).order_by()
    leads = undecided(asked_leads(reviews, day), "lead", reviews).order_by()
    by_place = dict(places.values_list("citizen__programme").annotate(Count("pk")))
    by_lead = dict(leads.values_list("programme").annotate(Count("pk")))
    return {
        row.pk: Progress(decided.get(row.pk, 0), by_place.get(row.programme_id, 0) + by_lead.get(row.programme_id, 0))
        for row in reviews
    }


def newest_of(user: Any) -> list[Any]:
    """The latest round of each programme `user` leads, each with `progress` and `overdue`. Four queries."""
    reviews: list[Any] = list(newest_reviews(reviewed_programmes(user).values("pk")).select_related("programme"))
    found = progress_of([row for row in reviews if row.done_on is None])
    for row in reviews:
        row.progress, row.overdue = found.get(row.pk), row.is_overdue_on(today())
    return reviews


def rounds_of(user: Any) -> list[Any]:
    """Every round of the programmes `user` leads, the latest first."""
    rows = AccessReview.objects.filter(programme__in=reviewed_programmes(user)).select_related("programme", "done_by")
    return list(rows.order_by("-half_on", "programme__name", "id"))


def may_begin(user: Any) -> list[Programme]:
    """The programmes `user` leads that have no round in this half year."""
    begun = AccessReview.objects.filter(half_on__gte=half_of(today())).values("programme")
    return list(reviewed_programmes(user).exclude(pk__in=begun).order_by("name", "id"))


def all_rounds() -> Any:
    """Every programme's rounds, the latest first, for who checks the log: days, names of staff and counts."""
    return AccessReview.objects.select_related("programme", "done_by").order_by("-half_on", "programme__name", "id")


def counted(review: AccessReview) -> dict[str, int]:
    """What was kept and what was ended so far."""
    rows = AccessDecision.objects.filter(review=review)
    return rows.aggregate(
        kept=Count("pk", filter=Q(decision=ReviewDecision.KEEP)),
        ended=Count("pk", filter=Q(decision=ReviewDecision.END)),
    )
