"""Begin a new data key for new values. Older keys go on reading; nothing that is stored is touched."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.keyring import FRESH, Unreadable, aside, keyring, stored


class Command(BaseCommand):
    help = "Begin a new data key for one sealed column (table.column), or for all of them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("field", nargs="?", help="table.column; see the list it prints for a wrong one")
        parser.add_argument("--all", action="store_true", help="every column that has a key")

    def handle(self, *args: Any, **options: Any) -> None:
        with aside() as cursor:
            known = sorted({row.field for row in stored(cursor)})
        wanted = known if options["all"] else [options["field"]]
        if not set(wanted) <= set(known):
            raise CommandError(f"Name a column that has a key, or --all: {', '.join(known) or 'none has one yet'}.")
        for field in wanted:
            try:
                keyring().begin(field)
            except Unreadable as error:
                raise CommandError(f"{field}: {error}.") from error
            self.stdout.write(f"{field}: a new key. Every process writes with it within {FRESH // 60} minutes.")
