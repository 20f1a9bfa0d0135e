"""A round is answered, an answer corrected, an earlier round entered. Whoever comes second is told, not overwritten."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from citizens.models import Citizen
from core.attribution import attributed_to
from core.dates import today
from core.models import Refused
from core.twice import pressed_twice
from followups.actions.concerns import raise_concern
from followups.actions.courses import keep_heads
from followups.enums import AnsweredBy, Question, Who5
from followups.models import Course, FollowUp, FollowUpAnswer, closes_on, due_on, opens_on, round_on
from followups.models.answer import WHO5_ITEMS
from followups.queries.courses import ends
from followups.queries.live import live

FIXED = (Question.HEALTH, Question.SATISFACTION, Question.KNOWS)
_TEXTS = ("proxy", "knows", "together", "differently", "note")


@transaction.atomic
def answer_round(follow_up: FollowUp, *, by: Any, **values: Any) -> FollowUpAnswer:
    """Store what was answered in a round, with its true date. Sent twice, it is stored once.

    Each fixed question is answered or declined. Raises Refused by the field: the date is not of this round, in the
    future, or after the rounds stopped; somebody else has answered the round meanwhile; it is set as not relevant.
    """
    follow_up = locked_round(follow_up)
    answer = _filled(FollowUpAnswer(follow_up=follow_up), values)
    if FollowUpAnswer.objects.filter(follow_up=follow_up).exists():
        if twin := pressed_twice(answer, by=by, follow_up=follow_up):
            return twin
        raise Refused(_("This round has been answered meanwhile. Nothing of what you entered is stored."))
    if follow_up.not_relevant:
        raise Refused(_("The round is set as not relevant. Undo that first."))
    _judge(answer)
    return _stored(answer, by)


@transaction.atomic
def correct_answer(answer: FollowUpAnswer, *, by: Any, revision: int, reason: str, **values: Any) -> FollowUpAnswer:
    """Correct what was entered, and why; the original stays in history. Raises Refused by the field, Stale."""
    follow_up = locked_round(answer.follow_up)
    stored = answer.locked()
    if stored.revision == revision + 1 and _same(stored, _filled(FollowUpAnswer(follow_up=follow_up), values), values):
        return stored  # pressed twice
    answer = answer.locked(revision)
    answer.follow_up = follow_up
    if not reason.strip():
        raise Refused(_("Write why it is corrected."), field="reason")
    before = answer.locked()
    _filled(answer, values)
    if _same(before, answer, values):
        raise Refused(_("Nothing is different from what is stored."))
    _judge(answer)
    return _stored(answer, by, reason.strip())


@transaction.atomic
def enter_earlier(course: Course, *, by: Any, number: int, **values: Any) -> FollowUpAnswer:
    """Enter what is known of a round before the first one that was asked for: one answer is enough. Satisfaction may be
    a yes or no of then.

    Raises Refused by the field: the round was asked for here, is entered already, or the date is not of its time.
    """
    course = course.locked()
    if not 0 <= number < course.first_round:
        raise Refused(_("Choose a round before the first one that was asked for here."), field="number")
    row = FollowUp(
        course=course,
        citizen_id=course.citizen_id,
        programme_id=course.programme_id,
        number=number,
        due_on=due_on(course.included_on, number),
        closes_on=closes_on(course.included_on, number),
    )
    answer = _filled(FollowUpAnswer(follow_up=row), values)
    rounds = FollowUp.objects.filter(citizen=course.citizen_id, number=number, course__included_on=course.included_on)
    stored = rounds.first()
    if stored is not None:
        answer.follow_up = stored
        if twin := pressed_twice(answer, by=by, follow_up=stored):
            return twin
        raise Refused(_("That round is entered already. Correct it on the list."), field="number")
    _judge(answer)
    with attributed_to(by):
        row.save()
    return _stored(answer, by)


def locked_round(follow_up: FollowUp) -> FollowUp:
    """The round under lock, and its course before it: whatever changes rounds holds the course."""
    course = Course.objects.select_for_update(of=("self",)).select_related("citizen").get(pk=follow_up.course_id)
    fresh = FollowUp.objects.select_for_update(of=("self",)).get(pk=follow_up.pk)
    fresh.course, fresh.citizen = course, course.citizen
    return fresh


def is_earlier(follow_up: FollowUp) -> bool:
    """From before the citizen was entered here: what was not asked then is not known."""
    return follow_up.number < follow_up.course.first_round


def stopped_on(course: Course) -> date | None:
    """The last day of the course's rounds; also in the minute before the sweep has ended it."""
    if course.ended_on is not None:
        return course.ended_on
    if Citizen.objects.filter(live(today()), pk=course.citizen_id).exists():
        return None
    return ends([course.citizen], today())[course.citizen_id][0]


def _filled(answer: FollowUpAnswer, values: dict[str, Any]) -> FollowUpAnswer:
    for name, value in values.items():
        setattr(answer, name, value.strip() if name in _TEXTS else value)
    answer.declined = [question.value for question in Question if question in answer.declined]
    if all(item is None for item in answer.who5):
        answer.who5 = []
    if answer.answered_by == AnsweredBy.CITIZEN:
        answer.proxy = ""
    return answer


def _same(one: FollowUpAnswer, other: FollowUpAnswer, names: Iterable[str]) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in {*names, "proxy"})


def _stored(answer: FollowUpAnswer, by: Any, reason: str = "") -> FollowUpAnswer:
    follow_up = answer.follow_up
    with attributed_to(by, reason=reason):
        answer.save()
        if follow_up.ended_on != answer.answered_on:
            follow_up.ended_on = answer.answered_on
            follow_up.save()
    raise_concern(answer, by)
    keep_heads([follow_up.citizen_id], today())
    return answer


def _judge(answer: FollowUpAnswer) -> None:
    """Raise Refused by the field unless the answer is whole and of its round's time."""
    try:
        answer.clean_fields(exclude=["follow_up", "who5"])  # an item of WHO-5 may be missing
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise Refused(messages[0], field=field) from error
    if answer.who5 and (len(answer.who5) != WHO5_ITEMS or not set(answer.who5) <= {None, *Who5.values}):
        raise Refused(_("Each line of WHO-5 has one of its six answers, or none."), field="who5")
    _judge_day(answer.answered_on, answer.follow_up)
    if answer.answered_by == AnsweredBy.PROXY and not answer.proxy:
        raise Refused(_("Write who answered, and how they know the citizen."), field="proxy")
    given = _given(answer)
    if is_earlier(answer.follow_up) and not (any(given.values()) or answer.declined):
        raise Refused(_("Enter at least one answer."))
    for question in Question:
        declined = question in answer.declined
        if given[question] and declined:
            raise Refused(_("Either an answer or “Does not wish to answer”."), field=question.value)
        if question in FIXED and not (given[question] or declined or is_earlier(answer.follow_up)):
            raise Refused(_("Choose an answer, or “Does not wish to answer”."), field=question.value)
    if answer.satisfied_then is not None and answer.satisfaction is not None:
        raise Refused(_("Either the yes or no of then, or a number from 0 to 10."), field="satisfaction")


def _given(answer: FollowUpAnswer) -> dict[Question, bool]:
    """Question → whether there is an answer to it."""
    return {
        Question.HEALTH: answer.health is not None,
        Question.SATISFACTION: answer.satisfaction is not None or answer.satisfied_then is not None,
        Question.KNOWS: bool(answer.knows),
        Question.WHO5: bool(answer.who5),
        Question.TOGETHER: bool(answer.together),
        Question.DIFFERENTLY: bool(answer.differently),
    }


def _judge_day(day: date, follow_up: FollowUp) -> None:
    """The true date lies in the round's time, however late; each refusal says which round the date belongs to."""
    if day > today():
        raise Refused(_("The day cannot be in the future."), field="answered_on")
    included_on = follow_up.course.included_on
    if day < opens_on(included_on, 0):
        raise Refused(_("That is before the citizen was included."), field="answered_on")
    if not follow_up.opens_on <= day < follow_up.closes_on:
        number = round_on(included_on, day)
        told = {
            "day": date_format(day, "DATE_FORMAT"),
            "number": number,
            "due": date_format(due_on(included_on, number), "DATE_FORMAT"),
            "this": follow_up.number,
        }
        raise Refused(
            _("%(day)s belongs to round %(number)d (due %(due)s), not to round %(this)d.") % told, field="answered_on"
        )
    last = stopped_on(follow_up.course)
    if last is not None and day > last:
        text = _("The follow-ups stopped on %(day)s. Answers given until then can be entered.")
        raise Refused(text % {"day": date_format(last, "DATE_FORMAT")}, field="answered_on")
