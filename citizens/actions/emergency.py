"""Emergency access: opened, ended, reviewed by another, and told to the citizen (domain.md § 4, ADR 0024)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from citizens.access import emergency_citizen
from citizens.enums import EmergencyFinding, EmergencyReason
from citizens.models import EmergencyAccess
from citizens.models.emergency import OPENED_NOTICE
from core.attribution import attributed_to
from core.dates import danish_date, today
from core.models import Refused
from core.outbox.notices import tell

# The one answer, whatever it was that was missing: the right, the number, the plan, the consent, or tries.
REFUSED = gettext_lazy("Emergency access cannot be opened with what you have written.")
A_DAY = timedelta(days=1)


class EmergencyRefused(Refused):
    """Emergency access was not opened. Why is not said: the answer would tell who is in the system."""

    def __init__(self) -> None:
        super().__init__(REFUSED)


def open_emergency(*, by: Any, number: str, reason: EmergencyReason | str, text: str) -> EmergencyAccess:
    """Open the crisis plan and the tracks of the citizen of this whole CPR number to `by` for EMERGENCY_MINUTES.

    Sent twice, from two windows or with two reasons, it is one: the one that is open. One that was opened at another
    workplace opens nothing any more, and ends here. Raises EmergencyRefused.
    Coordinator and lead are told at once.
    """
    with transaction.atomic():
        row = _opened(by, number, reason, text)
    if row is None:  # raised here, so that the try stays counted
        raise EmergencyRefused
    return row


def _opened(by: Any, number: str, reason: str, text: str) -> EmergencyAccess | None:
    User.objects.select_for_update().get(pk=by.pk)  # one at a time for each person: the count of tries, and the twin
    tries = _counted(by)
    citizen = emergency_citizen(number)
    if citizen is None or tries > settings.EMERGENCY_TRIES:
        return None
    now = timezone.now()
    running = EmergencyAccess.objects.filter(user=by, citizen=citizen, opened_at__lte=now, ends_at__gt=now).first()
    if running is not None and running.organisation_id == by.organisation.pk:
        return running
    if running is not None:
        now = end_emergency(running, by=by).ends_at
    row = EmergencyAccess(
        citizen_id=citizen, user=by, organisation=by.organisation, reason=reason, text=text.strip(),
        opened_at=now, ends_at=now + timedelta(minutes=settings.EMERGENCY_MINUTES),
    )  # fmt: skip
    with attributed_to(by, reason=text.strip()):
        row.save()
    tell(OPENED_NOTICE, row.pk, "opened", now)
    return row


def _counted(by: Any) -> int:
    """How often this person has tried today, this time included; in the cache all processes share."""
    key = f"emergency-tries:{by.pk}:{today()}"
    tries = cache.get(key, 0) + 1
    cache.set(key, tries, A_DAY.total_seconds())
    return tries


@transaction.atomic
def end_emergency(row: EmergencyAccess, *, by: Any) -> EmergencyAccess:
    """End it now, before its time. Pressed twice, nothing more happens. Raises Refused for another's."""
    row = row.locked()
    if row.user_id != by.pk:
        raise Refused(_("Only the one who opened it ends it."))
    now = timezone.now()
    if row.is_open_at(now):
        row.ends_at = max(now, row.opened_at + timedelta(microseconds=1))
        with attributed_to(by):
            row.save()
    return row


@transaction.atomic
def review_emergency(
    row: EmergencyAccess, *, by: Any, finding: EmergencyFinding | str, note: str, revision: int | None = None
) -> EmergencyAccess:
    """Close the review: what was found, and why. Raises Refused for one's own use, and for what is reviewed already."""
    row = row.locked(revision)
    if row.user_id == by.pk:
        raise Refused(_("Another person than the one who opened it reviews it."))
    if row.reviewed_at is not None:
        raise Refused(_("It has been reviewed already."))
    row.finding, row.review_note = finding, note.strip()
    row.reviewed_by, row.reviewed_at = by, timezone.now()
    with attributed_to(by, reason=row.review_note):
        row.save()
    return row


@transaction.atomic
def tell_citizen(
    row: EmergencyAccess, *, by: Any, told_on: date | None = None, how: str = "", because: str = ""
) -> EmergencyAccess:
    """Close the task to inform the citizen: told on a day and how, or why not. Raises Refused."""
    row = row.locked()
    if row.is_told:
        raise Refused(_("That has been recorded already."))
    if told_on is not None:
        _check_day(told_on, row.opened_at)
    row.told_by, row.told_on, row.told_how, row.not_told_because = by, told_on, how.strip(), because.strip()
    with attributed_to(by, reason=row.not_told_because):
        row.save()
    return row


def _check_day(day: date, opened_at: datetime) -> None:
    if not danish_date(opened_at) <= day <= today():
        raise Refused(_("The day must lie between the emergency access and today."), field="told_on")
