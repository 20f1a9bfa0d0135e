from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from accounts.actions.lookup import Ended, end_what_was_hashed
from citizens.actions.lookup import CITIZENS, FOLLOWING, Keys, UnderNeither, not_under, renew_citizens, renew_following
from core.keyring import Unreadable
from core.lookup_key import name_of, stand_under, standing

_CONNECTED = """
    select usename::text, count(*) from pg_stat_activity
    where datname = current_database() and usename in ('somv_app', 'somv_worker') group by 1 order by 1
"""


class Command(BaseCommand):
    """SOMV_LOOKUP_KEY replaces SOMV_OLD_LOOKUP_KEY (ADR 0034). Safe to break off, and to run again."""

    help = "Put all look-up values under SOMV_LOOKUP_KEY; SOMV_OLD_LOOKUP_KEY is the key before (as the owner)."

    def handle(self, *args: Any, **options: Any) -> None:
        keys = self._keys()
        self._nobody_is_connected()
        try:
            self._refuse_wrong_key(keys)
            self._citizens(keys)
            for place in FOLLOWING:
                self._told(place.table, renew_following(place, keys))
            left = not_under(keys.new)
        except (Unreadable, UnderNeither) as error:
            raise CommandError(f"{error}. What was done before stays done; run it again when it is mended.") from error
        if left:
            raise CommandError(f"Not under the new key: {_list(left)}. Run it again.")
        with connection.cursor() as cursor:
            stand_under(cursor, keys.new, finished=True)
        done = f"Every look-up value stands under the key {name_of(keys.new)}."
        self.stdout.write(f"{done} The old one is for backups from before, and for nothing else.")

    def _keys(self) -> Keys:
        keys = Keys(settings.SOMV_OLD_LOOKUP_KEY, settings.SOMV_LOOKUP_KEY)
        if not keys.old:
            raise CommandError("Set SOMV_OLD_LOOKUP_KEY to the key before, and SOMV_LOOKUP_KEY to the new one.")
        if keys.old == keys.new:
            raise CommandError("SOMV_OLD_LOOKUP_KEY and SOMV_LOOKUP_KEY are the same key.")
        return keys

    def _nobody_is_connected(self) -> None:
        """Whoever serves with the old key would find nothing, and let a number in twice."""
        with connection.cursor() as cursor:
            cursor.execute(_CONNECTED)
            found = dict(cursor.fetchall())
        if found:
            raise CommandError(f"Stop web, worker and beat first. Still connected: {_list(found)}.")

    def _refuse_wrong_key(self, keys: Keys) -> None:
        with connection.cursor() as cursor:
            stands = standing(cursor)
        if stands is None:
            raise CommandError("Run migrate first.")
        if stands.name not in (name_of(keys.old), name_of(keys.new)):
            raise CommandError(
                f"Nothing was changed: the look-up values stand under the key {stands.name}; "
                f"SOMV_OLD_LOOKUP_KEY is the key {name_of(keys.old)}."
            )
        if damaged := not_under(keys.old, keys.new):
            raise CommandError(f"Nothing was changed: rows are under neither key: {_list(damaged)}.")

    def _citizens(self, keys: Keys) -> None:
        """The citizens, what ends, and the key's name: together or not at all."""
        with transaction.atomic(), connection.cursor() as cursor:
            stands = standing(cursor)
            changed = renew_citizens(keys)
            ended = None if stands and stands.name == name_of(keys.new) else end_what_was_hashed()
            stand_under(cursor, keys.new, finished=False)
        self._told(CITIZENS.table, changed)
        if ended:
            self._say_what_ended(ended)

    def _told(self, table: str, changed: int) -> None:
        self.stdout.write(f"{table}: {changed}")

    def _say_what_ended(self, ended: Ended) -> None:
        self.stdout.write(
            f"Ended: {ended.links} open one-time links (give new ones), {ended.calendars} calendar addresses (each "
            f"person makes a new one), {ended.providers} log-ins at providers (each is tied anew).\n"
            "Counts of failed log-ins begin anew, no browser is known any more, and pseudonyms in extracts differ "
            "from earlier ones."
        )
        if ended.without_a_way:
            self.stdout.write(f"No way in is left for: {', '.join(ended.without_a_way)}. Give each a one-time link.")


def _list(found: dict[str, int]) -> str:
    return ", ".join(f"{name} ({n})" for name, n in found.items())
