"""The access review: a round begins, each line is decided, and it is done when none is missing (ADR 0031)."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from citizens.access.reviews import asked_leads, asked_places, is_workable
from citizens.actions.places import end_place
from citizens.enums import Place, ReviewDecision
from citizens.models import AccessDecision, AccessReview, CareTeamMember, Programme
from citizens.models.review import PLACE_NOTICE
from citizens.queries.reviews import counted, half_of, progress_of
from core.attribution import SYSTEM, attributed_to
from core.dates import today
from core.models import Refused
from core.outbox.notices import tell

TIME = timedelta(days=28)  # to go through it
BEGINS_WITHIN = timedelta(days=30)  # days without a scheduler lose nothing; later in the half year the lead begins it


class ReviewRefused(Refused):
    """Nothing was decided: the round is over, or the line is not there any more."""


@transaction.atomic
def begin_review(programme: Programme, *, by: Any) -> AccessReview:
    """Begin this half year's round of a programme. Raises ReviewRefused: there is one, or nothing to go through."""
    programme = programme.locked()
    day, half = today(), half_of(today())
    if AccessReview.objects.filter(programme=programme, half_on__gte=half).exists():
        raise ReviewRefused(_("The round of this half year has begun already."))
    row = AccessReview(programme=programme, half_on=half, begun_on=day, due_on=day + TIME)
    if not asked_places([row], day).exists():
        raise ReviewRefused(_("There is no place in an open case of the programme to go through."))
    with attributed_to(by):
        row.save()
    return row


def begin_due_reviews() -> int:
    """Begin the rounds that fell due within the last 30 days; returns how many. May run again at any time."""
    day = today()
    half = half_of(day)
    if day - half > BEGINS_WITHIN:
        return 0
    begun = AccessReview.objects.filter(half_on__gte=half).values("programme")
    found = 0
    for programme in Programme.objects.filter(starts_on__lte=day).exclude(pk__in=begun).order_by("id"):
        if programme.ends_on is None or programme.ends_on > day:
            found += _begun(programme)
    return found


def _begun(programme: Programme) -> bool:
    try:
        begin_review(programme, by=SYSTEM)
    except ReviewRefused:
        return False  # another run was first, or there is nobody in any network
    return True


def close_finished_reviews() -> int:
    """Rounds in which nothing is missing since the last places ended by themselves are done; returns how many."""
    found = 0
    for review in AccessReview.objects.filter(done_on__isnull=True).order_by("id"):
        with transaction.atomic():
            review = review.locked()
            found += is_workable(review) and _done_if_whole(review, SYSTEM)
    return found


@transaction.atomic
def keep_lines(
    review: AccessReview, *, by: Any, places: Collection[uuid.UUID] = (), leads: Collection[uuid.UUID] = ()
) -> None:
    """These places and leads are still needed: a row for each. All or none; what was kept already stays as it is.

    Raises ReviewRefused: the round is over, a line is not there any more, or it is one's own.
    """
    review = _workable(review)
    for lead in _lines(asked_leads([review], today()).select_related("user"), leads):
        _record(review, ReviewDecision.KEEP, by, lead=lead, person=lead.user)
    for place in _lines(asked_places([review], today()), places):
        _record(review, ReviewDecision.KEEP, by, place=place, person=place.user)
    _done_if_whole(review, by)


@transaction.atomic
def ask_about(review: AccessReview, *, by: Any, place: uuid.UUID) -> None:
    """Have the coordinator asked whether the place is still needed; the line waits. Raises ReviewRefused."""
    review = _workable(review)
    (row,) = _lines(asked_places([review], today()), [place])
    if row.place == Place.COORDINATOR:
        raise ReviewRefused(_("The coordinator cannot be asked about the coordinator’s own place."))
    _record(review, ReviewDecision.ASK, by, place=row, person=row.user)
    tell(PLACE_NOTICE, row.pk, f"ask-{review.pk.hex}", timezone.now())


@transaction.atomic
def end_in_review(review: AccessReview, *, by: Any, place: CareTeamMember, reason: str = "") -> CareTeamMember:
    """End a place from today by `end_place`, and record it; the coordinator is told. Raises ReviewRefused, Refused.

    The coordinator's place is not ended here: the citizen is handed over.
    """
    review = _workable(review)
    (row,) = _lines(asked_places([review], today()), [place.pk])
    if row.place == Place.COORDINATOR:
        raise ReviewRefused(_("The coordinator’s place is not ended here. Hand the citizen over instead."))
    ended = end_place(row, by=by, reason=reason.strip() or _("Half-yearly access review"))
    _record(review, ReviewDecision.END, by, place=ended, person=ended.user)
    tell(PLACE_NOTICE, row.pk, f"end-{review.pk.hex}", timezone.now())
    _done_if_whole(review, by)
    return ended


def _workable(review: AccessReview) -> AccessReview:
    """The round under its lock: two who decide at once do so one after the other."""
    review = review.locked()
    if not is_workable(review):
        raise ReviewRefused(_("This round is over; nothing is decided in it any more."))
    return review


def _lines(rows: Any, wanted: Collection[uuid.UUID]) -> list[Any]:
    """The lines of these keys, in the order of the keys. Raises ReviewRefused when one is not asked about today."""
    found = {row.pk: row for row in rows.filter(pk__in=wanted).order_by("id")}
    if len(found) != len(set(wanted)):
        raise ReviewRefused(_("A place has ended or changed since you opened the page. Look at the lines again."))
    return [found[key] for key in sorted(found)]


def _record(review: AccessReview, decision: ReviewDecision, by: Any, **about: Any) -> None:
    person = about.pop("person")
    if person is not None and person.pk == by.pk and decision != ReviewDecision.END:
        raise ReviewRefused(_("Somebody else than you decides whether you keep your own place."))
    row = AccessDecision.objects.select_for_update().filter(review=review, **about).first()
    if row is not None and row.decision == decision:
        return  # pressed twice
    row = row or AccessDecision(review=review, person=person, **about)
    row.decision, row.decided_by, row.decided_at = decision, by, timezone.now()
    with attributed_to(by):
        row.save()


def _done_if_whole(review: AccessReview, by: Any) -> bool:
    """Close the round when no line is missing; how many were kept and ended is stored with it."""
    if progress_of([review])[review.pk].missing:
        return False
    review.done_on, review.done_by = today(), None if by is SYSTEM else by
    for name, number in counted(review).items():
        setattr(review, name, number)
    with attributed_to(by):
        review.save()
    return True
