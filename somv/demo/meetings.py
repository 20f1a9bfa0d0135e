"""The demo's network meetings: those behind the plans' versions, and the one to come on the day the plan says."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from citizens.models import CareTeamMember
from core.dates import today
from meetings.enums import MeetingKind, MeetingState
from meetings.models import MeetingParticipant, NetworkMeeting
from somv.demo.clock import moment, office_day
from somv.demo.dossier import World
from somv.demo.ledger import Ledger
from somv.demo.plan_book import PlanBook

PLACES = (
    (MeetingKind.IN_PERSON, "Rådhuset, mødelokale 2", time(10, 0)),
    (MeetingKind.IN_PERSON, "Sundhedscentret, lokale 14", time(13, 30)),
    (MeetingKind.VIDEO, "Link kommer i kalenderen", time(9, 0)),
    (MeetingKind.IN_PERSON, "Hjemme hos borgeren", time(14, 0)),
    (MeetingKind.PHONE, "", time(11, 15)),
)
FIRST = "Lægge planen sammen og aftale, hvem der gør hvad."
NEXT = "Se på, hvordan det går, og hvad der skal ske frem til næste gang."
CLOSED = "Planen er afsluttet"


def write(world: World) -> None:
    """Enter the meetings of every plan; call it when all plans are entered."""
    for number, book in enumerate(world.books):
        _of_plan(world.ledger, book, number)


def _of_plan(ledger: Ledger, book: PlanBook, number: int) -> None:
    called = book.started
    for place, day in enumerate(book.held):
        row = _call(ledger, book, called, day, number + place, FIRST if place == 0 else NEXT)
        ledger.change(row, at=moment(day, 14, 45), by=book.by, state=MeetingState.HELD, held_on=day)
        called = day
    if book.next_meeting_on is None:
        return
    row = _call(ledger, book, called, book.next_meeting_on, number + len(book.held), NEXT if book.held else FIRST)
    if book.closed_on is not None:
        values: dict[str, Any] = {"state": MeetingState.CANCELLED, "cancelled_reason": CLOSED}
        ledger.change(row, at=moment(book.closed_on, 15, 15), by=book.by, reason=CLOSED, **values)


def _call(ledger: Ledger, book: PlanBook, called: date, day: date, number: int, purpose: str) -> NetworkMeeting:
    kind, place, at = PLACES[number % len(PLACES)]
    meeting = NetworkMeeting(
        plan=book.plan, meets_on=day, starts_at=at, kind=kind, place=place, called_by=book.by.name, purpose=purpose
    )
    on = moment(office_day(min(called, today())), 14)
    ledger.add(meeting, at=on, by=book.by)
    for member in book.dossier.members.values():
        if _there(member, day):
            ledger.add(MeetingParticipant(meeting=meeting, member=member), at=on, by=book.by)
    for relative in book.dossier.relatives[:1]:
        ledger.add(MeetingParticipant(meeting=meeting, relative=relative), at=on, by=book.by)
    return meeting


def _there(member: CareTeamMember, day: date) -> bool:
    """In the network on the day of the meeting, as far as anybody knows."""
    return member.starts_on <= day and (member.ends_on is None or member.ends_on > day)
