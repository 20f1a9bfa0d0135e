"""Who got the plan on paper."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from accounts.models import Organisation
from core.attribution import attributed_to
from plans.enums import PrintVariant
from plans.models import Plan, PlanPrint


@transaction.atomic
def record_print(
    plan: Plan,
    *,
    by: Any,
    variant: PrintVariant,
    parts: Iterable[str],
    sha256: str,
    organisation: Organisation | None = None,
) -> PlanPrint:
    """Note that `by` printed this version for whom, what it held and its fingerprint (domain.md § 3, administration).

    A closed plan may still be printed, so nothing of its state is judged here.
    """
    row = PlanPrint(
        plan=plan,
        variant=variant,
        organisation=organisation,
        version=plan.version,
        parts=sorted(parts),
        printed_by=by,
        sha256=sha256,
    )
    with attributed_to(by):
        row.save()
    return row
