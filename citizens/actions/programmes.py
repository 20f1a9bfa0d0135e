"""Programmes and what belongs to them: criteria, and who leads when."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.enums import Role
from accounts.models import User
from citizens.enums import CriterionKind
from citizens.models import Criterion, Programme, ProgrammeLead
from core.attribution import attributed_to
from core.dates import today
from core.models import Refused


@transaction.atomic
def add_programme(*, by: Any, **values: Any) -> Programme:
    """A new programme. Raises Refused where one of that name exists."""
    return _store_programme(Programme(**values), by)


@transaction.atomic
def change_programme(row: Programme, *, by: Any, revision: int, **values: Any) -> Programme:
    """Change the programme's words, numbers and dates. Raises Stale, Refused."""
    row = row.locked(revision)
    for name, value in values.items():
        setattr(row, name, value)
    return _store_programme(row, by)


def _store_programme(row: Programme, by: Any) -> Programme:
    if Programme.objects.filter(name__iexact=row.name).exclude(pk=row.pk).exists():
        raise Refused(_("There is a programme of that name already."), field="name")
    if row.ends_on is not None and row.ends_on < row.starts_on:
        raise Refused(_("The last day is before the first."), field="ends_on")
    with attributed_to(by):
        row.save()
    return row


@transaction.atomic
def add_criterion(programme: Programme, *, by: Any, **values: Any) -> Criterion:
    """A new question of the screening. Raises Refused."""
    return _store_criterion(Criterion(programme=programme, **values), by)


@transaction.atomic
def change_criterion(row: Criterion, *, by: Any, revision: int, **values: Any) -> Criterion:
    """Reword, move or retire a question. Screenings that answered it keep the answer. Raises Stale, Refused."""
    row = row.locked(revision)
    for name, value in values.items():
        setattr(row, name, value)
    return _store_criterion(row, by)


def _store_criterion(row: Criterion, by: Any) -> Criterion:
    if row.kind == CriterionKind.AGE:
        if row.age_from is None or row.age_to is None:
            raise Refused(_("An age needs both bounds."), field="age_from")
        if row.age_to < row.age_from:
            raise Refused(_("The upper age is below the lower."), field="age_to")
    else:
        row.age_from = row.age_to = None
    with attributed_to(by):
        row.save()
    return row


@transaction.atomic
def add_lead(
    programme: Programme, *, by: Any, user: User, starts_on: date, ends_on: date | None = None
) -> ProgrammeLead:
    """Who leads the programme in a period, and so sees its citizens. Raises Refused."""
    programme = programme.locked()
    if not user.is_active or user.role != Role.LEAD:
        raise Refused(_("Only an active person in the role of project lead can lead a programme."), field="user")
    if starts_on < today():
        raise Refused(_("The first day cannot have passed: what was, is history."), field="starts_on")
    if ends_on is not None and ends_on <= starts_on:
        raise Refused(_("The last day is before the first."), field="ends_on")
    others = ProgrammeLead.objects.filter(programme=programme, user=user)
    others = others.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=starts_on))
    if ends_on is not None:
        others = others.filter(starts_on__lt=ends_on)
    if others.exists():
        raise Refused(_("%(name)s leads the programme in that time already.") % {"name": user.name}, field="user")
    row = ProgrammeLead(programme=programme, user=user, starts_on=starts_on, ends_on=ends_on)
    with attributed_to(by):
        row.save()
    return row


@transaction.atomic
def end_lead(row: ProgrammeLead, *, by: Any, ends_on: date, reason: str = "") -> ProgrammeLead:
    """From `ends_on` on the person leads the programme no more; today bites at once. Raises Refused."""
    row = row.locked()
    if row.ends_on is not None and row.ends_on <= today():
        raise Refused(_("That has ended already."))
    if (ends_on < today() and ends_on < row.starts_on) or ends_on < row.starts_on <= today():
        raise Refused(_("The last day is before the first."), field="ends_on")
    row.ends_on = max(ends_on, row.starts_on)
    with attributed_to(by, reason=reason):
        row.save()
    return row
