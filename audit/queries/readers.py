"""The few questions that a page of a citizen asks of the log, each through a function of the database."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import connection


@dataclass(frozen=True)
class Reader:
    user_name: str
    organisation: str
    role: str
    times: int
    last: datetime


def readers_of(citizen_id: uuid.UUID, *, days: int = 30) -> list[Reader]:
    """Who was given a look at this citizen's pages in the last `days` days, latest first."""
    with connection.cursor() as cursor:
        cursor.execute("select * from audit_readers_of(%s, %s)", [citizen_id, days])
        return [Reader(*row) for row in cursor.fetchall()]
