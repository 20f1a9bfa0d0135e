"""Mails and notices are kept for half a year; then nobody asks any more whether one was sent."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from core.models import Delivery, Mail, Notice
from core.outbox.notices import KEPT

UNTOLD_KEPT = 2 * KEPT


@transaction.atomic
def purge(now: datetime) -> int:
    """Delete mails that ended before that, and the notices that were settled in them; returns how many notices.

    What could be told to nobody waits twice as long for somebody to be there.
    """
    before = now - KEPT
    Delivery.objects.filter(mail__ended_at__lt=before).delete()
    Mail.objects.filter(ended_at__lt=before).exclude(deliveries__isnull=False).delete()
    old = Notice.objects.filter(settled_at__lt=before, due_at__lt=before).exclude(deliveries__isnull=False)
    untold = Notice.objects.filter(settled_at__isnull=True, due_at__lt=now - UNTOLD_KEPT)
    return old.delete()[0] + untold.exclude(deliveries__isnull=False).delete()[0]
