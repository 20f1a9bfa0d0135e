"""Reading the history of many tables as one list, newest first: one query, however many tables and rows.

Each table gives at most one page of its newest visible rows with the row before each, so the cost grows with what is
shown and not with what has happened. Names behind foreign keys come with the row.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import JSONObject

from citizens.access import Case
from citizens.enums import TRACKS
from overview.queries.timeline.registry import SOURCES, Shape, Source
from plans.access import reads_plan

PAGE = 50
_RESPONSIBLE = (
    "responsible_kind", "responsible_member__name", "responsible_member__place",
    "responsible_member__organisation_id", "responsible_member__organisation__name", "responsible_function",
    "responsible_organisation_id", "responsible_organisation__name", "relative__name", "relative__relation",
)  # fmt: skip

_READ = (
    "source_place", "history_id", "history_date", "history_type", "history_change_reason", "history_user_id",
    "row_now", "row_was",
)  # fmt: skip


@dataclass(frozen=True)
class Cursor:
    """The last row of a page; the next page begins after it. Written into the address: a moment and two numbers."""

    at: datetime
    source: int
    number: int

    def __str__(self) -> str:
        return f"{self.at.isoformat()}~{self.source}~{self.number}"

    @classmethod
    def read(cls, text: str) -> Cursor | None:
        """The cursor meant by `text`; None for anything else, which shows the newest page."""
        try:
            at, source, number = text.split("~")
            moment = datetime.fromisoformat(at)
            if moment.tzinfo is None or not 0 <= int(number) < 2**31:
                return None
            return cls(moment, int(source), int(number))
        except (ValueError, OverflowError):
            return None


def columns(source: Source) -> list[str]:
    """What is read of each row of this source."""
    found = {shown.column for shown in source.fields}
    for shown in source.fields:
        if shown.shape == Shape.WORKPLACE:
            found.add(f"{shown.name}_id")
        if shown.shape == Shape.RESPONSIBLE:
            found.update(_RESPONSIBLE)
    needs = {source.track, source.tracks, source.ends, *source.subject} - {""}
    return sorted(found | {_column_of(source, name) for name in needs})


def _column_of(source: Source, name: str) -> str:
    return next((shown.column for shown in source.fields if shown.name == name), name)


def _needs(source: Source, case: Case) -> Q | None:
    """The rows of this source the reader may see; None when none at all."""
    readable = [str(track) for track in TRACKS if case.reads(track)]
    if source.track:
        return Q(**{f"{source.track}__in": readable}) if readable else None
    if source.tracks:
        return Q(**{f"{source.tracks}__contained_by": readable}) if readable else None
    opened = case.reads(source.part) if source.part else reads_plan(case)
    return Q() if opened else None


def _of_track(source: Source, track: str) -> Q | None:
    if source.track:
        return Q(**{source.track: track})
    if source.tracks:
        return Q(**{f"{source.tracks}__contains": [track]})
    if source.by_track:
        return Q(**{source.by_track: [track] if source.by_track.endswith("__contains") else track})
    return None


def _after(cursor: Cursor, place: int) -> Q:
    earlier = Q(history_date__lt=cursor.at)
    if place > cursor.source:
        return earlier | Q(history_date=cursor.at)
    if place == cursor.source:
        return earlier | Q(history_date=cursor.at, history_id__lt=cursor.number)
    return earlier


def _arm(source: Source, place: int, case: Case, rule: Q) -> QuerySet[Any]:
    table = source.model.history.model.objects
    data = JSONObject(**{name: F(name) for name in columns(source)})
    before = table.filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id")).order_by("-history_id")
    rows = table.filter(rule, **{f"{source.citizen}__in": case.records}).annotate(
        source_place=Value(place, IntegerField()), row_now=data, row_was=Subquery(before.values(data=data)[:1])
    )
    return rows.order_by("-history_date", "-history_id").values_list(*_READ)[: PAGE + 1]


@dataclass(frozen=True)
class HistoryRow:
    """One saved change: the record as it became (`now`) and as it was (`was`, None at the beginning)."""

    source: Source
    cursor: Cursor
    kind: str  # + made, ~ changed, - deleted
    reason: str
    user_id: Any
    now: dict[str, Any]
    was: dict[str, Any] | None


def topics_of(case: Case) -> list[Any]:
    """The topics this reader can narrow to."""
    return list(dict.fromkeys(source.topic for source in SOURCES if _needs(source, case) is not None))


def history_rows(case: Case, *, track: str = "", topic: str = "", after: Cursor | None = None) -> list[HistoryRow]:
    """At most PAGE + 1 changes this reader may see, newest first. One query, none when nothing is open."""
    arms = []
    for place, source in enumerate(SOURCES):
        rule = _needs(source, case)
        narrowed = _of_track(source, track) if track else Q()
        if rule is None or narrowed is None or (topic and source.topic != topic):
            continue
        arms.append(_arm(source, place, case, rule & narrowed & (_after(after, place) if after else Q())))
    if not arms:
        return []
    both = arms[0].union(*arms[1:], all=True) if len(arms) > 1 else arms[0]
    if len(arms) > 1:
        both = both.order_by("-history_date", "source_place", "-history_id")[: PAGE + 1]
    return [
        HistoryRow(SOURCES[place], Cursor(at, place, number), kind, reason or "", user_id, now, was)
        for place, number, at, kind, reason, user_id, now, was in both
    ]
