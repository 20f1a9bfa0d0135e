"""Wrap every data key with the first of SOMV_FIELD_KEYS. Rows of citizens are not touched."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from core import resealing
from core.keyring import Unreadable, outer_keys, rewrap


class Command(BaseCommand):
    help = (
        "Re-wrap the data keys with the first key of SOMV_FIELD_KEYS (as the owner). The old key must still be there."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                changed, total = rewrap(cursor)
        except Unreadable as error:
            raise CommandError(f"Nothing was changed: {error}.") from error
        now = f"All {total} data keys are wrapped with the outer key {outer_keys()[0].name}"
        self.stdout.write(f"{now}; {changed} were re-wrapped.")
        left = resealing.left()
        if left:
            named = ", ".join(f"{field} ({n})" for field, n in left.items())
            self.stderr.write(
                f"Keep the older keys: values from before there were data keys are sealed with them directly, in "
                f"{named}. Run reseal first."
            )
