"""Changes as sentences: who, what, when and why."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import Affiliation, User, valid_on
from citizens.access import Case
from citizens.queries import shown_person
from core.dates import COPENHAGEN, danish_date, today
from overview.queries.timeline.registry import Shape, Shown, Source
from overview.queries.timeline.rows import PAGE, Cursor, HistoryRow, history_rows
from overview.queries.timeline.values import display, hides, label_of, may_tell, raw

NOBODY = UUID(int=0)  # asked for, too, so that an empty page costs the same
LONG = 80  # characters: beyond it a text is folded


@dataclass(frozen=True)
class Change:
    """One field: a sentence; for long texts with both texts to fold out."""

    text: str
    before: str = ""
    after: str = ""
    off_paper: bool = False  # a protected address stays on the screen

    @property
    def is_long(self) -> bool:
        return bool(self.before or self.after)


@dataclass(frozen=True)
class Line:
    """One saved change as this reader may know it."""

    at: datetime
    topic: Any
    heading: str
    who: str
    workplace: str
    reason: str
    changes: list[Change]


@dataclass(frozen=True)
class Act:
    """What one person did at one time for one reason: one head, as many lines as it changed."""

    at: datetime
    who: str
    workplace: str
    reason: str
    lines: list[Line]

    def holds(self, line: Line) -> bool:
        """Done in the same second, by the same person, for the same reason."""
        told = (line.who, line.workplace, line.reason)
        return abs((self.at - line.at).total_seconds()) < 1 and told == (self.who, self.workplace, self.reason)


@dataclass
class Timeline:
    """A page of the timeline by days, and where the older part begins ("" when there is none)."""

    days: list[tuple[date, list[Act]]] = field(default_factory=list)
    older: str = ""

    def add(self, line: Line) -> None:
        """Put the next older line under its day and its act."""
        day = danish_date(line.at)
        if not self.days or self.days[-1][0] != day:
            self.days.append((day, []))
        acts = self.days[-1][1]
        if not acts or not acts[-1].holds(line):
            acts.append(Act(line.at, line.who, line.workplace, line.reason, []))
        acts[-1].lines.append(line)


def timeline(case: Case, *, track: str = "", topic: str = "", after: str = "") -> Timeline:
    """What this reader may see of what was changed, newest first. Three queries, for one row and for fifty."""
    rows = history_rows(case, track=track, topic=topic, after=Cursor.read(after))
    people = _people({row.user_id for row in rows})
    shown = Timeline(older=str(rows[PAGE - 1].cursor) if len(rows) > PAGE else "")
    for row in rows[:PAGE]:
        line = _line(case, row, people)
        if line is not None:
            shown.add(line)
    return shown


def _people(ids: set[Any]) -> dict[Any, tuple[User, Any]]:
    """Who acted, with where they work today. Two queries."""
    wanted = [*(pk for pk in ids if pk), NOBODY]
    users = {user.pk: user for user in User.objects.filter(pk__in=wanted)}
    rows = Affiliation.objects.filter(valid_on(today()), user__in=wanted).select_related("organisation")
    places = {row.user_id: row.organisation for row in rows.order_by("starts_on", "id")}
    return {pk: (user, places.get(pk)) for pk, user in users.items()}


def _line(case: Case, row: HistoryRow, people: dict[Any, Any]) -> Line | None:
    """None when nothing of the change is for this reader, or only bookkeeping changed."""
    was, reason = row.was, row.reason
    if was is not None and row.source.tracks and not case.reads_all(was[row.source.tracks]):
        was, reason = None, ""  # it stood in tracks that are closed to this reader: what it was stays there
    began = was is None
    changes = [] if was is None else _changes(case, row.source, was, row.now)
    if (began and row.source.silent_start) or not (began or changes):
        return None
    who, workplace = _author(case, row.user_id, people)
    return Line(
        at=row.cursor.at.astimezone(COPENHAGEN),
        topic=row.source.topic,
        heading=_heading(case, row, began=began, ended=bool(was and _ended(row.source, was, row.now))),
        who=who,
        workplace=workplace,
        # Reasons are free text about the whole case: they may name others.
        reason=reason if case.in_team else "",
        changes=changes,
    )


def _author(case: Case, user_id: Any, people: dict[Any, Any]) -> tuple[str, str]:
    if user_id not in people:
        return _("The system"), ""
    user, organisation = people[user_id]
    if user_id == case.user.pk:
        return user.name, str(organisation or "")
    return shown_person(
        case,
        name=user.name,
        organisation=str(organisation or ""),
        organisation_id=getattr(organisation, "pk", None),
        is_coordinator=case.coordinator is not None and case.coordinator.user_id == user_id,
    )


def _ended(source: Source, was: dict[str, Any], now: dict[str, Any]) -> bool:
    return bool(source.ends and now[source.ends] and not was[source.ends])


def _heading(case: Case, row: HistoryRow, *, began: bool, ended: bool) -> str:
    source, now = row.source, row.now
    named = {shown.name: shown for shown in source.fields}
    words = [display(case, source, named.get(name) or Shown(name), now) for name in source.subject]
    subject = " – ".join(word for word in words if word)
    thing = source.name[:1].upper() + source.name[1:]
    verb = _("ended") if ended else _("added") if began else _("removed") if row.kind == "-" else _("changed")
    heading = _("%(thing)s %(verb)s") % {"thing": thing, "verb": verb}
    return f"{heading}: {subject}" if subject else heading


def _changes(case: Case, source: Source, was: dict[str, Any], now: dict[str, Any]) -> list[Change]:
    found = []
    for shown in source.fields:
        if raw(source, shown, was) != raw(source, shown, now) and may_tell(case, shown, was, now):
            change = _change(case, source, shown, was, now)
            if change is not None:
                found.append(_on_screen_only(case, shown, change))
    return found


def _on_screen_only(case: Case, shown: Shown, change: Change) -> Change:
    """A protected address is shown to whom it may be shown, and printed for nobody (domain.md § 7)."""
    return dataclasses.replace(change, off_paper=True) if shown.is_address and case.citizen.protected else change


def _change(case: Case, source: Source, shown: Shown, was: dict[str, Any], now: dict[str, Any]) -> Change | None:
    label = label_of(source, shown)
    if hides(case, shown):
        return Change(_("%(label)s changed") % {"label": label})
    before, after = display(case, source, shown, was), display(case, source, shown, now)
    if before == after:
        # Another person behind words that hide both, or an empty text in another spelling: nothing to read.
        return Change(_("%(label)s changed") % {"label": label}) if shown.shape == Shape.RESPONSIBLE else None
    if max(len(before), len(after)) > LONG or "\n" in before + after:
        return Change(_("%(label)s changed") % {"label": label}, before or "–", after or "–")
    words = {"label": label, "before": before, "after": after}
    if not before:
        return Change(_("%(label)s set to %(after)s") % words)
    if not after:
        return Change(_("%(label)s removed, it was %(before)s") % words)
    return Change(_("%(label)s changed from %(before)s to %(after)s") % words)
