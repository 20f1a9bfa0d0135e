from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from accounts.actions import Link
from accounts.enums import WishOutcome
from accounts.models import Wish
from core.attribution import SYSTEM
from core.models import Refused
from tracks.actions.wishes import answer_wish


class Command(BaseCommand):
    """The operator as the second pair of eyes, where there is one administrator only. Run it as the worker or owner."""

    help = "Approve or refuse what an administrator asked for and no other administrator can answer (ADR 0033)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("wish", help="the number the page of the wish shows")
        parser.add_argument("answer", choices=["granted", "refused"])
        parser.add_argument("--reason", required=True, help="why, and how you made sure; stands in the history")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            wish = Wish.objects.select_related("person", "asked_by").get(pk=options["wish"])
        except (Wish.DoesNotExist, ValidationError) as error:
            raise CommandError("There is no such wish.") from error
        self.stdout.write(f"{wish.asked_by.username} asked about {wish.person.username}: {wish.what} {wish.role}")
        answer, reason = WishOutcome(options["answer"]), options["reason"].strip()[:300]
        try:
            made = answer_wish(wish, by=SYSTEM, answer=answer, operator_reason=reason)
        except Refused as refused:
            raise CommandError(str(refused.message)) from refused
        self.stdout.write(str(answer.value))
        if isinstance(made, Link):
            self.stdout.write(f"Hand over, once: {settings.BASE_URL}{reverse('accounts:welcome', args=[made.token])}")
