"""Organisations: dated, because regions and municipalities merge."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Organisation, valid_on
from core.attribution import attributed_to
from core.models import Refused


@transaction.atomic
def add_organisation(*, by: Any, **values: Any) -> Organisation:
    """Store a new organisation. Raises Refused where one of that name exists in the time."""
    row = Organisation(**values)
    _judge(row)
    with attributed_to(by):
        row.save()
    return row


@transaction.atomic
def change_organisation(row: Organisation, *, by: Any, revision: int, **values: Any) -> Organisation:
    """Change name, sector, phone or first day. Raises Stale, Refused."""
    row = row.locked(revision)
    for name, value in values.items():
        setattr(row, name, value)
    _judge(row)
    with attributed_to(by):
        row.save()
    return row


@transaction.atomic
def end_organisation(
    row: Organisation, *, by: Any, ends_on: date, successor: Organisation | None = None, reason: str = ""
) -> Organisation:
    """From `ends_on` on the organisation is gone; `successor` takes over. Raises Refused.

    Consents and people are not moved: a consent names an organisation, and only the citizen gives it to another.
    """
    row = row.locked()
    if ends_on < row.starts_on:
        raise Refused(_("The last day is before the first."), field="ends_on")
    if successor is not None and successor.pk == row.pk:
        raise Refused(_("An organisation cannot succeed itself."), field="successor")
    if successor is not None and not Organisation.objects.filter(valid_on(ends_on), pk=successor.pk).exists():
        raise Refused(_("The successor does not exist on that day."), field="successor")
    row.ends_on, row.successor = ends_on, successor
    with attributed_to(by, reason=reason):
        row.save()
    return row


def _judge(row: Organisation) -> None:
    if row.ends_on is not None and row.ends_on < row.starts_on:
        raise Refused(_("The last day is before the first."), field="starts_on")
    same = Organisation.objects.filter(name__iexact=row.name).exclude(pk=row.pk)
    if any(other.ends_on is None or other.ends_on > row.starts_on for other in same.order_by("id")):
        raise Refused(_("There is an organisation of that name already."), field="name")
    if same.filter(starts_on=row.starts_on).exists():
        raise Refused(_("There is an organisation of that name already."), field="name")
