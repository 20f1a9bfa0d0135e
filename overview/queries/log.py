"""The questions to the access log, each through a function of the database that checks who asks.

They answer with case numbers, parts, times and names of staff; never with anything a citizen's record holds.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.enums import Role
from accounts.models import User
from audit.enums import Criterion, Kind, Outcome
from citizens.access import PART_RULES
from citizens.enums import Part, Place
from core.dates import COPENHAGEN
from overview.enums import Because, Did, Pattern, Reason

PAGE_SIZE = 50
MOST_PEOPLE = 20
MOST_PATTERNS = 200
MOST_PRINTED = 2_000
_ROLES, _PARTS, _KINDS = dict(Role.choices), dict(Part.choices), dict(Kind.choices) | dict(Did.choices)
_OUTCOMES, _CRITERIA = dict(Outcome.choices), dict(Criterion.choices)
_COLUMNS = (
    "at", "id", "user_id", "user_name", "organisation", "role", "kind", "outcome", "parts", "basis", "criterion",
    "object_type", "citizens", "case_numbers",
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One event of the log, in words."""

    at: datetime
    id: uuid.UUID
    user_id: uuid.UUID | None
    user_name: str
    organisation: str
    role_key: str
    kind: str
    outcome: str
    part_keys: list[str]
    basis: str
    criterion: str
    object_type: str
    citizens: list[uuid.UUID]
    case_numbers: list[int]
    reason_key: str = ""

    @property
    def role(self) -> str:
        return str(_ROLES.get(self.role_key, self.role_key))

    @property
    def what(self) -> str:
        """Read, printed …; of a search also what it went by."""
        words = str(_KINDS.get(self.kind, self.kind))
        return f"{words} ({_CRITERIA[self.criterion]})" if self.criterion in _CRITERIA else words

    @property
    def parts(self) -> list[str]:
        if set(self.part_keys) >= set(PART_RULES):
            return [_("the whole case")]
        return [str(_PARTS.get(key, key)) for key in self.part_keys]

    @property
    def is_given(self) -> bool:
        return self.outcome == Outcome.GIVEN

    @property
    def outcome_word(self) -> str:
        return str(_OUTCOMES.get(self.outcome, self.outcome))

    @property
    def why(self) -> str:
        if self.kind in (Kind.LOGIN, Kind.LOGIN_FAILED, Kind.LOGIN_SHUT, Kind.LOGOUT):
            return ""
        return str(Because.of(self.basis, self.kind, self.role_key, self.object_type).label)

    @property
    def reason(self) -> str:
        return str(Reason(self.reason_key).label) if self.reason_key else ""

    @property
    def cases(self) -> list[tuple[uuid.UUID, int]]:
        return list(zip(self.citizens, self.case_numbers, strict=True))


@dataclass(frozen=True)
class Sign:
    """Something worth a look that proves nothing."""

    pattern: Pattern
    user_id: uuid.UUID
    user_name: str
    organisation: str
    at: datetime
    times: int
    citizen: uuid.UUID | None
    case_number: int | None


@dataclass(frozen=True)
class Could:
    """Somebody who could see the citizen on a day."""

    user_id: uuid.UUID
    user_name: str
    organisation: str
    place: str
    part_keys: list[str]
    because: Because
    late: bool

    @property
    def as_word(self) -> str:
        if self.because == Because.EMERGENCY:
            return _("Emergency access")
        return str(Place(self.place).label if self.place in Place.values else Role.LEAD.label)

    @property
    def parts(self) -> list[str]:
        return sorted(str(_PARTS.get(key, key)) for key in self.part_keys)


def _rows(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def _bounds(days: tuple[date, date]) -> tuple[datetime, datetime]:
    """From Danish midnight to Danish midnight after the last day."""
    first, last = days
    return datetime.combine(first, time(), COPENHAGEN), datetime.combine(last + timedelta(days=1), time(), COPENHAGEN)


def _paged(function: str, arguments: tuple[Any, ...], number: Any, more: str = "") -> Page[Line]:
    """The lines of one page. A page beyond the last one is the last one."""
    columns = ", ".join(("total", *_COLUMNS)) + more
    places = ", ".join(["%s"] * (len(arguments) + 2))
    wanted = int(number) if str(number or "").isdecimal() and 1 <= int(number) < 10**6 else 1
    sql = f"select {columns} from {function}({places})"  # noqa: S608  (names of ours only)
    rows = _rows(sql, *arguments, PAGE_SIZE, (wanted - 1) * PAGE_SIZE)
    if not rows and wanted > 1:
        return _paged(function, arguments, 1, more)
    page: Page[Any] = Paginator(range(rows[0][0] if rows else 0), PAGE_SIZE).get_page(wanted)
    page.object_list = [Line(*row[1:]) for row in rows]
    return page


def case_of_number(number: int) -> uuid.UUID | None:
    """The citizen of a case number."""
    return _rows("select log_case(%s)", number)[0][0]


def people(words: str) -> list[User]:
    """Members of staff by a part of the name or the whole user name, also those who have left."""
    rows: QuerySet[User] = User.objects.filter(Q(name__icontains=words) | Q(username__iexact=words))
    return list(rows.order_by("name", "id")[:MOST_PEOPLE])


def of_citizen(citizen: uuid.UUID, days: tuple[date, date], number: Any, *, given: bool = False) -> Page[Line]:
    """Who looked at a citizen, latest first; with `given` without what was refused."""
    return _paged("log_of_citizen", (citizen, *_bounds(days), given), number)


def all_of_citizen(citizen: uuid.UUID, days: tuple[date, date]) -> list[Line]:
    """The same on paper: what was given, latest first, at most MOST_PRINTED."""
    sql = f"select {', '.join(_COLUMNS)} from log_of_citizen(%s, %s, %s, true, %s, 0)"  # noqa: S608
    return [Line(*row) for row in _rows(sql, citizen, *_bounds(days), MOST_PRINTED)]


def of_user(user: uuid.UUID, days: tuple[date, date], number: Any) -> Page[Line]:
    """What a member of staff looked at, latest first."""
    return _paged("log_of_user", (user, *_bounds(days)), number)


def unrelated(days: tuple[date, date], number: Any) -> Page[Line]:
    """What was refused, opened by emergency access, or given without a place that day."""
    return _paged("log_unrelated", _bounds(days), number, ", reason")


def signs(days: tuple[date, date]) -> list[Sign]:
    """What is worth a look, latest first, at most MOST_PATTERNS."""
    values = (*_bounds(days), settings.AUDIT_MANY_IN_AN_HOUR, MOST_PATTERNS)
    found = _rows("select * from log_patterns(%s, %s, %s, %s)", *values)
    return [Sign(Pattern(reason), *rest) for reason, *rest in found]


def could_see(citizen: uuid.UUID, day: date) -> list[Could]:
    """Who could see a citizen on a day, by the dated places and consents as they stood then."""
    found = _rows("select * from log_could_see(%s, %s)", citizen, day)
    return [
        Could(user, name, organisation, place, parts, Because(why), late)
        for user, name, organisation, place, parts, why, late in found
    ]
