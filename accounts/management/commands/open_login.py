from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import actions
from accounts.models import User
from core.attribution import SYSTEM
from core.models import Refused


class Command(BaseCommand):
    """For the operator, when nobody is left who can press the button: it stands in the history as the system's act."""

    help = "Open a log-in that failed attempts have shut (--networks: the networks that are shut)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", nargs="?", default="")
        parser.add_argument("--reason", default="", help="why, and who asked; kept in the history")
        parser.add_argument("--networks", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["username"] and not options["networks"]:
            raise CommandError("Give a user name, or --networks.")
        if options["networks"]:
            self.stdout.write(f"{actions.open_networks()} attempts of networks are forgotten.")
        if options["username"]:
            self._open(options["username"], options["reason"])

    def _open(self, username: str, reason: str) -> None:
        person = User.objects.filter(username=username).first()
        if person is None:
            raise CommandError("Nobody has that user name.")
        if not reason.strip():
            raise CommandError("Say why and who asked: --reason.")
        try:
            actions.open_login(person, by=SYSTEM, reason=reason.strip()[:300])
        except Refused as error:
            raise CommandError(str(error)) from error
        self.stdout.write("The log-in is open.")
