from __future__ import annotations

from typing import Any

from accounts.enums import Role
from accounts.models import Affiliation, valid_on
from core.dates import today


def demo_people() -> list[dict[str, Any]]:
    """Whom the demo can be tried as, coordinators first: user name, name, and what they are where."""
    people = (
        Affiliation.objects.filter(valid_on(today()), user__is_active=True)
        .select_related("user", "organisation")
        .order_by("user__username")
    )
    order = list(Role)
    return [
        {
            "username": row.user.username,
            "name": row.user.name,
            "function": f"{row.get_role_display()}, {row.organisation}",
        }
        for row in sorted(people, key=lambda row: order.index(Role(row.role)))
    ]
