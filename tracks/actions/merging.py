"""Two records of one person become one: what plans have to say about it, before citizens does it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import transaction

from citizens.actions import merging
from citizens.models import Citizen, Merging
from core.models import Refused
from tracks.queries.merging import obstacle


@transaction.atomic
def merge(
    kept: Citizen, merged: Citizen, *, by: Any, reason: str, take: Collection[str], seen: tuple[int, int]
) -> Merging:
    """As `citizens.actions.merging.merge_records`; Refused, too, where `merged` has an open plan.

    Whoever starts a plan locks the citizen first, so none can be opened between the look and the act.
    """
    if said := obstacle(*merging.locked_pair(kept, merged)):
        raise Refused(said)
    return merging.merge_records(kept, merged, by=by, reason=reason, take=take, seen=seen)
