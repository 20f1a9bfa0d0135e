"""The cache in the database (settings.CACHES) throws out for want of room, and never for want of use."""

from __future__ import annotations

from django.db import connection


def drop_expired() -> int:
    """Delete what has run out: codes that were used, counts of tries, what a provider published. Returns how many."""
    with connection.cursor() as cursor:
        cursor.execute("delete from core_cache where expires < now()")
        return int(cursor.rowcount)
