"""A made-up outbox: people and things that exist nowhere else, so that the machine is tried without the product."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from core.dates import COPENHAGEN
from core.outbox import Addressee, Due, Kind, Told

MONDAY = datetime(2026, 5, 4, 8, 0, tzinfo=COPENHAGEN)  # a working day, after the digest hour
ANNA, BO, CARL = (uuid.UUID(int=number) for number in (1, 2, 3))


def person(number: int) -> uuid.UUID:
    return uuid.UUID(int=1 + number)


def thing(number: int) -> uuid.UUID:
    return uuid.UUID(int=1_000_000 + number)


@dataclass
class World:
    """Whom each thing concerns, and who can be told. A thing that is missing concerns no one."""

    concerns: dict[uuid.UUID, tuple[uuid.UUID, ...]] = field(default_factory=dict)
    due: list[Due] = field(default_factory=list)
    away: set[uuid.UUID] = field(default_factory=set)
    without_address: set[uuid.UUID] = field(default_factory=set)
    broken: Exception | None = None
    asked: int = 0

    def people(self, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Addressee]:
        return {
            who: Addressee("" if who in self.without_address else f"person{who.int}@eksempel.invalid", "da")
            for who in ids
            if who not in self.away
        }

    def judge(self, pairs: Collection[tuple[uuid.UUID, str]], now: datetime) -> dict[tuple[uuid.UUID, str], Told]:
        self.asked += 1
        if self.broken:
            raise self.broken
        return {
            (about, occasion): Told(self.concerns[about], f"Punkt {about.int}", f"/ting/{about.int}/", "")
            for about, occasion in pairs
            if about in self.concerns
        }

    def find(self, now: datetime) -> Iterable[Due]:
        return [due for due in self.due if due.at <= now]

    def kinds(self, name: str = "thing", *, at_once: bool = False) -> dict[str, Kind]:
        return {name: Kind(name, "Ting", self.judge, self.find, at_once)}

    def adds(self, number: int, *people: uuid.UUID, at: datetime = MONDAY, occasion: str = "once") -> Due:
        """Something falls due that concerns these people."""
        due = Due(thing(number), occasion, at)
        self.due.append(due)
        self.concerns[due.about] = people
        return due
