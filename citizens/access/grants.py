"""guardian's rows: the projection of dated places."""

from __future__ import annotations

from django.contrib.auth.models import Permission
from django.db.models import Q

from citizens.models import CareTeamMember, Citizen, CitizenUserObjectPermission
from core.dates import today


def project_places(citizen: Citizen) -> None:
    """Write guardian's rows anew from the citizen's dated places that have not ended. Same transaction as the place."""
    right = Permission.objects.get_by_natural_key("view_citizen", "citizens", "citizen")
    open_places = CareTeamMember.objects.filter(citizen=citizen, user__isnull=False).filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=today())
    )
    wanted = set(open_places.order_by().values_list("user_id", flat=True))
    rows = CitizenUserObjectPermission.objects.filter(content_object=citizen)
    rows.exclude(user_id__in=wanted).delete()
    present = set(rows.values_list("user_id", flat=True))
    CitizenUserObjectPermission.objects.bulk_create(
        CitizenUserObjectPermission(user_id=user_id, permission=right, content_object=citizen)
        for user_id in wanted - present
    )
