"""What the lines of an access review say, asked for all the lines of a page at once (ADR 0031)."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Affiliation, User, valid_on
from citizens.access import COORDINATING, valid_cells, visible_citizens
from citizens.access.reviews import is_workable
from citizens.enums import CONSENTABLE, DECIDED, Part, Place, ReviewDecision
from citizens.models import AccessDecision, AccessReview, CareTeamMember, Citizen
from core.dates import danish_date, today

UNREAD = timedelta(days=180)


@dataclass
class Line:
    """One place with one citizen: what is known of the access, and what was decided. `name` is empty where the one who
    goes through it sees the citizen no more."""

    place: CareTeamMember
    name: str
    parts: list[str]
    last_read: date | None
    flags: list[str]
    decision: AccessDecision | None
    workable: bool
    own: bool

    @property
    def is_decided(self) -> bool:
        return self.decision is not None and self.decision.decision in DECIDED

    @property
    def may_decide(self) -> bool:
        return self.workable and not self.is_ended

    @property
    def is_ended(self) -> bool:
        return self.decision is not None and self.decision.decision == ReviewDecision.END

    @property
    def is_coordinator(self) -> bool:
        return self.place.place == Place.COORDINATOR


@dataclass
class Person:
    """Somebody at a workplace, with the lines of this round. `key` stands for them in the page, and says nothing."""

    key: uuid.UUID
    name: str
    function: str
    organisation: str
    flags: list[str]
    lines: list[Line] = field(default_factory=list)

    @property
    def waiting(self) -> list[Line]:
        """What is still to be decided, and can be kept here."""
        return [line for line in self.lines if line.may_decide and not line.is_decided and not line.own]


def flags_of_user(user: User) -> list[str]:
    """What is worth a look about a log-in."""
    if not user.is_active:
        return [_("The log-in is closed")]
    return [] if user.last_login else [_("Has never logged in")]


def seen_by(user: Any, citizens: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    rows: QuerySet[Citizen] = visible_citizens(user).filter(pk__in=set(citizens))
    return set(rows.order_by().values_list("pk", flat=True))


class Told:
    """Everything the lines of a page say, asked for all of them at once."""

    def __init__(self, user: Any, review: AccessReview, places: list[Any]) -> None:
        self.user, self.workable, self.day = user, is_workable(review), today()
        rows = AccessDecision.objects.filter(review=review, place__in=places).select_related("decided_by")
        self.decisions = {row.place_id: row for row in rows}
        citizens = {row.citizen_id for row in places}
        people = {row.user_id for row in places if row.user_id}
        self.seen = seen_by(user, citizens)
        self.parts = _open_parts(citizens, {row.organisation_id for row in places})
        works = Affiliation.objects.filter(valid_on(self.day), user__in=people)
        self.works = set(works.order_by().values_list("user_id", "organisation_id"))
        self.reads = _last_reads(people, self.seen)

    def person(self, place: Any) -> Person:
        flags = flags_of_user(place.user) if place.user else [_("Without log-in")]
        if place.user and place.user.is_active and (place.user_id, place.organisation_id) not in self.works:
            flags.append(_("No longer works there"))
        ended = place.organisation.ends_on
        if ended is not None and ended <= self.day:
            flags.append(_("The organisation has ended"))
        who = place.user or place
        return Person(place.pk, who.name, place.function or who.function, place.organisation.name, flags)

    def line(self, place: Any) -> Line:
        open_parts = self.parts[place.citizen_id, place.organisation_id]
        read = self.reads.get((place.user_id, place.citizen_id))
        return Line(
            place=place,
            name=place.citizen.name if place.citizen_id in self.seen else "",
            parts=_labels(place, open_parts),
            last_read=danish_date(read) if read else None,
            flags=self._flags(place, bool(open_parts), read),
            decision=self.decisions.get(place.pk),
            workable=self.workable,
            own=place.user_id == self.user.pk,
        )

    def _flags(self, place: Any, consented: bool, read: datetime | None) -> list[str]:
        flags = []
        opened = place.taking_part if place.place in COORDINATING else consented
        if not opened:
            flags.append(_("No valid consent"))
        if place.user_id and read is None and place.starts_on <= self.day - UNREAD:
            flags.append(_("Has not read for 180 days"))
        return flags


def _labels(place: Any, parts: set[str]) -> list[str]:
    if place.place in COORDINATING:
        return [_("The whole case")] if place.taking_part else []
    wanted = [part for part in CONSENTABLE if part in parts]
    own_word = place.citizen.programme.addiction_label
    return [own_word if part == Part.ADDICTION else str(part.label) for part in wanted]


def _open_parts(citizens: Collection[uuid.UUID], organisations: Collection[uuid.UUID]) -> Any:
    """(citizen, organisation) → the parts a consent opens today. One query."""
    found: dict[tuple[uuid.UUID, uuid.UUID], set[str]] = defaultdict(set)
    cells = valid_cells(today()).filter(consent__citizen__in=citizens, organisation__in=organisations).order_by()
    for citizen, organisation, part in cells.values_list("consent__citizen", "organisation", "part"):
        found[citizen, organisation].add(part)
    return found


def _last_reads(people: Collection[uuid.UUID], citizens: Collection[uuid.UUID]) -> dict[Any, datetime]:
    """(person, citizen) → when the person read the case last, within 180 days. The database checks who asks."""
    with connection.cursor() as cursor:
        sql = "select user_id, citizen, last from log_last_reads(%s, %s, %s)"
        cursor.execute(sql, [list(people), list(citizens), timezone.now() - UNREAD])
        return {(person, citizen): last for person, citizen, last in cursor.fetchall()}
