"""Family and friends."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from citizens.actions.enrolment import HISTORY_REASON
from citizens.models import Citizen, Relative
from core.attribution import attributed_to
from core.dates import today
from core.models import Refused
from core.twice import pressed_twice


@transaction.atomic
def add_relative(citizen: Citizen, *, by: Any, **values: Any) -> Relative:
    """Write down one of the citizen's own people; sent twice, it is stored once."""
    citizen.locked()
    relative = Relative(citizen=citizen, **values)
    if twin := pressed_twice(relative, by=by, citizen=citizen):
        return twin
    with attributed_to(by):
        relative.save()
    return relative


@transaction.atomic
def change_relative(relative: Relative, *, by: Any, revision: int, **values: Any) -> Relative:
    """Change what is written about a relative. Raises Stale."""
    relative = relative.locked(revision)
    for name, value in values.items():
        setattr(relative, name, value)
    with attributed_to(by):
        relative.save()
    return relative


@transaction.atomic
def end_relative(relative: Relative, *, by: Any, ended_on: date | None = None, reason: str = "") -> Relative:
    """No longer one of the citizen's people; stays readable. Raises Refused when that is already so."""
    relative = relative.locked()
    if relative.ended_on is not None:
        raise Refused(_("That has already been written down."))
    relative.ended_on = ended_on or today()
    with attributed_to(by, reason=reason[:HISTORY_REASON]):
        relative.save()
    return relative
