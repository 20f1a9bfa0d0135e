"""Which consents end soon: one rule for the front page and for the reminder (domain.md § 4)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Max

from citizens.access import valid_cells

WARN = timedelta(days=30)  # before a consent ends


def ending_cells(day: date, **of: Any) -> Any:
    """Cells of organisations × parts that are open on `day` and end within 30 days, each with its citizen, `until`
    and the day the last consent to it was given.

    Consents add up: a cell that another consent keeps open for longer is not warned of. `of` narrows the citizens.
    """
    cells = valid_cells(day).filter(**of).order_by().values("consent__citizen_id", "organisation__name", "part")
    return cells.annotate(until=Max("consent__expires_on"), given=Max("consent__given_on")).filter(
        until__lte=day + WARN
    )
