"""What stands before the pages that put several apps side by side."""

from __future__ import annotations

import dataclasses
import uuid
from typing import Any

from accounts.access import Found
from accounts.permissions import Permission
from overview.documents import variants_for
from plans import access


def printable(user: Any, plan_id: uuid.UUID) -> Found:
    """Finder: a plan to print. Two rights lead here, to the whole or to one's own part; with neither it is 403."""
    found = access.plan(user, plan_id)
    if variants_for(found.case):
        return found
    return dataclasses.replace(found, rights=found.rights - {Permission.PLAN_VIEW})
