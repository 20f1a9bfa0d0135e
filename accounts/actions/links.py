"""One-time links: how somebody chooses a password without anybody else knowing it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import lockout
from accounts.actions.sessions import end_sessions
from accounts.actions.wishes import ask, both_named, way_in_waits
from accounts.enums import LinkPurpose, TryKind, WishKind
from accounts.models import LINK_LIFETIME, Invitation, User, Wish
from accounts.queries import link_hash, open_link
from core.attribution import attributed_to
from core.models import Refused

KEY_BYTES = 20  # 160 random bits; a UUID would have 122 (ASVS 11.5.1)


@dataclass(frozen=True)
class Link:
    """What is shown once to whoever hands it over; only `token`'s hash is stored."""

    person: User
    token: str
    expires_at: datetime


@transaction.atomic
def give_link(person: User, *, by: Any, purpose: str = LinkPurpose.PASSWORD, wish: Wish | None = None) -> Link | Wish:
    """Make a link that is valid for seven days and one use; an earlier one stops working. Raises Refused.

    The password the person may have is in force until the link is used. A link for somebody whose role leads far waits
    for another administrator; `wish` is the one they agreed to (ADR 0033).
    """
    person = User.objects.select_for_update().get(pk=person.pk)
    if not person.is_active:
        raise Refused(_("%(name)s is deactivated. Reactivate the person first.") % {"name": person.name})
    if way_in_waits(person, by=by, wish=wish):
        return ask(person, by=by, what=WishKind.LINK)
    withdraw_links(person, by=by)
    token = secrets.token_hex(KEY_BYTES)
    row = Invitation(user=person, purpose=purpose, token_hash=link_hash(token))
    row.expires_at = timezone.now() + LINK_LIFETIME
    with attributed_to(by, reason=both_named(wish)):
        row.save()
    return Link(person, token, row.expires_at)


def withdraw_links(person: User, *, by: Any) -> None:
    """Every open link of this person stops working. Call it under the person's lock."""
    with attributed_to(by):
        for row in Invitation.objects.filter(user=person, used_at__isnull=True, withdrawn_at__isnull=True).order_by(
            "id"
        ):
            row.withdrawn_at = timezone.now()
            row.save()


@transaction.atomic
def use_link(token: str, *, password: str) -> User:
    """Set the password and spend the link; every session of the person ends with the old password.

    Raises Refused where the link is unknown, used, withdrawn or past, or the person deactivated: all the same words.
    """
    row = open_link(token, lock=True)
    if row is None:
        raise Refused(_("The link no longer works. Ask the administrator for a new one."))
    person: User = row.user
    person.set_password(password)
    person.save(update_fields=["password"])
    end_sessions(person)
    lockout.forget(person.username, [TryKind.PASSWORD])
    row.used_at = timezone.now()
    with attributed_to(person):
        row.save()
    return person
