"""What the demo writes, with who did it, when and why: collected first, then entered in the order it happened.

New rows go through the one door for imports, hundreds at a time; changes are saved one by one, so that the timeline
shows them as changes.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any, NamedTuple

from core.attribution import SYSTEM, attributed_to
from core.models import Record


class _Change(NamedTuple):
    at: datetime
    number: int  # keeps the order of changes of the same minute
    row: Record
    by: Any
    reason: str
    values: dict[str, Any]


class Ledger:
    def __init__(self) -> None:
        self._new: dict[tuple[type[Record], Any, str], list[Record]] = defaultdict(list)
        self._changes: list[_Change] = []
        self._number = 0

    def add(self, row: Any, *, at: datetime, by: Any = SYSTEM, reason: str = "") -> Any:
        """Enter a new row as of `at`. It is in the database after `write`."""
        row._history_date = at
        self._new[(type(row), by, reason)].append(row)
        return row

    def change(self, row: Any, *, at: datetime, by: Any, reason: str = "", **values: Any) -> None:
        """Change a row that was added, as of `at`."""
        self._number += 1
        self._changes.append(_Change(at, self._number, row, by, reason, values))

    def write(self) -> None:
        """Store all that was entered. Call it within a transaction: foreign keys are checked at its end."""
        for (model, by, reason), rows in self._new.items():
            with attributed_to(by, reason=reason):
                if model.save is not Record.save:  # it derives columns on saving
                    for row in rows:
                        row.save()
                else:
                    model.objects.import_rows(rows)
        for change in sorted(self._changes, key=lambda change: change[:2]):
            for name, value in change.values.items():
                setattr(change.row, name, value)
            change.row._history_date = change.at  # type: ignore[attr-defined]
            with attributed_to(change.by, reason=change.reason):
                change.row.save()
        self._new.clear()
        self._changes.clear()
