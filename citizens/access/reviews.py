"""The access review: which places it asks about, and to whom its pages belong (issue 5, item 9; ADR 0031)."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import Http404

from accounts.access import Found, role_rights
from accounts.models import valid_on
from accounts.permissions import Permission
from citizens.access.programmes import programmes_led_by
from citizens.access.rows import open_cases, visible_citizens
from citizens.access.rules import Relation
from citizens.enums import DECIDED, Part
from citizens.models import AccessDecision, AccessReview, CareTeamMember, ProgrammeLead
from core.dates import today


def newest_reviews(programmes: Any) -> QuerySet[AccessReview]:
    """The latest round of each programme: the one that can still be worked on."""
    rows = AccessReview.objects.filter(programme__in=programmes).order_by("programme_id", "-half_on")
    return AccessReview.objects.filter(pk__in=rows.distinct("programme_id").values("pk")).order_by("half_on", "id")


def asked_places(reviews: Collection[AccessReview], day: date) -> QuerySet[CareTeamMember]:
    """The live places these rounds ask about: in open cases, begun no later than the round. One review a programme."""
    wanted = Q(pk__in=[])
    for review in reviews:
        wanted |= Q(citizen__programme=review.programme_id, starts_on__lte=review.begun_on)
    return CareTeamMember.objects.filter(wanted, valid_on(day), citizen__in=open_cases(day).values("pk"))


def asked_leads(reviews: Collection[AccessReview], day: date) -> QuerySet[ProgrammeLead]:
    """The live leads these rounds ask about. Who leads alone is not asked about: nobody decides about themselves."""
    wanted = Q(pk__in=[])
    for review in reviews:
        wanted |= Q(programme=review.programme_id, starts_on__lte=review.begun_on)
    others = ProgrammeLead.objects.filter(valid_on(day), programme=OuterRef("programme"), user__is_active=True)
    return ProgrammeLead.objects.filter(wanted, Exists(others.exclude(user=OuterRef("user"))), valid_on(day))


def undecided(rows: QuerySet[Any], of: str, reviews: Collection[AccessReview]) -> QuerySet[Any]:
    """Those of places (`of` = "place") or leads ("lead") that nobody has kept or ended yet in these rounds."""
    decided = AccessDecision.objects.filter(review__in=reviews, decision__in=DECIDED, **{of: OuterRef("pk")})
    return rows.filter(~Exists(decided))


def reviewed_programmes(user: Any) -> QuerySet[Any]:
    """The programmes whose rounds this user goes through."""
    rows = programmes_led_by(user)
    return rows if Permission.ACCESS_REVIEW in role_rights(user) else rows.none()


def access_review(user: Any, review_id: uuid.UUID) -> Found:
    """Finder: a round of a programme this user leads today."""
    rows = AccessReview.objects.filter(programme__in=reviewed_programmes(user))
    row = rows.select_related("programme", "done_by").filter(pk=review_id).first()
    if row is None:
        raise Http404("access review")
    parts = (Part.NETWORK, Part.CONSENT)
    return Found(row, role_rights(user), programme_id=row.programme_id, parts=parts, basis=str(Relation.LEAD))


def access_review_place(user: Any, review_id: uuid.UUID, place_id: uuid.UUID) -> Found:
    """Finder: the round and a place it asks about, or asked about until the place ended."""
    review: AccessReview = access_review(user, review_id).object
    rows = CareTeamMember.objects.filter(citizen__in=visible_citizens(user).order_by().values("pk"))
    rows = rows.filter(citizen__programme=review.programme_id, starts_on__lte=review.begun_on)
    place = rows.exclude(ends_on=F("starts_on")).select_related("citizen", "organisation").filter(pk=place_id).first()
    if place is None or (place.ends_on is not None and place.ends_on < review.begun_on):
        raise Http404("place")
    return Found(
        (review, place), role_rights(user), citizens=(place.citizen_id,), programme_id=review.programme_id,
        parts=(Part.NETWORK,), basis=str(Relation.LEAD),
    )  # fmt: skip


def is_workable(review: AccessReview) -> bool:
    """Not done, and no later round of the programme has begun. One query, none for a round that is done."""
    later = AccessReview.objects.filter(programme=review.programme_id, half_on__gt=review.half_on)
    return review.done_on is None and not later.exists()


def live(place: CareTeamMember) -> bool:
    """Whether the place counts today."""
    return place.starts_on <= today() and (place.ends_on is None or place.ends_on > today())
