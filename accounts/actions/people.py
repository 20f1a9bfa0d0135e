"""People: invited, changed, given a role at a workplace, let go and taken back.

What a person still holds in citizens' cases stands left of here: `tracks.actions.people` asks before it calls.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.actions.links import Link, give_link, withdraw_links
from accounts.actions.providers import end_providers
from accounts.actions.sessions import end_sessions
from accounts.actions.wishes import ask, both_named, role_waits
from accounts.enums import LinkPurpose, Role, WishKind
from accounts.models import Affiliation, Organisation, User, Wish, valid_on
from core.attribution import attributed_to
from core.dates import today
from core.models import Refused


@transaction.atomic
def invite(
    *, by: Any, username: str, role: str, organisation: Organisation, starts_on: date, **values: Any
) -> Link | Wish:
    """Store a new person with a first affiliation and no password, and give the link to choose one. Raises Refused.

    With a role that leads far the person gets neither role nor link until another administrator agrees: a Wish.
    """
    if User.objects.filter(username__iexact=username).exists():
        raise Refused(_("The user name is taken. Choose another."), field="username")
    person = User.objects.create_user(username, None, **values)
    row = employ(person, by=by, role=role, organisation=organisation, starts_on=starts_on)
    return row if isinstance(row, Wish) else give_link(person, by=by, purpose=LinkPurpose.INVITATION)


@transaction.atomic
def change_person(person: User, *, by: Any, **values: Any) -> User:
    """Change name, function, phone, e-mail or language. The access log tells who did it."""
    person = User.objects.select_for_update().get(pk=person.pk)
    for name, value in values.items():
        setattr(person, name, value)
    person.save(update_fields=list(values))
    return person


@transaction.atomic
def employ(
    person: User,
    *,
    by: Any,
    role: str,
    organisation: Organisation,
    starts_on: date,
    ends_on: date | None = None,
    wish: Wish | None = None,
) -> Affiliation | Wish:
    """A new dated role at a workplace; what overlaps it ends the day it begins, so there are never two at once.

    A role that leads far waits for another administrator; `wish` is the one they agreed to (ADR 0033).
    Raises Refused: one's own, a day that has passed, a deactivated person, a workplace that does not exist that day.
    """
    person = User.objects.select_for_update().get(pk=person.pk)
    row = Affiliation(user=person, role=role, organisation=organisation, starts_on=starts_on, ends_on=ends_on)
    _judge(row, by)
    overlapping = Affiliation.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=starts_on), user=person)
    for old in overlapping:
        if (old.starts_on, old.role, old.organisation_id) == (starts_on, role, organisation.pk):
            raise Refused(_("%(name)s has that role there already.") % {"name": person.name}, field="role")
    if role_waits(role, by=by, wish=wish):
        told: dict[str, Any] = {"role": role, "organisation": organisation, "starts_on": starts_on, "ends_on": ends_on}
        return ask(person, by=by, what=WishKind.ROLE, **told)
    with attributed_to(by, reason=both_named(wish)):
        for old in overlapping.order_by("starts_on", "id"):
            old.ends_on = max(old.starts_on, starts_on)  # one that has not begun never counts
            old.save()
        row.save()
    return row


def _judge(row: Affiliation, by: Any) -> None:
    if by.pk is not None and row.user.pk == by.pk:
        raise Refused(_("Your own role and workplace are changed by another administrator."))
    if not row.user.is_active:
        raise Refused(_("%(name)s is deactivated. Reactivate the person first.") % {"name": row.user.name})
    if row.role not in Role.values:
        raise Refused(_("Choose a role."), field="role")
    if row.starts_on < today():
        raise Refused(_("The first day cannot have passed: what was, is history."), field="starts_on")
    if row.ends_on is not None and row.ends_on <= row.starts_on:
        raise Refused(_("The last day is before the first."), field="ends_on")
    if not Organisation.objects.filter(valid_on(row.starts_on), pk=row.organisation.pk).exists():
        raise Refused(_("The organisation does not exist on that day."), field="organisation")


@transaction.atomic
def close_login(person: User, *, by: Any, reason: str) -> User:
    """Deactivate: the next request of every session is anonymous, links stop working, the affiliation ends today.

    The password and the log-ins at providers go, too: no session from before wakes when the person is reactivated.
    Raises Refused.
    """
    person = User.objects.select_for_update().get(pk=person.pk)
    if by.pk is not None and person.pk == by.pk:
        raise Refused(_("You cannot deactivate yourself. Another administrator does it."))
    if not person.is_active:
        raise Refused(_("%(name)s is already deactivated.") % {"name": person.name})
    day = today()
    with attributed_to(by, reason=reason):
        rows = Affiliation.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=day), user=person)
        for row in rows.order_by("starts_on", "id"):
            row.ends_on = max(row.starts_on, day)
            row.save()
    withdraw_links(person, by=by)
    end_providers(person, by=by)
    end_sessions(person)
    person.is_active = False
    person.set_unusable_password()
    person.save(update_fields=["is_active", "password"])
    return person


@transaction.atomic
def reactivate(
    person: User, *, by: Any, role: str, organisation: Organisation, starts_on: date, wish: Wish | None = None
) -> Link | Wish:
    """Take a deactivated person back, with a new dated affiliation and a link to choose a password. Raises Refused.

    With a role that leads far the person stays deactivated until another administrator agrees.
    """
    person = User.objects.select_for_update().get(pk=person.pk)
    if person.is_active:
        raise Refused(_("%(name)s is active already.") % {"name": person.name})
    if role_waits(role, by=by, wish=wish):
        told: dict[str, Any] = {"role": role, "organisation": organisation, "starts_on": starts_on}
        return ask(person, by=by, what=WishKind.RETURN, **told)
    person.is_active = True
    person.save(update_fields=["is_active"])
    employ(person, by=by, role=role, organisation=organisation, starts_on=starts_on, wish=wish)
    return give_link(person, by=by, purpose=LinkPurpose.INVITATION, wish=wish)
