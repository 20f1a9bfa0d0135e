"""The signpost: what the head of a citizen's pages shows, kept in one row so that one read is enough."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q

from citizens.models import Citizen, Signpost, Stay
from core.dates import today


def signpost(citizen: Citizen, **fields: Any) -> Signpost:
    """Write what the head shows. Call it in the transaction of the cause; raises TransactionManagementError outside."""
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("signpost() belongs in the transaction of its cause")
    row, _made = Signpost.objects.update_or_create(citizen_id=citizen.pk, defaults=fields)
    citizen.signpost = row
    return row


def signposts(field: str, values: Mapping[UUID, Any]) -> None:
    """Write one field of many heads at once: citizen → value. As `signpost`, in the transaction of the cause."""
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("signposts() belongs in the transaction of its cause")
    rows = [Signpost(citizen_id=pk, **{field: value}) for pk, value in sorted(values.items())]
    Signpost.objects.bulk_create(rows, update_conflicts=True, unique_fields=["citizen"], update_fields=[field])


def recompute(citizen: Citizen) -> Signpost:
    """Derive anew what citizens itself knows: the stay that is running, or else the next one that is known."""
    stay = (
        Stay.objects.filter(citizen=citizen, voided=False, starts_on__isnull=False)
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gt=today()))
        .order_by("starts_on", F("ends_on").desc(nulls_first=True), "id")
        .first()
    )
    return signpost(
        citizen, admitted_from=stay.starts_on if stay else None, admitted_until=stay.ends_on if stay else None
    )
