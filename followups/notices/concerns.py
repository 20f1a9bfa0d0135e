"""Something in an answer to talk about: told to who coordinates, without a word of the answer."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from citizens.queries.told import coordinators_of
from core.dates import danish_date
from core.outbox import Kind, Told
from followups.queries.concerns import open_concerns
from followups.queries.live import live

NAME = "concern"
Key = tuple[uuid.UUID, str]


def judge(keys: Collection[Key], now: datetime) -> Mapping[Key, Told]:
    """Who coordinates now; nobody once it was talked about, corrected away, or the follow-ups have stopped.
    Two queries."""
    day = danish_date(now)
    rows: Any = open_concerns().filter(live(day, "answer__follow_up__citizen__"), pk__in={about for about, _on in keys})
    found = {row.pk: row for row in rows.select_related("answer__follow_up__citizen").order_by("id")}
    coordinators = coordinators_of({row.answer.follow_up.citizen_id for row in found.values()}, day)
    # Raised again before the first was sent: it is said once.
    last = dict(sorted(keys, key=lambda key: _revision(key[1])))
    told = {}
    for about, occasion in keys:
        row = found.get(about)
        if row is None or occasion != last[about]:
            continue
        citizen = row.answer.follow_up.citizen
        path = reverse("followups:rounds", args=[citizen.pk])
        line = _("There is something in the latest follow-up to talk about.")
        told[about, occasion] = Told(coordinators.get(citizen.pk, ()), line, path, str(citizen.case_number))
    return told


def _revision(occasion: str) -> int:
    return int(occasion.rpartition("-")[2])


CONCERN = Kind(NAME, _("Something to talk about after a follow-up"), judge=judge)
