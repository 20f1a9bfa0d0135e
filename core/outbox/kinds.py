"""What a kind of notice has to answer. Each kind is one value of this, listed in `somv/wiring.py`."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Due:
    """Something that is due: about which object, on which occasion, since when. It becomes one notice, ever.

    `occasion` (40 characters at most) is what makes two notices of one object two: "before", or a day.
    """

    about: uuid.UUID
    occasion: str
    at: datetime


@dataclass(frozen=True)
class Told:
    """Who is to be told of an object now, and what.

    `recipients` empty: it concerns, but there is nobody to tell – it is tried again next day, and the administrator
    sees it. What concerns no one any more is left out of the judge's answer.
    `line` is a lazy text without any person's data, written in the recipient's language; `reference` the case
    reference, under which a mail gathers the lines of one citizen. `path` leads to where it is mended, behind log-in.
    """

    recipients: tuple[uuid.UUID, ...]
    line: Any = ""
    path: str = ""
    reference: str = ""


@dataclass(frozen=True)
class Kind:
    """A kind of notice.

    `find(now)` says what is due now, from the database, each time the sweep runs; kinds that are only written by
    actions (`core.outbox.notices.tell`) have none. `judge(pairs, now)` says who is to be told of these (object,
    occasion) *now* – after a hand-over, a leave, an answer – for all of them in a constant number of queries; what is
    missing in its answer no longer concerns anyone. `at_once`: a mail of its own, not the day's digest.
    `name` is 40 characters at most.
    """

    name: str
    label: Any
    judge: Callable[[Collection[tuple[uuid.UUID, str]], datetime], Mapping[tuple[uuid.UUID, str], Told]]
    find: Callable[[datetime], Iterable[Due]] | None = None
    at_once: bool = False


@dataclass(frozen=True)
class Addressee:
    """Somebody who can be told today: where mail reaches them (empty: nowhere) and in which language."""

    email: str
    language: str


Kinds = Mapping[str, Kind]
# Ids → those of them who can be told today: active, with a place to work. One query.
People = Callable[[Collection[uuid.UUID]], Mapping[uuid.UUID, Addressee]]
