from __future__ import annotations

from typing import Any

from accounts.models import Affiliation, valid_on
from core.dates import today


def demo_people() -> list[dict[str, Any]]:
    """Whom the demo can be tried as: user name, name, and what they are where."""
    people = (
        Affiliation.objects.filter(valid_on(today()), user__is_active=True)
        .select_related("user", "organisation")
        .order_by("role", "user__username")
    )
    return [
        {
            "username": row.user.username,
            "name": row.user.name,
            "function": f"{row.get_role_display()}, {row.organisation}",
        }
        for row in people
    ]
