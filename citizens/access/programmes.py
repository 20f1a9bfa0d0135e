"""Finders of programmes for those who look at them as a whole."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from accounts.access import Found, role_rights
from accounts.enums import Role
from citizens.access.rows import led_programmes
from citizens.models import Programme


def programmes_led_by(user: Any) -> QuerySet[Programme]:
    """The programmes somebody leads today, in that role."""
    if user.role != Role.LEAD:
        return Programme.objects.none()
    return Programme.objects.filter(pk__in=led_programmes(user))


def evaluated_programmes(user: Any) -> QuerySet[Programme]:
    """The programmes whose pseudonymised answers somebody may fetch: the lead's own, for the analyst all."""
    return Programme.objects.all() if user.role == Role.ANALYST else programmes_led_by(user)


def led_programme(user: Any, pk: uuid.UUID) -> Found:
    """Finder: a programme this user leads today."""
    return _found(user, programmes_led_by(user), pk)


def evaluated_programme(user: Any, pk: uuid.UUID) -> Found:
    """Finder: a programme whose pseudonymised answers this user may fetch."""
    return _found(user, evaluated_programmes(user), pk)


def _found(user: Any, rows: QuerySet[Programme], pk: uuid.UUID) -> Found:
    row = rows.filter(pk=pk).first()
    if row is None:
        raise Http404("programme")
    return Found(row, role_rights(user), programme_id=row.pk)
