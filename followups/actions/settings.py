"""What a programme asks besides the fixed questions."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from citizens.models import Programme
from core.attribution import attributed_to
from core.models import Stale
from followups.models import FollowUpSettings


@transaction.atomic
def keep_settings(programme: Programme, *, by: Any, revision: int | None, **values: Any) -> FollowUpSettings:
    """Store the programme's settings; `revision` is None where it had none yet. Raises Stale."""
    Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)  # two first ones wait for each other
    row = FollowUpSettings.objects.filter(programme=programme).first()
    if row is None:
        row = FollowUpSettings(programme=programme)
    elif row.revision != revision:
        raise Stale(row)
    for name, value in values.items():
        setattr(row, name, value)
    with attributed_to(by):
        row.save()
    return row
