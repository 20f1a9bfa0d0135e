"""The reminders of a round: to the coordinator before, on and after the day it is due; then to the project lead."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import CharField, Exists, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citizens.queries.told import coordinators_of, leads_of
from core.dates import danish_date, midnight
from core.models import Notice
from core.outbox import Due, Kind, Told
from core.outbox.notices import found_today
from core.workdays import days_answered_for, workday
from followups.models import FollowUp, Snooze
from followups.queries.live import waiting

NAME = "follow-up"
Key = tuple[uuid.UUID, str]


@dataclass(frozen=True)
class Occasion:
    """When a round is reminded of, in days from its due date (moved to the next working day), and who is told."""

    name: str
    days: int
    to_lead: bool = False
    until: int | None = None  # days from the due date on which it has lost its point: the next one says it


OCCASIONS = (
    Occasion("before", -14, until=0),
    Occasion("due", 0, until=7),
    Occasion("after", 7),
    Occasion("lead", 14, to_lead=True),
)
SNOOZED = "snoozed"
_BY_NAME = {occasion.name: occasion for occasion in OCCASIONS}


LOOKED_BACK = timedelta(days=30)  # a reminder that nobody sent for a month has lost its point


def find(now: datetime, since: datetime | None = None) -> Iterator[Due]:
    """Rounds without an answer whose reminder has fallen due, each with the due date in its occasion: a round that is
    planned anew is reminded of anew. Index scans of the days asked for, however many rounds there are: a month back
    once a day and after a fault, else what falls due today (bench/followups.py)."""
    since = since or (now if found_today(NAME, now) else now - LOOKED_BACK)
    day = danish_date(now)
    first, last = days_answered_for(danish_date(since), day)
    for occasion in OCCASIONS:
        offset = timedelta(days=occasion.days)
        earliest = max(first - offset, _lasts_from(occasion, day))
        rows = FollowUp.objects.filter(
            ended_on__isnull=True, closes_on__gt=day, due_on__range=(earliest, last - offset)
        )
        yield from _new(rows, occasion.name, offset)
    put_off = Snooze.objects.filter(until__range=(first, last), follow_up__ended_on__isnull=True)
    for about, until in put_off.order_by("until", "id").values_list("follow_up_id", "until"):
        yield Due(about, f"{SNOOZED}-{until}", midnight(until))


def _lasts_from(occasion: Occasion, day: date) -> date:
    """The first due date of which the occasion has not lost its point on `day`."""
    return date.min if occasion.until is None else day - timedelta(days=occasion.until - 1)


def _new(rows: Any, name: str, offset: timedelta) -> Iterator[Due]:
    """Those of `rows` that are not a notice already: asked every minute, the answer is mostly empty."""
    key = Concat(
        Value(f"{NAME}:"), Cast("pk", CharField()), Value(f":{name}-"), Cast("due_on", CharField()),
        output_field=CharField(),
    )  # fmt: skip
    known = Notice.objects.filter(key=OuterRef("key"))
    fresh = rows.annotate(key=key).filter(~Exists(known)).order_by("due_on", "id")
    when: dict[date, tuple[str, datetime]] = {}  # a day has thousands of rounds
    for about, due_on in fresh.values_list("pk", "due_on"):
        if due_on not in when:
            when[due_on] = f"{name}-{due_on}", midnight(workday(due_on + offset))
        yield Due(about, *when[due_on])


def judge(keys: Collection[Key], now: datetime) -> Mapping[Key, Told]:
    """Who is told now: nobody of a round that was answered, moved, paused, put off or stopped. Three queries."""
    day = danish_date(now)
    wanted = {about for about, _occasion in keys}
    last_snooze = Snooze.objects.filter(follow_up=OuterRef("pk")).order_by("-created_at", "-id").values("until")[:1]
    rows = waiting(day, FollowUp.objects.filter(pk__in=wanted)).select_related("citizen")
    rows = rows.defer("citizen__cpr", "citizen__address", "citizen__phone")  # unsealing them would cost most
    rounds = {row.pk: row for row in rows.annotate(put_off_until=Subquery(last_snooze)).order_by("id")}
    coordinators = coordinators_of({row.citizen_id for row in rounds.values()}, day)
    leads = leads_of({row.programme_id for row in rounds.values()}, day)
    told = {}
    for about, occasion in keys:
        row = rounds.get(about)
        if row is None or not _stands(row, occasion, day):
            continue
        to_lead = occasion.startswith("lead-")
        people = leads.get(row.programme_id, ()) if to_lead else coordinators.get(row.citizen_id, ())
        path = reverse("followups:rounds", args=[row.citizen_id])
        told[about, occasion] = Told(people, _line(row.due_on, day), path, str(row.citizen.case_number))
    return told


def _stands(row: Any, occasion: str, day: date) -> bool:
    name, _dash, on = occasion.partition("-")
    if name == SNOOZED:
        return str(row.put_off_until) == on
    known = _BY_NAME[name]
    passed = known.until is not None and day >= row.due_on + timedelta(days=known.until)
    put_off = row.put_off_until is not None and row.put_off_until > day and not known.to_lead
    return str(row.due_on) == on and not passed and not put_off


def _said(due_on: date, day: date) -> str:
    told = {"day": date_format(due_on, "DATE_FORMAT")}
    if due_on >= day:
        return _("The three-monthly follow-up is due on %(day)s.") % told
    return _("The three-monthly follow-up was due on %(day)s.") % told


_line = lazy(_said, str)  # once: each call of `lazy` makes a class


FOLLOW_UP = Kind(NAME, gettext_lazy("Three-monthly follow-up"), judge=judge, find=find)
