"""guardian's rows: the projection of dated places."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.contrib.auth.models import Permission
from django.db.models import Q

from citizens.models import CareTeamMember, Citizen, CitizenUserObjectPermission
from core.dates import today


def project_places(citizen: Citizen) -> None:
    """Write guardian's rows anew from the citizen's dated places that have not ended. Same transaction as the place."""
    project_places_of([citizen.pk])


def project_places_of(citizens: Iterable[uuid.UUID]) -> None:
    """The same for many citizens in the same number of queries: one act may move hundreds."""
    keys = list(citizens)
    right = Permission.objects.get_by_natural_key("view_citizen", "citizens", "citizen")
    open_places = CareTeamMember.objects.filter(citizen__in=keys, user__isnull=False).filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=today())
    )
    wanted = set(open_places.order_by().values_list("citizen_id", "user_id"))
    rows = CitizenUserObjectPermission.objects.filter(content_object__in=keys)
    present = {(citizen, user): key for key, citizen, user in rows.values_list("pk", "content_object_id", "user_id")}
    gone = [key for pair, key in present.items() if pair not in wanted]
    CitizenUserObjectPermission.objects.filter(pk__in=gone).delete()
    CitizenUserObjectPermission.objects.bulk_create(
        CitizenUserObjectPermission(user_id=user_id, permission=right, content_object_id=citizen_id)
        for citizen_id, user_id in sorted(wanted - present.keys(), key=str)
    )
