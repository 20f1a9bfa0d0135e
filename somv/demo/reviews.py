"""The access review in the demo: a round that is done, and one in which the lead is half through."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from accounts.models import valid_on
from citizens.access.reviews import asked_places
from citizens.enums import ReviewDecision
from citizens.models import AccessDecision, AccessReview, CareTeamMember, Programme
from citizens.queries.reviews import half_of
from core.dates import today
from somv.demo.clock import ago, moment
from somv.demo.dossier import World
from somv.demo.ledger import Ledger

FOUR_WEEKS = timedelta(days=28)
ASKED = 3  # of the lines that wait, the coordinator has been asked about every so many


def write(world: World, programme: Programme) -> None:
    """Both rounds of a programme; call it when everybody's places are in the database."""
    ledger, lead = Ledger(), world.users["projektleder"]
    now = _round(ledger, programme, ago(12))
    before = _round(ledger, programme, half_of(now.half_on - timedelta(days=1)))
    order = ("name", "organisation_id", "citizen__case_number", "id")
    past = CareTeamMember.objects.filter(valid_on(before.begun_on), citizen__programme=programme)
    kept = _decide(ledger, before, past.order_by(*order), lead, before.begun_on + timedelta(days=9))
    places = asked_places([now], today()).order_by(*order)
    half = len(places) // 2
    _decide(ledger, now, places[:half], lead, ago(5))
    waiting = [row for row in places[half:] if row.place == "participant"]
    _decide(ledger, now, waiting[::ASKED][:2], lead, ago(4), ReviewDecision.ASK)
    done = {"done_on": before.begun_on + timedelta(days=9), "done_by": lead, "kept": kept, "ended": 0}
    ledger.change(before, at=moment(done["done_on"], 15), by=lead, **done)
    ledger.write()


def _round(ledger: Ledger, programme: Programme, begun: date) -> Any:
    row = AccessReview(programme=programme, half_on=half_of(begun), begun_on=begun, due_on=begun + FOUR_WEEKS)
    return ledger.add(row, at=moment(begun, 1))


def _decide(
    ledger: Ledger, review: Any, places: Any, by: Any, day: date, said: ReviewDecision = ReviewDecision.KEEP
) -> int:
    at = moment(day, 10)
    for place in places:
        row = AccessDecision(review=review, place=place, person=place.user, decision=said, decided_by=by, decided_at=at)
        ledger.add(row, at=at, by=by)
    return len(places)
