"""What the citizens' answers give reason to talk about."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from core.addresses import address
from followups.queries.concerns import open_concerns
from overview.queries.home.citizens import Row


def talks_of_citizen() -> Any:
    """For a query of citizens: the days of the answers nobody has talked about yet. A column, no query more."""
    rows = open_concerns().filter(answer__follow_up__citizen=OuterRef("pk")).order_by("-answer__answered_on", "id")
    return ArraySubquery(rows.values("answer__answered_on"))


def concerns(citizens: list[Any]) -> list[Row]:
    """The answers nobody has talked about yet (`to_talk_about`), the latest first; of those who can still be followed
    up. No query."""
    found = []
    for citizen in citizens:
        url = address("followups:rounds", citizen.pk)
        found += [Row(citizen, "", url, day) for day in citizen.to_talk_about if not citizen.read_only]
    return sorted(found, key=lambda row: (row.day or date.max, row.citizen.sort_name), reverse=True)
