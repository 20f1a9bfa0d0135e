"""Loading the demo: once, whole or not at all."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from citizens.access import project_places
from citizens.actions import recompute, signpost
from citizens.models import Citizen, Programme
from core.dates import today
from followups.actions import courses
from plans.queries import signpost_of
from somv.demo import (
    crowd,
    emergencies,
    follow_ups,
    ids,
    meetings,
    organisations,
    people,
    peter,
    programme,
    reviews,
    thomas,
)
from somv.demo.dossier import World
from somv.demo.ledger import Ledger
from tracks.models import LogEntry


class RealData(Exception):
    """There are citizens that are not the demo's."""


def loaded() -> bool:
    """Whether the demo is there: its programme has a key of its own."""
    return Programme.objects.filter(pk=ids.programme("first")).exists()


@transaction.atomic
def load() -> bool:
    """Write the demo; False when it was there already. Raises RealData."""
    if loaded():
        return False
    if Citizen.objects.exists():
        raise RealData("There are citizens here that are not the demo's: demo data are never mixed with real data.")
    ledger = Ledger()
    places = organisations.enter(ledger)
    users = people.enter(ledger, places)
    world = World(ledger, places, users, programme.enter_legal_bases(ledger))
    first, second = programme.enter(ledger, users)
    peter.write(world, first)
    thomas.write(world, first)
    crowd.write(world, first, second)
    meetings.write(world)
    emergencies.write(world)
    ledger.write()
    for citizen in world.citizens:
        _finish(citizen)
    follow_ups.write(world, first)
    reviews.write(world, first.programme)
    courses.keep_courses(timezone.now())  # ends what has stopped, as the sweep does
    courses.keep_heads({citizen.pk for citizen in world.citizens}, today())
    return True


def _finish(citizen: Citizen) -> None:
    """What is derived: who may find the citizen, and the head of the citizen's pages."""
    project_places(citizen)
    recompute(citizen)
    last = LogEntry.objects.filter(citizen=citizen).aggregate(at=Max("created_at"))["at"]
    signpost(citizen, last_activity_at=last, **signpost_of(citizen))
