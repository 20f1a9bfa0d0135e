"""Family and friends, and stays."""

from __future__ import annotations

from datetime import date

from citizens.models import Citizen, Relative, Stay


def relatives_of(citizen: Citizen) -> list[Relative]:
    """Those who are there now, first written down first."""
    return list(Relative.objects.filter(citizen=citizen, ended_on__isnull=True).order_by("created_at", "id"))


def stays_of(citizen: Citizen) -> list[Stay]:
    """All stays, latest first; the mistaken ones stay readable."""
    return sorted(
        Stay.objects.filter(citizen=citizen).order_by("id"),
        key=lambda row: row.starts_on or date(row.year or 1, 12, 31),
        reverse=True,
    )
