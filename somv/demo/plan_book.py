"""One plan of the demo: the voice, the situation, four tracks, the crisis plan and the logbook."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from accounts.models import Organisation, User
from citizens.enums import TRACKS, Part
from citizens.models import CareTeamMember, Relative
from plans.enums import Acceptance, PlanState
from plans.models import (
    Agreement,
    Challenge,
    CrisisContact,
    CrisisPlan,
    OtherPlan,
    Plan,
    PlanVersion,
    PromptAnswer,
    Situation,
)
from somv.demo import ids
from somv.demo.clock import moment, office_day
from somv.demo.dossier import Dossier
from tracks.enums import EntryKind, InterventionStatus, ResponsibleKind
from tracks.models import Goal, Intervention, LogEntry, Track


class PlanBook:
    """Writes one plan. `started` is the day of the draft; what is entered later says its own day."""

    def __init__(self, dossier: Dossier, started: date, *, number: int = 1, **voice: Any) -> None:
        self.dossier, self.started, self.ledger, self.by = dossier, started, dossier.ledger, dossier.by
        case_number = dossier.citizen.case_number
        self.plan = Plan(id=ids.plan(case_number, number), citizen=dossier.citizen, **voice)
        self._add(self.plan)
        self.tracks = {kind: self._add(Track(plan=self.plan, kind=kind)) for kind in TRACKS}
        self._places: dict[Any, int] = {}
        # What the network meetings are told from (meetings.py): a plan and its versions are made at one.
        self.held: list[date] = []
        self.next_meeting_on: date | None = voice.get("next_meeting_on")
        self.closed_on: date | None = None
        dossier.world.books.append(self)

    def lead(self, kind: Part, organisation: str, status_line: str) -> None:
        """A track's status and who leads it."""
        track = self.tracks[kind]
        track.status_line = status_line
        track.lead_organisation = self.dossier.world.organisations[organisation]

    def situation(self, area: str, tracks: Sequence[Part], start: str, now: str = "") -> Situation:
        row = Situation(plan=self.plan, area=area, tracks=[*tracks], at_start=start, now=now)
        return self._in_order(row, Situation)

    def challenge(self, text: str, tracks: Sequence[Part]) -> Challenge:
        return self._in_order(Challenge(plan=self.plan, text=text, tracks=[*tracks]), Challenge)

    def agreement(self, text: str, who: str, due_on: date | None = None, **fields: Any) -> Agreement:
        return self._in_order(Agreement(plan=self.plan, text=text, who=who, due_on=due_on, **fields), Agreement)

    def other_plan(self, kind: str, authority: str, tracks: Sequence[Part], dated: date, contact: str) -> OtherPlan:
        row = OtherPlan(plan=self.plan, kind=kind, authority=authority, tracks=[*tracks], dated=dated, contact=contact)
        return self._in_order(row, OtherPlan)

    def answer(self, prompt: int, reply: str, note: str = "", day: date | None = None) -> PromptAnswer:
        row = PromptAnswer(plan=self.plan, prompt=self.dossier.setting.prompts[prompt], reply=reply, note=note)
        return self._add(row, day)

    def crisis(self, contacts: Sequence[tuple[str, str, str]], day: date | None = None, **texts: str) -> CrisisPlan:
        crisis = self._add(CrisisPlan(plan=self.plan, **texts), day)
        for place, (name, phone, hours) in enumerate(contacts):
            row = CrisisContact(crisis_plan=crisis, name=name, phone=phone, hours=hours, position=place)
            self._add(row, day)
        return crisis

    def goal(self, track: Part, text: str, *, day: date | None = None, **fields: Any) -> Goal:
        row = Goal(track=self.tracks[track], text=text, **fields)
        return self._in_order(row, (Goal, track, fields.get("parent")), day)

    def intervention(
        self,
        goal: Goal,
        area: str,
        text: str,
        responsible: Any,
        *,
        basis: str = "",
        day: date | None = None,
        **fields: Any,
    ) -> Intervention:
        """`responsible`: a place, a relative, "citizen", (organisation, function) or None for nobody yet."""
        track = goal.track
        legal = self.dossier.world.bases[track.kind, basis] if basis else None
        row = Intervention(
            track=track, goal=goal, area=area, text=text, legal_basis=legal, **_responsible(responsible), **fields
        )
        return self._in_order(row, (Intervention, track.kind), day)

    def comment(self, about: Any, text: str, day: date, by: User | None = None, hour: int = 12) -> LogEntry:
        """A comment on a track, a goal or an intervention, by the coordinator where nobody else is named."""
        kind = about.kind if isinstance(about, Track) else about.track.kind
        subject: dict[str, Any] = {"goal": about} if isinstance(about, Goal) else {}
        if isinstance(about, Intervention):
            subject = {"intervention": about}
        return self._entry(day, hour, by, kind=EntryKind.COMMENT, tracks=[kind], text=text, **subject)

    def contact(self, form: str, day: date, tracks: Sequence[Part], whom: str, text: str, hour: int = 14) -> LogEntry:
        """A contact note: written on the day of the contact."""
        day = office_day(day)
        values = {"contact_form": form, "contact_on": day, "contact_with": whom, "text": text}
        return self._entry(day, hour, None, kind=EntryKind.CONTACT, tracks=[*tracks], **values)

    def accept(self, day: date) -> None:
        """The citizen says yes to the plan."""
        day = office_day(day)
        self.ledger.change(self.plan, at=moment(day, 11), by=self.by, acceptance=Acceptance.ACCEPTED, accepted_on=day)

    def activate(self, day: date) -> None:
        day = office_day(day)
        self.held.append(day)
        self.ledger.change(self.plan, at=moment(day, 11, 30), by=self.by, state=PlanState.ACTIVE, valid_from=day)
        self._version(1, day, "")

    def version(self, number: int, day: date, note: str, **values: Any) -> None:
        """A new version of an active plan, with what else was changed on the same occasion."""
        day = office_day(day)
        self.held.append(day)
        self.next_meeting_on = values.get("next_meeting_on", self.next_meeting_on)
        self.ledger.change(self.plan, at=moment(day, 15), by=self.by, reason=note, version=number, **values)
        self._version(number, day, note)

    def close(self, day: date, because: str, summary: str) -> None:
        self.closed_on = day
        self.ledger.change(
            self.plan,
            at=moment(day, 15, 30),
            by=self.by,
            state=PlanState.CLOSED,
            closed_on=day,
            closed_because=because,
            closing_summary=summary,
            next_meeting_on=None,
        )

    def report(self, row: Intervention, day: date, status: str, *, by: User | None = None, **values: Any) -> None:
        """A status, reported by the one who answers for it."""
        by, day = by or self.by, office_day(day)
        at = moment(day, 9, 40)
        if status in (InterventionStatus.DONE, InterventionStatus.STOPPED):
            values["ended_on"] = day
        self.ledger.change(row, at=at, by=by, status=status, status_by=by, status_at=at, **values)

    def _version(self, number: int, day: date, note: str) -> None:
        row = PlanVersion(plan=self.plan, number=number, made_on=day, made_by=self.by, note=note)
        self._add(row, day)

    def _entry(self, day: date, hour: int, by: User | None, **values: Any) -> LogEntry:
        author, day = by or self.by, office_day(day)
        workplace: Organisation = self.dossier._workplace_of(author.username)
        entry = LogEntry(citizen=self.dossier.citizen, author=author, author_organisation=workplace, **values)
        return self.ledger.add(entry, at=moment(day, hour, 5), by=author)

    def _in_order(self, row: Any, series: Any, day: date | None = None) -> Any:
        row.position = self._places[series] = self._places.get(series, -1) + 1
        return self._add(row, day)

    def _add(self, row: Any, day: date | None = None) -> Any:
        return self.ledger.add(row, at=moment(day or self.started, 11), by=self.by)


def _responsible(who: Any) -> dict[str, Any]:
    if who is None:
        return {}
    if isinstance(who, CareTeamMember):
        return {"responsible_kind": ResponsibleKind.MEMBER, "responsible_member": who}
    if isinstance(who, Relative):
        return {"responsible_kind": ResponsibleKind.RELATIVE, "relative": who}
    if who == "citizen":
        return {"responsible_kind": ResponsibleKind.CITIZEN}
    organisation, function = who
    return {
        "responsible_kind": ResponsibleKind.FUNCTION,
        "responsible_organisation": organisation,
        "responsible_function": function,
    }
