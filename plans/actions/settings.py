"""The programme's list of things not to forget."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from citizens.models import Programme
from core.attribution import attributed_to
from core.models import Refused
from plans.models import Prompt


@transaction.atomic
def add_prompt(programme: Programme, *, by: Any, **values: Any) -> Prompt:
    """A new point of the programme's list. Raises Refused without a track."""
    return _store(Prompt(programme=programme, **values), by)


@transaction.atomic
def change_prompt(row: Prompt, *, by: Any, revision: int, **values: Any) -> Prompt:
    """Reword, move or retire a point; answers given to it stay with it. Raises Stale, Refused."""
    row = row.locked(revision)
    for name, value in values.items():
        setattr(row, name, value)
    return _store(row, by)


def _store(row: Prompt, by: Any) -> Prompt:
    if not row.tracks:
        raise Refused(_("Choose at least one track."), field="tracks")
    with attributed_to(by):
        row.save()
    return row
