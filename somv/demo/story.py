"""What a track of the other citizens can hold: one story is a goal with what is done about it."""

from __future__ import annotations

from typing import NamedTuple


class Deed(NamedTuple):
    area: str
    text: str
    who: str  # a key of crowd_voices.STAFF, "coordinator", "citizen" or "relative"
    basis: str = ""


class Story(NamedTuple):
    goal: str
    subgoal: str
    status: str
    challenge: str
    area: str
    start: str
    now: str
    deeds: tuple[Deed, ...]
    comments: tuple[str, ...]
    keep: bool = False  # a goal to maintain, not to change
