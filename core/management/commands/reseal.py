"""Reseal values from before there were data keys. Safe to run again, and beside running processes."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core import resealing
from core.keyring import Unreadable


class Command(BaseCommand):
    help = "Seal anew, under data keys, what was sealed directly with SOMV_FIELD_KEYS (as the owner)."

    def handle(self, *args: Any, **options: Any) -> None:
        total = 0
        for column in resealing.columns():
            try:
                done = resealing.reseal(column)
            except Unreadable as error:
                raise CommandError(f"{column.field}: {error}. What was done before stays done.") from error
            if done:
                self.stdout.write(f"{column.field}: {done}")
            total += done
        self.stdout.write(f"{total} values were sealed anew; none is left.")
