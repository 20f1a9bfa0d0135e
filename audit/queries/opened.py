"""Which citizens somebody has opened within the hour, asked of the log in the statement that names who asks."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime
from typing import Any

from django.db import connection

Opened = dict[uuid.UUID, datetime]  # citizen → when last


def name_asker(user_id: Any, most: int) -> Opened | None:
    """As core.context.name_asker. None while fewer than `most` were opened, else all of them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select set_config('app.user_id', %s, true), audit_opened(%s, %s)", [str(user_id), user_id, most]
        )
        found = cursor.fetchone()[1]
    if found is None:
        return None
    told = json.loads(found) if isinstance(found, str) else found
    return {uuid.UUID(citizen): datetime.fromtimestamp(last, UTC) for citizen, last in told.items()}
