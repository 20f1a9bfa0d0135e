"""Time and change, as the access rules meet them."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from core.attribution import SYSTEM, attributed_to
from core.dates import COPENHAGEN, today


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """``clock(moment)`` stops every clock of the product at an aware moment."""

    def stop(moment: datetime) -> None:
        assert moment.tzinfo is not None
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return stop


@pytest.fixture
def days_on(clock: Callable[[datetime], None]) -> Callable[..., None]:
    """``days_on(31)``: it is noon in Denmark, 31 days from now."""
    start = today()

    def move(days: int, hour: int = 12) -> None:
        clock(datetime.combine(start + timedelta(days=days), datetime.min.time(), COPENHAGEN) + timedelta(hours=hour))

    return move


def change(row: Any, **fields: Any) -> Any:
    """Save a row as it is now, past every action: the access rules must hold whoever changed it."""
    for name, value in fields.items():
        setattr(row, name, value)
    with attributed_to(SYSTEM):
        row.save()
    return row


def afresh(user: Any) -> Any:
    """The person as the next request reads them: with today's affiliation."""
    return type(user).objects.get(pk=user.pk)
