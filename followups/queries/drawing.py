"""The geometry of the curves: where on the paper a value stands. The words are the template's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from followups.queries.series import Mark, Series, Value

# Units of the viewBox. It is as wide as a phone's page, so that the letters keep their size there.
WIDTH, LEFT, RIGHT, TOP = 360, 96, 14, 22
STEP = 26  # between two words of a scale
TALL = 130  # of a scale in numbers
STRIP = 18  # for stays and for what was asked otherwise
TICK = 22  # at least, between two numbers under the axis


@dataclass(frozen=True)
class Dot:
    x: float
    y: float
    value: Value

    @property
    def said(self) -> str:
        return _("Round %(number)d, %(day)s: %(word)s") % {
            "number": self.value.number,
            "day": date_format(self.value.day, "DATE_FORMAT"),
            "word": self.value.word,
        }


@dataclass(frozen=True)
class Bar:
    x: float
    width: float
    mark: Mark


@dataclass(frozen=True)
class Curve:
    """One question, drawn. `lines` join neighbouring answers only: a gap stays a gap."""

    series: Series
    height: float
    bottom: float
    levels: tuple[tuple[float, Any], ...]
    ticks: tuple[tuple[float, int], ...]
    dots: tuple[Dot, ...]
    lines: tuple[str, ...]
    historic: tuple[Dot, ...]
    versions: tuple[tuple[float, str], ...]
    stays: tuple[Bar, ...]
    stays_y: float
    historic_y: float
    width: int = WIDTH
    left: int = LEFT
    top: int = TOP
    right: int = WIDTH - RIGHT

    @property
    def said(self) -> str:
        """What a reader who cannot see the drawing is told."""
        dots = sorted((*self.dots, *self.historic), key=lambda dot: dot.value.day)
        return ". ".join(dot.said for dot in dots) + "."


@dataclass(frozen=True)
class Axis:
    """Time from the first answer to the last; a single one stands in the middle."""

    first: date
    last: date

    def x(self, day: date) -> float:
        span = (self.last - self.first).days
        inner = WIDTH - LEFT - RIGHT - 16  # the first and the last dot keep clear of the edges
        share = (day - self.first).days / span if span else 0.5
        return round(LEFT + 8 + inner * min(1.0, max(0.0, share)), 1)


def draw(series: Series, axis: Axis, versions: Sequence[Mark], stays: Sequence[Mark]) -> Curve:
    """The curve of one question."""
    low, high = series.levels[0][0], series.levels[-1][0]
    tall = STEP * (len(series.levels) - 1) if high <= 5 else TALL
    bottom = TOP + tall

    def y(at: float) -> float:
        return round(bottom - tall * (at - low) / (high - low), 1)

    dots = tuple(Dot(axis.x(value.day), y(value.at), value) for value in series.values if value.at is not None)
    under = bottom + 14  # clear of the lowest word
    historic_y = under + STRIP / 2
    under += STRIP if series.historic else 0
    stays_y = under
    under += STRIP if stays else 0
    return Curve(
        series=series,
        height=under + 22,
        bottom=bottom,
        levels=tuple((y(at), word) for at, word in series.levels),
        ticks=_ticks(series.values, axis),
        dots=dots,
        lines=_lines(series.values, axis, y),
        historic=tuple(Dot(axis.x(value.day), historic_y, value) for value in series.historic),
        versions=_named([(axis.x(mark.day), mark.label) for mark in versions]),
        stays=tuple(_bar(mark, axis) for mark in stays),
        stays_y=stays_y,
        historic_y=historic_y,
    )


def _named(marks: Sequence[tuple[float, str]]) -> tuple[tuple[float, str], ...]:
    """Every line is drawn; its name only where it does not lie on the one before."""
    found: list[tuple[float, str]] = []
    last = float("-inf")
    for x, label in marks:
        fits = x - last >= TICK
        found.append((x, label if fits else ""))
        last = x if fits else last
    return tuple(found)


def _bar(mark: Mark, axis: Axis) -> Bar:
    begin, end = axis.x(mark.day), axis.x(mark.until or axis.last)
    return Bar(begin, max(3.0, round(end - begin, 1)), mark)


def _lines(values: Sequence[Value], axis: Axis, y: Any) -> tuple[str, ...]:
    """Polylines through neighbouring answers of the same kind: a gap, a proxy or a loose one ends the line."""
    lines: list[list[str]] = [[]]
    for value in values:
        if value.at is None or value.proxy or value.loose or value.after_gap:
            lines.append([])
        if not (value.at is None or value.proxy or value.loose):
            lines[-1].append(f"{axis.x(value.day)},{y(value.at)}")
    return tuple(" ".join(line) for line in lines if len(line) > 1)


def _ticks(values: Sequence[Value], axis: Axis) -> tuple[tuple[float, int], ...]:
    """Round numbers under the axis: the last always, and before it as many as can be read."""
    chosen: list[tuple[float, int]] = []
    for value in reversed(values):
        x = axis.x(value.day)
        if not chosen or chosen[-1][0] - x >= TICK:
            chosen.append((x, value.number))
    return tuple(reversed(chosen))
