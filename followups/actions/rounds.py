"""A round is set as not relevant, or a whole course put on pause; both say why, and both are taken back."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.attribution import attributed_to
from core.dates import add_months, today
from core.models import Refused
from core.twice import pressed_twice
from followups.actions.answers import locked_round, stopped_on
from followups.actions.courses import keep_heads
from followups.enums import REASONS, NotRelevant
from followups.models import MONTHS, Course, FollowUp, Pause


@transaction.atomic
def set_not_relevant(follow_up: FollowUp, *, by: Any, reason: str, note: str = "") -> FollowUp:
    """This round is not asked for (any more), and why. The next one comes as planned; pressed twice, it is one.

    Raises Refused for one that is answered or has not opened, and without a reason one may choose.
    """
    follow_up = locked_round(follow_up)
    if reason not in dict(REASONS):
        raise Refused(_("Choose why."), field="reason")
    if (follow_up.not_relevant, follow_up.not_relevant_note) == (reason, note.strip()):
        return follow_up
    if follow_up.ended_on is not None:
        raise Refused(_("The round is answered, or set as not relevant already."))
    if today() < follow_up.opens_on:
        opens = date_format(follow_up.opens_on, "DATE_FORMAT")
        raise Refused(_("The round opens on %(day)s. For a longer time, put the follow-ups on pause.") % {"day": opens})
    if stopped_on(follow_up.course) is not None:
        raise Refused(_("The follow-ups have stopped."))
    follow_up.not_relevant, follow_up.not_relevant_note, follow_up.ended_on = reason, note.strip(), today()
    with attributed_to(by):
        follow_up.save()
    keep_heads([follow_up.citizen_id], today())
    return follow_up


@transaction.atomic
def ask_again(follow_up: FollowUp, *, by: Any) -> FollowUp:
    """The round was relevant after all: it waits again, if its time has not run out. Raises Refused."""
    follow_up = locked_round(follow_up)
    if not follow_up.not_relevant:
        return follow_up
    if follow_up.not_relevant == NotRelevant.REPLANNED:
        raise Refused(_("It follows from the corrected inclusion date, and cannot be undone here."))
    follow_up.not_relevant, follow_up.not_relevant_note, follow_up.ended_on = "", "", None
    with attributed_to(by):
        follow_up.save()
    keep_heads([follow_up.citizen_id], today())
    return follow_up


@transaction.atomic
def pause_course(
    course: Course, *, by: Any, reason: str, starts_on: date | None = None, ends_on: date | None = None
) -> Pause:
    """No round that is due from `starts_on` (today) until `ends_on` is asked for; without an end until it is resumed.

    Pressed twice, it is one. Raises Refused by the field.
    """
    course = course.locked()
    pause = Pause(course=course, starts_on=starts_on or today(), ends_on=ends_on, reason=reason.strip())
    if twin := pressed_twice(pause, by=by, course=course):
        return twin
    if stopped_on(course) is not None:
        raise Refused(_("The follow-ups have stopped."))
    _judge_pause(pause)
    with attributed_to(by, reason=pause.reason):
        pause.save()
    keep_heads([course.citizen_id], today())
    return pause


@transaction.atomic
def resume_course(course: Course, *, by: Any) -> Course:
    """The pause that runs or is to come is over today; rounds that were due in it are not asked for. Raises Refused."""
    course = course.locked()
    day = today()
    rows = Pause.objects.select_for_update().filter(course=course).filter(Q(ends_on__isnull=True) | Q(ends_on__gt=day))
    pauses = list(rows.order_by("starts_on", "id"))
    if not pauses:
        raise Refused(_("The follow-ups are not on pause."))
    with attributed_to(by):
        for pause in pauses:
            pause.ends_on = max(day, pause.starts_on)
            pause.save()
    keep_heads([course.citizen_id], day)
    return course


def _judge_pause(pause: Pause) -> None:
    if not pause.reason:
        raise Refused(_("Write why."), field="reason")
    if pause.starts_on < pause.course.included_on:
        raise Refused(_("That is before the citizen was included."), field="starts_on")
    if pause.starts_on > add_months(today(), MONTHS):
        raise Refused(_("A pause begins within three months from today."), field="starts_on")
    if pause.ends_on is not None and pause.ends_on <= pause.starts_on:
        raise Refused(_("The pause must end after it begins."), field="ends_on")
    others = Pause.objects.filter(course=pause.course).filter(Q(ends_on__isnull=True) | Q(ends_on__gt=pause.starts_on))
    if pause.ends_on is not None:
        others = others.filter(starts_on__lt=pause.ends_on)
    if others.exists():
        raise Refused(_("The follow-ups are on pause in that time already."), field="starts_on")
