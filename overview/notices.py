"""What people are told of by themselves about plans that nothing happens in: its rule is in `queries.quiet`."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from citizens.models import Citizen
from citizens.notices import under_way
from citizens.queries.told import coordinators_of
from core.dates import danish_date, midnight
from core.outbox import Due, Kind, Told
from core.outbox.notices import found_today
from overview.queries.quiet import last_day_allowed, quiet_on, quiet_since

NAME = "quiet-plan"
DAY = timedelta(days=1)
LOOKED_BACK = timedelta(days=30)  # what nobody was told of for a month has lost its point
Key = tuple[uuid.UUID, str]


def find(now: datetime) -> Iterator[Due]:
    """Plans that have been quiet for longer than allowed: once in each spell, which is known by its first day."""
    if found_today(NAME, now):
        return  # a plan falls quiet at Danish midnight; the rule reads every signpost, so it is asked once a day
    day = danish_date(now)
    rows = _quiet(day).filter(quiet_until__gte=day - LOOKED_BACK).order_by("pk")
    for about, since, until in rows.values_list("pk", "quiet_since", "quiet_until").iterator():
        yield Due(about, f"since-{since}", midnight(until + DAY))


def judge(keys: Collection[Key], now: datetime) -> Mapping[Key, Told]:
    """Who coordinates now; nobody once something has happened. Two queries."""
    day = danish_date(now)
    rows = _quiet(day).filter(under_way(day), pk__in={about for about, _occasion in keys}).order_by("pk")
    found: dict[uuid.UUID, tuple[Any, date]] = {
        row.pk: (row.case_number, row.quiet_since) for row in rows.only("case_number")
    }
    coordinators = coordinators_of(found, day)
    line = _("Nothing has been written in the plan for longer than the intensity of contact allows.")
    told = {}
    for about, occasion in keys:
        number, since = found.get(about, (None, None))
        if occasion == f"since-{since}":
            path = reverse("tracks:log", args=[about])
            told[about, occasion] = Told(coordinators.get(about, ()), line, path, str(number))
    return told


def _quiet(day: date) -> Any:
    rows = Citizen.objects.annotate(quiet_since=quiet_since(), quiet_until=last_day_allowed())
    return rows.filter(quiet_on(day))


QUIET_PLAN = Kind(NAME, _("Plan without activity"), judge=judge, find=find)
KINDS = (QUIET_PLAN,)
