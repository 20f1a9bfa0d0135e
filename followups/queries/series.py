"""What was answered over the rounds, question by question: the facts behind the curves and the table beside them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from citizens.access import Case
from citizens.enums import Part
from citizens.models import Stay
from followups.enums import Grasp, Health, Question
from followups.models import FollowUp, FollowUpAnswer, FollowUpSettings
from plans.models import PlanVersion

DECLINED = _("does not wish to answer")
NOT_ASKED = "–"
# Bands of WHO-5 (domain.md § 6): 0-35, 36-50, above.
LOW, MIDDLE = 35, 50


@dataclass(frozen=True)
class Value:
    """One answer to one question. `at` is its height on the question's scale; None is a gap, never zero."""

    day: date
    number: int
    at: float | None
    word: Any
    proxy: bool = False
    loose: bool = False  # stands for itself, and is not joined with its neighbours
    after_gap: bool = False  # a round that was asked for and not answered lies before it


@dataclass(frozen=True)
class Series:
    """The answers to one question, oldest first. `levels`: height → word, lowest first."""

    question: Question
    label: Any
    levels: tuple[tuple[float, Any], ...]
    values: tuple[Value, ...]
    historic: tuple[Value, ...] = ()  # yes/no as it was asked earlier: never on the scale

    @property
    def seen(self) -> list[Value]:
        """Those that can be drawn on the scale."""
        return [value for value in self.values if value.at is not None]

    @property
    def is_told(self) -> bool:
        """Somebody has answered it, or did not wish to; else there is nothing to say of it."""
        return bool(self.historic) or any(value.word is not NOT_ASKED for value in self.values)


def answers_of(*records: UUID) -> list[FollowUpAnswer]:
    """Everything that was answered in these records of one citizen, oldest first. One query. The caller's door has
    judged the part *answers*."""
    rows = FollowUpAnswer.objects.filter(follow_up__citizen__in=records).select_related("follow_up__course")
    return list(rows.order_by("answered_on", "follow_up__number", "id"))


def settings_of(programme: Any) -> FollowUpSettings:
    """What the programme asks; the three fixed questions when nothing is set. One query."""
    return FollowUpSettings.objects.filter(programme=programme).first() or FollowUpSettings(programme=programme)


# What is drawn is called one thing among professionals, another in the citizen's own copy.
LABELS: dict[Question, Any] = {
    Question.HEALTH: _("Self-rated health"),
    Question.SATISFACTION: _("Satisfaction with life"),
    Question.KNOWS: _("Knows where to turn"),
    Question.WHO5: _("WHO-5"),
    Question.TOGETHER: _("Those who help work together"),
}
PLAIN_LABELS: dict[Question, Any] = {
    Question.HEALTH: _("Your health, as you see it yourself"),
    Question.SATISFACTION: _("How satisfied you are with your life, from 0 to 10"),
    Question.KNOWS: _("Whether you know where to turn with questions"),
    Question.WHO5: _("How you have been in the last two weeks, from 0 to 100"),
    Question.TOGETHER: _("Whether those who help you work together"),
}


def series_of(answers: Sequence[FollowUpAnswer], settings: FollowUpSettings, *, plain: bool = False) -> list[Series]:
    """One series for each question that is asked or was ever answered, in the form's order. No query."""
    labels = PLAIN_LABELS if plain else LABELS
    found = [
        Series(Question.HEALTH, labels[Question.HEALTH], _words(Health.choices), _values(answers, _health)),
        Series(
            Question.SATISFACTION,
            labels[Question.SATISFACTION],
            tuple((float(n), str(n)) for n in (0, 2, 4, 6, 8, 10)),
            _values(answers, _satisfaction),
            historic=tuple(_historic(row) for row in answers if row.satisfied_then is not None),
        ),
        Series(Question.KNOWS, labels[Question.KNOWS], GRASPED, _values(answers, _grasp("knows", Question.KNOWS))),
    ]
    who5 = Series(
        Question.WHO5,
        labels[Question.WHO5],
        ((0, "0"), (LOW, "35"), (MIDDLE, "50"), (100, "100")),
        _values(answers, _who5),
    )
    together = Series(
        Question.TOGETHER,
        labels[Question.TOGETHER],
        GRASPED,
        _values(answers, _grasp("together", Question.TOGETHER)),
    )
    found += [who5] if settings.who5 or who5.seen else []
    found += [together] if settings.together or together.seen else []
    return found


_HEIGHT = {Grasp.UNKNOWN: 0.0, Grasp.NO: 1.0, Grasp.PARTLY: 2.0, Grasp.YES: 3.0}
GRASPED = tuple((height, answer.label) for answer, height in _HEIGHT.items())


def _words(choices: Sequence[tuple[Any, Any]]) -> tuple[tuple[float, Any], ...]:
    return tuple((float(value), label) for value, label in choices)


Read = Callable[[FollowUpAnswer], tuple[float | None, Any, bool]]


def _values(answers: Sequence[FollowUpAnswer], read: Read) -> tuple[Value, ...]:
    found = []
    for index, row in enumerate(answers):
        at, word, loose = read(row)
        gap = index > 0 and _skips(answers[index - 1].follow_up.number, row.follow_up)
        found.append(Value(row.answered_on, row.follow_up.number, at, word, not row.by_citizen, loose, gap))
    return tuple(found)


def _skips(number: int, follow_up: FollowUp) -> bool:
    """Whether a round between these two was left unanswered. Those before the first that was asked for were not."""
    return max(number + 1, follow_up.course.first_round) < follow_up.number


def _gap(row: FollowUpAnswer, question: Question) -> tuple[None, Any, bool]:
    return None, DECLINED if question in row.declined else NOT_ASKED, False


def _health(row: FollowUpAnswer) -> tuple[float | None, Any, bool]:
    if row.health is None:
        return _gap(row, Question.HEALTH)
    return float(row.health), Health(row.health).label, False


def _satisfaction(row: FollowUpAnswer) -> tuple[float | None, Any, bool]:
    if row.satisfaction is None:
        return _gap(row, Question.SATISFACTION)
    return float(row.satisfaction), str(row.satisfaction), False


def _who5(row: FollowUpAnswer) -> tuple[float | None, Any, bool]:
    score = row.who5_score
    return _gap(row, Question.WHO5) if score is None else (float(score), str(score), False)


def _grasp(field: str, question: Question) -> Read:
    def read(row: FollowUpAnswer) -> tuple[float | None, Any, bool]:
        answer = getattr(row, field)
        if not answer:
            return _gap(row, question)
        # "Don't know" is no step between no and yes: it stands for itself.
        return _HEIGHT[Grasp(answer)], Grasp(answer).label, answer == Grasp.UNKNOWN

    return read


def _historic(row: FollowUpAnswer) -> Value:
    word = _("yes") if row.satisfied_then else _("no")
    return Value(row.answered_on, row.follow_up.number, None, word, not row.by_citizen)


@dataclass(frozen=True)
class Mark:
    """Something that happened between the rounds: a new version of the plan on a day, or a stay from … until (None: it
    goes on)."""

    day: date
    label: str
    until: date | None = None


def versions_of(case: Case) -> list[Mark]:
    """The plan's versions from the second on, for readers of the front page. At most one query."""
    if not case.reads(Part.FRONT):
        return []
    rows = PlanVersion.objects.filter(plan__citizen=case.citizen, number__gt=1).order_by("made_on", "id")
    return [Mark(row.made_on, f"v{row.number}") for row in rows]


def stays_of(case: Case) -> list[Mark]:
    """The stays with dates, for readers of the network. At most one query."""
    if not case.reads(Part.NETWORK):
        return []
    rows = Stay.objects.filter(citizen=case.citizen, voided=False, starts_on__isnull=False).order_by("starts_on", "id")
    return [Mark(row.starts_on, row.get_kind_display(), row.ends_on) for row in rows if row.starts_on]
