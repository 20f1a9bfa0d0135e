"""A reminder is put off to a later day, with a reason. The round itself stays as it is, and so does its due date."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.attribution import attributed_to
from core.dates import today
from core.models import Refused
from core.twice import pressed_twice
from followups.actions.answers import locked_round, stopped_on
from followups.models import FollowUp, Snooze

LONGEST = timedelta(days=30)


@transaction.atomic
def snooze(follow_up: FollowUp, *, by: Any, until: date, reason: str) -> Snooze:
    """The coordinators are reminded of the round on `until` (or the next working day), and not before; the project
    lead is told as ever. Put off again, the last day counts; pressed twice, it is one.

    Raises Refused by the field for a day more than 30 days away or after the round has closed, and without a reason.
    """
    follow_up = locked_round(follow_up)
    row = Snooze(follow_up=follow_up, until=until, reason=reason.strip(), snoozed_by=by)
    if twin := pressed_twice(row, by=by, follow_up=follow_up):
        return twin
    if follow_up.ended_on is not None:
        raise Refused(_("The round is answered, or set as not relevant already."))
    if stopped_on(follow_up.course) is not None:
        raise Refused(_("The follow-ups have stopped."))
    if not follow_up.opens_on <= today() < follow_up.closes_on:
        raise Refused(_("Nobody is reminded of this round now: it is not open."))
    _judge(row)
    with attributed_to(by, reason=row.reason):
        row.save()
    return row


def _judge(row: Snooze) -> None:
    if row.until <= today():
        raise Refused(_("Choose a day after today."), field="until")
    if row.until > today() + LONGEST:
        raise Refused(_("A reminder can be put off by 30 days at most."), field="until")
    if row.until >= row.follow_up.closes_on:
        closes = date_format(row.follow_up.closes_on, "DATE_FORMAT")
        raise Refused(_("The round closes on %(day)s: choose a day before that.") % {"day": closes}, field="until")
    if not row.reason:
        raise Refused(_("Write why."), field="reason")
