"""Whether it runs: for whoever watches the machine, without log-in."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from audit.actions import Noted
from core.heartbeat import ended_at

SWEEP = "somv.tasks.send_notices"
OLDEST = 10 * 60  # seconds


@login_not_required
@require_safe
def health(request: Noted) -> JsonResponse:
    """200 when the database answers and the sweep has run within ten minutes, else 503; the age in seconds.

    Nothing is logged as a look: nothing of anybody is shown.
    """
    try:
        ended = ended_at(SWEEP)
    except DatabaseError:
        return JsonResponse({"database": False}, status=503)
    age = None if ended is None else int((timezone.now() - ended).total_seconds())
    fresh = age is not None and age <= OLDEST
    return JsonResponse({"database": True, "sweep_age_seconds": age}, status=200 if fresh else 503)
