"""Ties between a provider's log-in and a person here: made by a one-time link or by oneself, and taken away again."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions.sessions import end_sessions
from accounts.models import ProviderLink, User
from accounts.notices import tell_person
from accounts.queries import has_other_way_in, offered_by_link, offered_to, open_link_row, subject_hash
from core.attribution import attributed_to
from core.models import Refused
from core.oidc.providers import Provider


@transaction.atomic
def accept_by_provider(invitation: uuid.UUID, *, provider: Provider, subject: str) -> User:
    """Spend the one-time link: from now on whoever `provider` knows as `subject` is its person. Raises Refused.

    The link is all that says who it is; no name or e-mail of the provider's is looked at. A password that is there
    stays; without one, the log-in form goes on treating the user name like one nobody has.
    """
    row = open_link_row(invitation, lock=True)
    if row is None:
        raise Refused(_("The link no longer works. Ask the administrator for a new one."))
    person = User.objects.select_for_update().get(pk=row.user.pk)
    if provider not in offered_by_link(person):
        raise Refused(_("This log-in cannot be added by the link. Choose a password instead."))
    _tie(person, provider, subject)
    row.used_at = timezone.now()
    with attributed_to(person):
        row.save()
    end_sessions(person)
    return person


@transaction.atomic
def add_provider(person: User, *, provider: Provider, subject: str) -> ProviderLink:
    """One's own log-in at `provider` opens here, too. Raises Refused."""
    person = User.objects.select_for_update().get(pk=person.pk)
    if provider not in offered_to(person):
        raise Refused(_("You cannot add %(provider)s.") % {"provider": provider.name})
    return _tie(person, provider, subject)


def _tie(person: User, provider: Provider, subject: str) -> ProviderLink:
    row = ProviderLink(user=person, provider=provider.id, subject_hash=subject_hash(provider, subject))
    try:
        with transaction.atomic(), attributed_to(person):
            row.save()
    except IntegrityError:
        text = _("The log-in you used at %(provider)s belongs to another person here. Is it yours, tell us.")
        raise Refused(text % {"provider": provider.name}) from None
    tell_person(person, "tied")
    return row


@transaction.atomic
def remove_own_provider(link: ProviderLink, *, session: str | None) -> User:
    """Take one's own link away; all other sessions end. Never the last way in. Raises Refused."""
    person = User.objects.select_for_update().get(pk=link.user.pk)
    if not has_other_way_in(person, link):
        raise Refused(_("It is your only way to log in. Ask the administrator, if it shall be taken away."))
    _untie(link, by=person)
    end_sessions(person, but=session)
    return person


@transaction.atomic
def remove_provider(link: ProviderLink, *, by: Any, reason: str) -> User:
    """The administrator takes somebody's link away, the last way in, too; the person is logged out. Raises Refused."""
    person = User.objects.select_for_update().get(pk=link.user.pk)
    if by.pk is not None and person.pk == by.pk:
        raise Refused(_("Your own is removed under My security."))
    _untie(link, by=by, reason=reason)
    end_sessions(person)
    return person


def _untie(link: ProviderLink, *, by: Any, reason: str = "") -> None:
    row = ProviderLink.objects.select_for_update().get(pk=link.pk)
    if row.ended_at is not None:
        raise Refused(_("It is removed already."))
    row.ended_at = timezone.now()
    with attributed_to(by, reason=reason):
        row.save()
    tell_person(row.user, "untied")


def end_providers(person: User, *, by: Any) -> None:
    """Nothing a provider says opens this log-in any more. Call it under the person's lock."""
    with attributed_to(by):
        for row in ProviderLink.objects.filter(user=person, ended_at__isnull=True).order_by("id"):
            row.ended_at = timezone.now()
            row.save()
