"""One citizen of the demo: the person, the way in, the consents and the network. The plan is `plan_book.py`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from accounts.models import Organisation, User
from citizens.enums import Answer, ConsentForm, ConsentKind, CriterionKind, Part, Place, ScreeningResult, Stage
from citizens.models import (
    CareTeamMember,
    Citizen,
    Consent,
    ConsentScope,
    Referral,
    Relative,
    Screening,
    ScreeningAnswer,
    Stay,
)
from core.dates import add_months
from somv.demo import ids
from somv.demo.clock import moment
from somv.demo.ledger import Ledger
from somv.demo.programme import Setting
from tracks.models import LegalBasis

PARTICIPATION = "At have en koordinator, der følger mig på tværs, og en fælles plan."
EXCHANGE = "At de, der hjælper mig, kan arbejde sammen efter min plan, uden at jeg skal fortælle det hele forfra."
EVALUATION = "At oplysninger uden navn bruges til at se, om indsatsen virker."
PARTICIPANT_SINCE = "Med fra det første møde."

Cells = dict[str, dict[Part, str]]  # organisation's key → part → level


@dataclass
class World:
    """What all citizens of the demo share."""

    ledger: Ledger
    organisations: dict[str, Organisation]
    users: dict[str, User]
    bases: dict[tuple[str, str], LegalBasis]
    citizens: list[Citizen] = field(default_factory=list)
    books: list[Any] = field(default_factory=list)  # every plan_book.PlanBook


def fictive_cpr(born_on: date, number: int) -> str:
    """A number nobody has: 60 is added to the day. Its seventh digit says the right century (domain.md § 7)."""
    seventh = number % 4 if born_on.year < 2000 else 4 + number % 2 * 5
    return f"{born_on.day + 60:02d}{born_on:%m%y}{seventh}{number * 7 % 1000:03d}"


class Dossier:
    """Writes down one citizen as the coordinator would have done, each thing on its day."""

    def __init__(self, world: World, setting: Setting, coordinator: User, number: int, **person: Any) -> None:
        self.world, self.setting, self.by = world, setting, coordinator
        self.ledger = world.ledger
        self.opened: date = person.pop("opened_on")
        self.citizen = Citizen(
            id=ids.citizen(number),
            programme=setting.programme,
            case_number=number,
            cpr=fictive_cpr(person["born_on"], number) if person.pop("has_cpr", True) else "",
            **person,
        )
        self.members: dict[str, CareTeamMember] = {}
        self.relatives: list[Relative] = []
        self.ledger.add(self.citizen, at=moment(self.opened, 8, 50), by=self.by)
        world.citizens.append(self.citizen)

    def refer(self, by: str, workplace: str, reason: str, *, steps: int = 5, **fields: Any) -> Referral:
        """The referral, with the enrolment done up to `steps`."""
        row = Referral(
            citizen=self.citizen,
            referred_by=by,
            referrer_organisation=workplace,
            received_on=self.opened,
            reason=reason,
            citizen_agrees=True,
            steps_done=list(range(1, steps + 1)),
            **fields,
        )
        return self.ledger.add(row, at=moment(self.opened, 8, 55), by=self.by)

    def screen(self, day: date, met: set[int], *, unknown: set[int] = frozenset(), **fields: Any) -> Screening:  # type: ignore[assignment]
        """Answers by the criteria's positions: `met` are yes, `unknown` not known yet, all others no."""
        reasons = [self.setting.criteria[place].text for place in sorted(unknown)]
        result = ScreeningResult.MISSING if unknown else ScreeningResult.MEETS
        excluding = [row for row in self.setting.criteria if row.kind == CriterionKind.EXCLUDES and row.position in met]
        if excluding or {0, 1, 5} - met - set(unknown):
            result = ScreeningResult.NOT_MET
            reasons = [row.text for row in excluding] or ["Hyppige og skiftende kontakter er ikke set."]
        screening = Screening(citizen=self.citizen, screened_on=day, result=result, reasons=reasons, **fields)
        self.ledger.add(screening, at=moment(day, 9, 30), by=self.by)
        for criterion in self.setting.criteria:
            place = criterion.position
            answer = Answer.UNKNOWN if place in unknown else Answer.YES if place in met else Answer.NO
            row = ScreeningAnswer(screening=screening, criterion=criterion, answer=answer)
            self.ledger.add(row, at=moment(day, 9, 30), by=self.by)
        return screening

    def include(self, day: date) -> None:
        """From referred to included, as a step of its own in the history."""
        self.ledger.change(self.citizen, at=moment(day, 10, 5), by=self.by, stage=Stage.INCLUDED, included_on=day)

    def consent(self, kind: ConsentKind, day: date, purpose: str, **fields: Any) -> Consent:
        fields.setdefault("form", ConsentForm.WRITTEN)
        row = Consent(citizen=self.citizen, kind=kind, given_on=day, given_to=self.by, purpose=purpose, **fields)
        return self.ledger.add(row, at=moment(day, 10), by=self.by)

    def participate(self, day: date, **fields: Any) -> Consent:
        return self.consent(ConsentKind.PARTICIPATION, day, PARTICIPATION, **fields)

    def exchange(
        self, day: date, cells: Cells, *, expires_on: date | None = None, **fields: Any
    ) -> dict[tuple[str, Part], ConsentScope]:
        """An exchange consent with its cells; one year where nothing is said."""
        expires_on = expires_on or add_months(day, 12)
        consent = self.consent(ConsentKind.EXCHANGE, day, EXCHANGE, expires_on=expires_on, **fields)
        scopes = {}
        for key, parts in cells.items():
            for part, level in parts.items():
                row = ConsentScope(consent=consent, organisation=self.world.organisations[key], part=part, level=level)
                scopes[key, part] = self.ledger.add(row, at=moment(day, 10), by=self.by)
        return scopes

    def place(self, key: str, day: date, *, tracks: tuple[Part, ...] = (), **fields: Any) -> CareTeamMember:
        """A place for the user `key`; see `professional` for those who cannot log in."""
        user = self.world.users[key]
        row = CareTeamMember(
            citizen=self.citizen,
            user=user,
            organisation=self._workplace_of(key),
            name=user.name,
            function=user.function,
            phone=user.phone,
            tracks=[*tracks],
            starts_on=day,
            **fields,
        )
        self.members[key] = self.ledger.add(row, at=moment(day, 10, 30), by=self.by)
        return row

    def coordinate(self, day: date, key: str | None = None, **fields: Any) -> CareTeamMember:
        """The coordinator's own place."""
        fields.setdefault("chairs_meetings", True)
        return self.place(key or self.by.username, day, place=Place.COORDINATOR, visits_home=True, **fields)

    def professional(
        self, organisation: str, name: str, function: str, day: date, *, tracks: tuple[Part, ...] = (), **fields: Any
    ) -> CareTeamMember:
        """Somebody in the network who cannot log in."""
        row = CareTeamMember(
            citizen=self.citizen,
            organisation=self.world.organisations[organisation],
            name=name,
            function=function,
            phone=self.world.organisations[organisation].phone,
            tracks=[*tracks],
            starts_on=day,
            **fields,
        )
        self.members[name] = self.ledger.add(row, at=moment(day, 10, 35), by=self.by)
        return row

    def relative(self, name: str, relation: str, phone: str = "", *, may: bool = True, note: str = "") -> Relative:
        row = Relative(citizen=self.citizen, name=name, relation=relation, phone=phone, may_be_contacted=may, note=note)
        self.relatives.append(row)
        return self.ledger.add(row, at=moment(self.opened, 11), by=self.by)

    def stay(self, kind: str, *, entered: date, **fields: Any) -> Stay:
        row = Stay(citizen=self.citizen, kind=kind, **fields)
        return self.ledger.add(row, at=moment(entered, 11, 15), by=self.by)

    def change(self, row: Any, day: date, *, by: User | None = None, reason: str = "", **values: Any) -> None:
        """A change on a later day, by the coordinator where nobody else is named."""
        self.ledger.change(row, at=moment(day, 13, 20), by=by or self.by, reason=reason, **values)

    def _workplace_of(self, username: str) -> Organisation:
        from somv.demo.people import PEOPLE

        workplace = next(person.workplace for person in PEOPLE if person.username == username)
        return self.world.organisations[workplace]
