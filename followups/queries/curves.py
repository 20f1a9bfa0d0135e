"""A citizen's answers over the rounds, gathered for one reader: the curves, and the table beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from citizens.access import Case
from citizens.enums import Part
from core.dates import today
from followups.enums import AnsweredBy
from followups.models import FollowUpAnswer
from followups.queries.drawing import Axis, Curve, draw
from followups.queries.series import Mark, Series, answers_of, series_of, settings_of, stays_of, versions_of


@dataclass(frozen=True)
class Row:
    """A line of the table beside the curves: one round, the words of every question."""

    number: int
    day: date
    cells: tuple[tuple[Any, Any], ...]  # (question, word)
    by: Any
    own: bool  # the citizen's own answer


@dataclass(frozen=True)
class Curves:
    """Everything the partial shows. `empty`: nothing has been answered yet."""

    curves: tuple[Curve, ...] = ()
    labels: tuple[Any, ...] = ()
    rows: tuple[Row, ...] = ()
    satisfied_from: int = 6
    satisfied: bool = False  # the latest answer, as the programme counts it
    versions: bool = False
    any_proxy: bool = False
    stays: tuple[Mark, ...] = ()

    @property
    def empty(self) -> bool:
        return not self.rows

    @property
    def any_loose(self) -> bool:
        return any(dot.value.loose for curve in self.curves for dot in curve.dots)


def curves_of(case: Case, *, day: date | None = None, plain: bool = False, paper: bool = False) -> Curves:
    """A citizen's answers over the rounds as curves and as a table; empty unless the case reads the part *answers*.

    `plain`: in the words of the citizen's own copy. On screen with what was answered in a record that was merged into
    this one (ADR 0016), on paper without. At most four queries, however many rounds. Plan versions and stays
    are drawn for those who may see them.
    """
    day = day or today()
    answers = answers_of(*([case.citizen.pk] if paper else case.records)) if case.reads(Part.ANSWERS) else []
    if not answers:
        return Curves()
    settings = settings_of(case.citizen.programme)
    series = [one for one in series_of(answers, settings, plain=plain) if one.is_told]
    first, last = answers[0].answered_on, answers[-1].answered_on
    versions = [mark for mark in versions_of(case) if first <= mark.day <= last]
    stays = [mark for mark in stays_of(case) if mark.day <= last and (mark.until or day) >= first]
    axis = Axis(first, last)
    drawn = tuple(draw(one, axis, versions, stays) for one in series if one.seen or one.historic)
    rows = tuple(
        Row(
            row.follow_up.number,
            row.answered_on,
            tuple((one.label, _word(one, index)) for one in series),
            _by(row, case),
            row.by_citizen,
        )
        for index, row in enumerate(answers)
    )
    return Curves(
        curves=drawn,
        labels=tuple(one.label for one in series),
        rows=rows,
        satisfied_from=settings.satisfied_from,
        satisfied=_is_satisfied(answers, settings.satisfied_from),
        versions=bool(versions),
        any_proxy=any(not row.by_citizen for row in answers),
        stays=tuple(stays),
    )


def _is_satisfied(answers: Sequence[FollowUpAnswer], satisfied_from: int) -> bool:
    known = [row.satisfaction for row in answers if row.satisfaction is not None]
    return bool(known) and known[-1] >= satisfied_from


def _by(row: FollowUpAnswer, case: Case) -> Any:
    """Who answered; who the proxy is, is told to coordinator and lead only."""
    return row.proxy if row.proxy and case.in_team else AnsweredBy(row.answered_by).label


def _word(series: Series, index: int) -> Any:
    """The word of the answer, or of the historic yes/no where the scale has none."""
    value = series.values[index]
    if value.at is None:
        for old in series.historic:
            if (old.day, old.number) == (value.day, value.number):
                return old.word
    return value.word
