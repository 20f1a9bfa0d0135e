"""Emergency access in the demo: one use that is reviewed and told, and one that waits for both."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from citizens.enums import EmergencyFinding, EmergencyReason
from citizens.models import Citizen, EmergencyAccess
from somv.demo.clock import ago, moment
from somv.demo.dossier import World

HOUR = timedelta(hours=1)
FIRST = "Indbragt med ambulance, svarer ikke på tiltale. Vi kender ikke hans aftaler og kan ikke få fat i nogen."
SECOND = "Ringer til akuttelefonen og vil ikke leve mere. Lægger på; vi har brug for at vide, hvem der kender ham."


def write(world: World) -> None:
    """Enter both about Peter; call it when his plan is entered."""
    users, peter = world.users, world.citizens[0]
    past = _use(world, peter, "sygehus", "hospital", ago(33), 22, reason=EmergencyReason.UNABLE, text=FIRST)
    world.ledger.change(
        past, at=moment(ago(32), 10), by=users["koordinator"],
        told_by=users["koordinator"], told_on=ago(32), told_how="Ved et besøg på afdelingen",
    )  # fmt: skip
    note = "Talt med afdelingslægen: han var bevidstløs, og kriseplanen var nødvendig for behandlingen."
    world.ledger.change(
        past, at=moment(ago(31), 13), by=users["projektleder"], reason=note, finding=EmergencyFinding.JUSTIFIED,
        review_note=note, reviewed_by=users["projektleder"], reviewed_at=moment(ago(31), 13),
    )  # fmt: skip
    _use(world, peter, "psykiatri", "district_psychiatry", ago(3), 16, reason=EmergencyReason.SUICIDE, text=SECOND)


def _use(world: World, citizen: Citizen, who: str, place: str, day: date, hour: int, **said: Any) -> EmergencyAccess:
    at, by = moment(day, hour, 12), world.users[who]
    row = EmergencyAccess(
        citizen=citizen, user=by, organisation=world.organisations[place], opened_at=at, ends_at=at + HOUR, **said
    )
    return world.ledger.add(row, at=at, by=by, reason=said["text"])
