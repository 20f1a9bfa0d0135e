"""What ends with the look-up key: everything that is known here by its keyed hash only (ADR 0034)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import CalendarKey, FailedTry, Invitation, ProviderLink, User
from core.attribution import SYSTEM, attributed_to
from core.resealing import append_only_set_aside


@dataclass(frozen=True)
class Ended:
    """How many of each were open, and the user names of those who have no way in left."""

    links: int
    calendars: int
    providers: int
    without_a_way: list[str]


@transaction.atomic
def end_what_was_hashed() -> Ended:
    """End open one-time links, calendar addresses and ties to providers, and forget failed tries. As the owner.

    Hashes of ended links and calendar addresses stay: they are of random keys. Those of providers' subjects, which may
    be made of an e-mail address or a CPR number, are erased, in the history too: their key may be known.
    """
    now = timezone.now()
    tied = list(User.objects.filter(pk__in=ProviderLink.objects.filter(ended_at=None).values("user"), is_active=True))
    with attributed_to(SYSTEM, reason=_("The look-up key was replaced.")):
        links = _end(Invitation.objects.filter(used_at=None, withdrawn_at=None), withdrawn_at=now)
        calendars = _end(CalendarKey.objects.filter(ended_at=None), ended_at=now)
        providers = _end(ProviderLink.objects.filter(ended_at=None), ended_at=now, subject_hash="")
    _erase_subjects()
    FailedTry.objects.all().delete()
    shut_out = sorted(person.username for person in tied if not person.has_usable_password())
    return Ended(links, calendars, providers, shut_out)


def _end(open_rows: models.QuerySet[models.Model], **values: object) -> int:
    rows = list(open_rows.select_for_update(of=("self",)).order_by("id"))
    for row in rows:
        for name, value in values.items():
            setattr(row, name, value)
        row.save()
    return len(rows)


def _erase_subjects() -> None:
    for model in (ProviderLink, ProviderLink.history.model):
        with connection.cursor() as cursor, append_only_set_aside(cursor, model._meta.db_table):
            models.QuerySet(model).exclude(subject_hash="").update(subject_hash="")
