"""What a coordinator has taken over from another since they were here last, with the note it came with."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery

from accounts.models import valid_on
from citizens.enums import Place
from citizens.models import CareTeamMember
from core.dates import today

LATELY = timedelta(days=14)  # as long as what others have written is new


@dataclass(frozen=True)
class Takeover:
    """One hand-over: from whom, on which day, with what note, and the citizens it was about."""

    giver: str
    note: str
    day: date
    citizens: list[Any]


def with_takeovers(rows: QuerySet[Any], user: Any) -> QuerySet[Any]:
    """Citizens with what `taken_over` tells: their coordinator's place of `user` that began the last 14 days where
    another's ended. Asked with the citizens, because a day is ten queries."""
    others = CareTeamMember.objects.filter(
        citizen=OuterRef("citizen"), place=Place.COORDINATOR, ends_on=OuterRef("starts_on")
    ).exclude(user=user)
    before = others.exclude(starts_on=F("ends_on")).order_by("-starts_on", "id")
    mine = (
        CareTeamMember.objects.filter(
            valid_on(today()),
            user=user,
            place=Place.COORDINATOR,
            citizen=OuterRef("pk"),
            starts_on__gt=today() - LATELY,
        )
        .annotate(giver=Subquery(before.values("name")[:1]), note=Subquery(before.values("end_reason")[:1]))
        .filter(giver__isnull=False)
        .order_by("-starts_on", "id")
    )
    told = {"taken_on": "starts_on", "taken_from": "giver", "taken_note": "note"}
    return rows.annotate(**{name: Subquery(mine.values(of)[:1]) for name, of in told.items()})


def taken_over(citizens: list[Any]) -> list[Takeover]:
    """What was taken over lately, latest first. No query."""
    groups: dict[tuple[date, str, str], list[Any]] = defaultdict(list)
    for row in citizens:
        if row.taken_on:
            groups[row.taken_on, row.taken_from, row.taken_note].append(row)
    found = [
        Takeover(giver, note, day, sorted(whom, key=lambda row: row.sort_name))
        for (day, giver, note), whom in groups.items()
    ]
    return sorted(found, key=lambda row: (row.day, row.giver, row.note), reverse=True)
