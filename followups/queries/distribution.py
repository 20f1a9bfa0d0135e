"""What was answered in a programme, round by round, so that nobody can be recognised in it.

Fewer than five are not shown (domain.md § 10). What is hidden must not be worked out either, so more is hidden where a
row and its total would give it away. Proxies are counted apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from citizens.models import Programme
from followups.enums import AnsweredBy, Grasp, Health, Question
from followups.models import FollowUpAnswer, FollowUpSettings
from followups.models.answer import WHO5_ITEMS
from followups.queries.figures import rounds_of_year
from followups.queries.series import LOW, MIDDLE

FEW = 5


@dataclass(frozen=True)
class Line:
    """One round of one question: a count per answer, None where it is hidden. `n` is None when the sum would tell."""

    number: int
    cells: tuple[int | None, ...]
    n: int | None
    proxies: int | None

    @property
    def pairs(self) -> list[tuple[int | None, int | None]]:
        """Each count with its whole per cent of n."""
        n = self.n or 0
        return [(cell, round(100 * cell / n) if cell is not None and n else None) for cell in self.cells]


# Units of the viewBox of the bars, and the shades an answer is drawn in: far enough apart for a black and white print.
LEFT, WIDE, STEP = 34, 322, 26
SHADES = ("#003a41", "#3d7f88", "#8fb9bf", "#c9dde0", "#f2f7f8", "#ffffff")


@dataclass(frozen=True)
class Distribution:
    question: Question
    label: Any
    heads: tuple[Any, ...]
    lines: tuple[Line, ...]

    @property
    def stacks(self) -> list[tuple[int, str, list[tuple[float, float, str]]]]:
        """(y, round, pieces) for each round that is shown whole; a piece is x, width and shade."""
        whole = [line for line in self.lines if line.n and None not in line.cells]
        return [(index * STEP, str(line.number), _pieces(line)) for index, line in enumerate(whole)]

    @property
    def stacks_height(self) -> int:
        return len(self.stacks) * STEP

    @property
    def key(self) -> list[tuple[str, Any]]:
        return list(zip(SHADES, self.heads, strict=False))


def _pieces(line: Line) -> list[tuple[float, float, str]]:
    x, found = float(LEFT), []
    for cell, shade in zip(line.cells, SHADES, strict=False):
        width = round(WIDE * (cell or 0) / (line.n or 1), 1)
        if width:
            found.append((round(x, 1), width, shade))
        x += width
    return found


def hide_few(counts: Sequence[int]) -> tuple[tuple[int | None, ...], int | None]:
    """The counts as they may be shown, and their sum, or None where the sum may not be shown either.

    Whoever knows the rule and everything that is shown cannot work out a cell that holds 1 to 4: every count under
    five is hidden, zeros too; when only one is hidden, or the sum leaves only fours, the next cell is hidden with it –
    the next in place, not in size, for its size would tell. When there is no other, the sum is hidden.
    """
    if sum(counts) < FEW:
        return tuple(None for _count in counts), None
    hidden = [index for index, count in enumerate(counts) if count < FEW]
    told = sum(counts[index] for index in hidden)
    if not told:
        return tuple(counts), sum(counts)  # only zeros: nobody is behind them
    if len(hidden) == 1 or told == (FEW - 1) * len(hidden):
        others = [index for index in _onward(hidden[-1], len(counts)) if index not in hidden]
        if not others:
            return tuple(None for _count in counts), None
        hidden.append(others[0])
    return tuple(None if index in hidden else count for index, count in enumerate(counts)), sum(counts)


def _onward(index: int, size: int) -> list[int]:
    return [(index + step) % size for step in range(1, size)]


def few_hidden(count: int) -> int | None:
    """A count that stands for itself: None from one to four."""
    return None if 0 < count < FEW else count


def distributions(user: Any, programme: Programme, year: int, settings: FollowUpSettings) -> list[Distribution]:
    """How the questions were answered in the rounds that were due in `year`, proxies apart. One query a question."""
    answers = FollowUpAnswer.objects.filter(follow_up__in=rounds_of_year(user, programme, year).values("pk"))
    proxies = _proxies(answers)
    asked = [
        (Question.HEALTH, _("Self-rated health"), _health()),
        (Question.SATISFACTION, _("Satisfaction with life"), _satisfaction(settings.satisfied_from)),
        (Question.KNOWS, _("Knows where to turn"), _grasp("knows", Question.KNOWS)),
    ]
    if settings.who5:
        asked.append((Question.WHO5, _("WHO-5"), _who5()))
    if settings.together:
        asked.append((Question.TOGETHER, _("Those who help work together"), _grasp("together", Question.TOGETHER)))
    own = answers.filter(answered_by=AnsweredBy.CITIZEN)
    return [_distribution(question, label, own, groups, proxies) for question, label, groups in asked]


Groups = Sequence[tuple[Any, Q]]


def _distribution(
    question: Question, label: Any, own: QuerySet[FollowUpAnswer], groups: Groups, proxies: Mapping[int, int]
) -> Distribution:
    which = Case(
        *(When(rule, then=Value(index)) for index, (_head, rule) in enumerate(groups)), output_field=IntegerField()
    )
    rows = own.annotate(score=_score()).annotate(which=which, number=F("follow_up__number")).filter(which__isnull=False)
    counts: dict[int, list[int]] = defaultdict(lambda: [0] * len(groups))
    for number, index, n in rows.order_by().values_list("number", "which").annotate(n=Count("pk")):
        counts[number][index] = n
    lines = tuple(
        Line(number, *hide_few(counts[number]), few_hidden(proxies.get(number, 0))) for number in sorted(counts)
    )
    return Distribution(question, label, tuple(head for head, _rule in groups), lines)


def _proxies(answers: QuerySet[FollowUpAnswer]) -> dict[int, int]:
    rows = answers.filter(answered_by=AnsweredBy.PROXY).order_by()
    return dict(rows.values_list("follow_up__number").annotate(n=Count("pk")))


def _declined(question: Question) -> tuple[Any, Q]:
    return _("Does not wish to answer"), Q(declined__contains=[question.value])


def _health() -> Groups:
    return [*((choice.label, Q(health=choice.value)) for choice in Health), _declined(Question.HEALTH)]


def _satisfaction(satisfied_from: int) -> Groups:
    """Satisfied is derived from a stated number on; the earlier yes/no stands apart and is never converted."""
    return [
        (_("Satisfied"), Q(satisfaction__gte=satisfied_from)),
        (_("Not satisfied"), Q(satisfaction__lt=satisfied_from)),
        (_("Yes (asked as yes/no)"), Q(satisfied_then=True)),
        (_("No (asked as yes/no)"), Q(satisfied_then=False)),
        _declined(Question.SATISFACTION),
    ]


def _grasp(field: str, question: Question) -> Groups:
    return [*((choice.label, Q(**{field: choice.value})) for choice in Grasp), _declined(question)]


def _who5() -> Groups:
    """The bands of WHO-5: 0-35, 36-50, above (domain.md § 6). A missing item gives no score."""
    return [
        ("0–35", Q(score__lte=LOW)),
        ("36–50", Q(score__gt=LOW, score__lte=MIDDLE)),
        ("51–100", Q(score__gt=MIDDLE)),
        _declined(Question.WHO5),
    ]


def _score() -> Any:
    """Sum × 4; NULL when an item is missing, for NULL is what a sum with a NULL is."""
    items = [F(f"who5__{index}") for index in range(WHO5_ITEMS)]
    return (items[0] + items[1] + items[2] + items[3] + items[4]) * 4
