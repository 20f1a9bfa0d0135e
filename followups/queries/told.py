"""What was answered, in words: one answer, two beside each other, and what a correction changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.dates import COPENHAGEN
from followups.enums import WHO5_TEXTS, Grasp, Health, Question, Who5
from followups.models import FollowUp, FollowUpAnswer

GAP = "–"


@dataclass(frozen=True)
class Line:
    """One question and what was said, now and (where it is put beside another) then."""

    label: str
    now: str
    then: str = ""


@dataclass(frozen=True)
class Correction:
    """What was changed after the first entry: when, by whom, why, and what stood there."""

    at: datetime
    who: str
    reason: str
    lines: list[Line]


def lines(answer: FollowUpAnswer, then: FollowUpAnswer | None = None, *, in_team: bool) -> list[Line]:
    """The questions that were asked in either, in their order; then how, by whom and when. Who the proxy is, and the
    note's writer, are told to coordinator and lead only."""
    both = [_words(answer, in_team), _words(then, in_team) if then else {}]
    labels = [*both[0], *(label for label in both[1] if label not in both[0])]
    return [Line(label, both[0].get(label, GAP), both[1].get(label, GAP)) for label in _in_order(labels)]


def _in_order(labels: list[str]) -> list[str]:
    first = [str(question.label) for question in Question]
    return sorted(labels, key=lambda label: first.index(label) if label in first else len(first))


def _words(answer: FollowUpAnswer, in_team: bool) -> dict[str, str]:
    found: dict[Question, str] = {
        Question.HEALTH: str(Health(answer.health).label) if answer.health is not None else "",
        Question.SATISFACTION: _satisfaction(answer),
        Question.KNOWS: str(Grasp(answer.knows).label) if answer.knows else "",
        Question.WHO5: _who5(answer),
        Question.TOGETHER: str(Grasp(answer.together).label) if answer.together else "",
        Question.DIFFERENTLY: answer.differently,
    }
    said = {str(question.label): word for question, word in found.items() if word}
    said |= {str(Question(key).label): _("Does not wish to answer") for key in answer.declined}
    said[_("The day of the answers")] = date_format(answer.answered_on, "DATE_FORMAT")
    said[_("How were the questions asked?")] = str(answer.get_mode_display())
    said[_("Who answered?")] = _by(answer, in_team)
    return said | ({_("Note"): answer.note} if answer.note else {})


def _satisfaction(answer: FollowUpAnswer) -> str:
    if answer.satisfied_then is not None:
        return (
            _("Yes (asked as yes or no at the time)")
            if answer.satisfied_then
            else _("No (asked as yes or no at the time)")
        )
    return "" if answer.satisfaction is None else _("%(number)d of 10") % {"number": answer.satisfaction}


def _who5(answer: FollowUpAnswer) -> str:
    if not answer.who5:
        return ""
    score = answer.who5_score
    return (
        _("WHO-5: no score, an item is missing") if score is None else _("WHO-5: %(score)d of 100") % {"score": score}
    )


def who5_lines(answer: FollowUpAnswer) -> list[Line]:
    """The five items of WHO-5; none where it was not asked."""
    pairs = zip(WHO5_TEXTS, answer.who5, strict=False)
    return [Line(str(text), GAP if item is None else str(Who5(item).label)) for text, item in pairs]


def _by(answer: FollowUpAnswer, in_team: bool) -> str:
    word = str(answer.get_answered_by_display())
    return f"{word}: {answer.proxy}" if in_team and answer.proxy else word


def answer_of(row: FollowUp) -> FollowUpAnswer | None:
    """What is stored of a round, read anew."""
    return FollowUpAnswer.objects.filter(follow_up=row).first()


def unsaved(values: Mapping[str, Any]) -> FollowUpAnswer:
    """What was typed, to be put beside what is stored; never saved."""
    names = {field.attname for field in FollowUpAnswer._meta.concrete_fields}
    answer = FollowUpAnswer(**{name: value for name, value in values.items() if name in names})
    if all(item is None for item in answer.who5):
        answer.who5 = []
    return answer


def previous(answer: FollowUpAnswer) -> FollowUpAnswer | None:
    """What was answered in the round before: the last one by date."""
    rows = FollowUpAnswer.objects.filter(
        follow_up__citizen=answer.follow_up.citizen_id, answered_on__lt=answer.answered_on
    ).exclude(pk=answer.pk)
    return rows.select_related("follow_up").order_by("-answered_on", "-follow_up__number", "id").first()


def corrections(answer: FollowUpAnswer, *, in_team: bool) -> list[Correction]:
    """Every correction, newest first: what stood before it and what stands since. One query with the people."""
    if answer.revision < 2:
        return []
    rows: list[Any] = list(answer.history.select_related("history_user").order_by("history_date", "history_id"))
    found = []
    for was, now in pairwise(rows):
        pairs = lines(now.instance, was.instance, in_team=in_team)
        found.append(
            Correction(
                at=now.history_date.astimezone(COPENHAGEN),
                who=now.history_user.name if in_team and now.history_user else "",
                reason=now.history_change_reason or "" if in_team else "",
                lines=[line for line in pairs if line.now != line.then],
            )
        )
    return found[::-1]


def next_after(follow_up: FollowUp) -> FollowUp | None:
    """The round that comes after this one in its course."""
    rows = FollowUp.objects.filter(course=follow_up.course_id, number__gt=follow_up.number, ended_on__isnull=True)
    return rows.order_by("number").first()
