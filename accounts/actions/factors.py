"""Recovery codes, and the second step of somebody who has lost it: taken away by an administrator, set up anew."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import lockout
from accounts.actions.sessions import end_sessions
from accounts.actions.wishes import ask, both_named, way_in_waits
from accounts.enums import TryKind, WishKind
from accounts.login import recovery
from accounts.models import FactorReset, User, Wish
from accounts.notices import tell_person
from core.attribution import attributed_to
from core.models import Refused


@transaction.atomic
def reset_second_factor(person: User, *, by: Any, reason: str, wish: Wish | None = None) -> FactorReset | Wish:
    """Take every second step and recovery code away, end the person's sessions and tell them. Raises Refused.

    Never one's own: whoever sits at an unlocked computer could take away the step that would stop them elsewhere.
    That of somebody whose role leads far waits for another administrator; `wish` is the one they agreed to (ADR 0033).
    """
    person = User.objects.select_for_update().get(pk=person.pk)
    if by.pk is not None and person.pk == by.pk:
        raise Refused(_("Your own second step is reset by another administrator."))
    if not Authenticator.objects.filter(user=person).exists():
        raise Refused(_("%(name)s has no second step to reset.") % {"name": person.name})
    if way_in_waits(person, by=by, wish=wish):
        return ask(person, by=by, what=WishKind.SECOND_STEP, reason=reason)
    row = FactorReset(user=person, reason=reason)
    with attributed_to(by, reason=both_named(wish, reason)):
        row.save()
    Authenticator.objects.filter(user=person).delete()
    end_sessions(person)
    lockout.forget(person.username, [TryKind.FACTOR])
    tell_person(person, "reset")
    return row


@transaction.atomic
def new_codes(person: Any) -> list[str]:
    """Recovery codes in the place of the old ones, and the person is told by mail."""
    tell_person(person, "codes")
    return recovery.make(person)


@transaction.atomic
def first_codes(person: Any) -> list[str]:
    """Recovery codes for somebody who has none left; empty when there are some. The new factor is told by itself."""
    return [] if recovery.left(person) else recovery.make(person)
