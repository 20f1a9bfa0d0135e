from __future__ import annotations

from typing import Any

from django.db import transaction

from core.attribution import attributed_to
from core.models import Stale
from plans.actions.state import keep_signpost, locked_open
from plans.models import CrisisPlan, Plan


@transaction.atomic
def change_crisis(plan: Plan, *, by: Any, revision: int | None, **texts: str) -> CrisisPlan:
    """Write the crisis plan: early_signs, what_helps, what_to_avoid, treatment_wishes.

    `revision` is None while there was none yet when the form was opened. Raises Refused (closed) and Stale.
    """
    plan = locked_open(plan)
    crisis = CrisisPlan.objects.filter(plan=plan).first()
    if crisis is None:
        crisis = CrisisPlan(plan=plan)
    elif crisis.revision != revision:
        raise Stale(crisis)  # the plan's lock keeps others away from its one crisis plan
    for name, text in texts.items():
        setattr(crisis, name, text)
    with attributed_to(by):
        crisis.save()
    keep_signpost(plan.citizen)
    return crisis
