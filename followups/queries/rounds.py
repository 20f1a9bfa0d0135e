"""Where a round is on a day. Nothing of it is stored: it follows from dates and from what somebody did."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from followups.enums import RoundState
from followups.models import FollowUp, Pause


def state_of(row: FollowUp, day: date, pauses: Iterable[Pause] = (), *, stopped_on: date | None = None) -> RoundState:
    """The state of a round on `day` (domain.md § 6). `pauses` and `stopped_on` (the day it ended) are its course's."""
    if row.not_relevant:
        return RoundState.NOT_RELEVANT
    if row.ended_on is not None:
        return RoundState.DONE if row.ended_on <= row.window_ends_on else RoundState.LATE
    if stopped_on is not None and row.closes_on > stopped_on:
        return RoundState.STOPPED
    if day < row.opens_on:
        return RoundState.TO_COME
    if any(pause.starts_on <= row.due_on and (pause.ends_on is None or row.due_on < pause.ends_on) for pause in pauses):
        return RoundState.PAUSED
    if day >= row.closes_on:
        return RoundState.MISSED
    return RoundState.OPEN if day <= row.window_ends_on else RoundState.OVERDUE
