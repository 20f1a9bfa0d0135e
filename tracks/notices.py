"""What people are told of by themselves about interventions. `somv/wiring.py` puts the kinds together."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citizens.notices import under_way
from citizens.queries.told import coordinators_of
from core.dates import danish_date, midnight
from core.outbox import Due, Kind, Told
from tracks.models import Intervention

NAME = "deadline"
DAY = timedelta(days=1)
LOOKED_BACK = timedelta(days=30)  # what nobody was told of for a month has lost its point
_SEALED = tuple(f"track__plan__citizen__{name}" for name in ("cpr", "address", "phone"))  # unsealing costs
Key = tuple[uuid.UUID, str]


def find(now: datetime) -> Iterator[Due]:
    """Open interventions whose deadline has passed: once for each deadline. Found by the index of open deadlines."""
    day = danish_date(now)
    rows = _open().filter(deadline__range=(day - LOOKED_BACK, day - DAY)).order_by("deadline", "id")
    found: Any = rows.values_list("pk", "deadline")
    for about, deadline in found.iterator():
        yield Due(about, f"passed-{deadline}", midnight(deadline + DAY))


def judge(keys: Collection[Key], now: datetime) -> Mapping[Key, Told]:
    """Who coordinates now; nobody when it has ended or was given another deadline. Two queries."""
    day = danish_date(now)
    rows: Any = _open().filter(under_way(day, "track__plan__citizen__"), pk__in={about for about, _occasion in keys})
    rows = rows.select_related("track__plan__citizen").defer(*_SEALED)
    found = {row.pk: row for row in rows.order_by("id")}
    coordinators = coordinators_of({row.track.plan.citizen_id for row in found.values()}, day)
    told = {}
    for about, occasion in keys:
        row = found.get(about)
        if row is None or occasion != f"passed-{row.deadline}" or not row.overdue_on(day):
            continue
        citizen = row.track.plan.citizen
        path = reverse("tracks:intervention_edit", args=[about])
        told[about, occasion] = Told(
            coordinators.get(citizen.pk, ()), _line(row.deadline), path, str(citizen.case_number)
        )
    return told


def _open() -> QuerySet[Intervention]:
    return Intervention.objects.filter(ended_on__isnull=True)


def _said(deadline: date) -> str:
    day = date_format(deadline, "DATE_FORMAT")
    return _("The deadline of an intervention has passed: it was %(day)s.") % {"day": day}


_line = lazy(_said, str)  # once: each call of `lazy` makes a class


DEADLINE = Kind(NAME, gettext_lazy("Intervention past its deadline"), judge=judge, find=find)
KINDS = (DEADLINE,)
