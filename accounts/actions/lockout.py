"""A log-in that failed attempts have shut is opened by hand; what was counted is forgotten after a day."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import lockout
from accounts.enums import TryKind
from accounts.models import FailedTry, LockLift, User
from accounts.queries import lock_of
from core.attribution import attributed_to
from core.models import Refused


@transaction.atomic
def open_login(person: User, *, by: Any, reason: str) -> LockLift:
    """Forget the person's failed attempts, of both steps and from all browsers. Raises Refused.

    Never one's own: whoever has taken over an administrator's session could go on guessing at the password.
    """
    person = User.objects.select_for_update().get(pk=person.pk)
    if by.pk is not None and person.pk == by.pk:
        raise Refused(_("Your own log-in is opened by another administrator."))
    if lock_of(person) is None:
        raise Refused(_("The log-in of %(name)s is not shut.") % {"name": person.name})
    lockout.forget(person.username, (TryKind.PASSWORD, TryKind.FACTOR))
    row = LockLift(user=person, reason=reason)
    with attributed_to(by, reason=reason):
        row.save()
    return row


def open_networks() -> int:
    """Forget what was counted for networks; names stay shut. Returns how many attempts."""
    return FailedTry.objects.filter(kind__in=(TryKind.SOURCE, TryKind.LINK)).delete()[0]


def forget_old_tries() -> int:
    """Delete the attempts that no limit counts any more. Returns how many."""
    return FailedTry.objects.filter(at__lte=timezone.now() - lockout.DAY).delete()[0]
