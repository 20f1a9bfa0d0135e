from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from somv.demo import loading, people


class Command(BaseCommand):
    """Loads the demo data once: a second call only says so. Never where real people's data are, or could be."""

    help = "Load the demo data once and print who can log in."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.PLAYGROUND:
            raise CommandError("Demo data are loaded only where SOMV_DEMO=1: everybody knows their passwords.")
        try:
            done = loading.load()
        except loading.RealData as error:
            raise CommandError(str(error)) from error
        self.stdout.write("The demo data are loaded." if done else "The demo data are there already.")
        self.stdout.write(people.listing())
