"""What the administrator is told of the outbox: what left, what waits, what fails and why. No citizen, no case."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from celery import current_app
from django.conf import settings
from django.db.models import Count, Min
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.dates import COPENHAGEN
from core.models import Delivery, Heartbeat, Mail, MailState, Notice
from core.outbox.calendar import start_of_day
from core.outbox.retry import failed_mails, stuck_notices

DAYS = 14  # of what left
LISTED = 100  # failed mails on the page

# Code before the colon → what it means to whoever can mend it.
PROBLEMS: dict[str, Any] = {
    "connection": _("The mail server cannot be reached."),
    "timeout": _("The mail server did not answer in time."),
    "name": _("The name of the mail server is not known to the network."),
    "tls": _("No safe connection (TLS) to the mail server could be made."),
    "login": _("The mail server refuses our user name or password."),
    "sender": _("The mail server refuses our own address as the sender."),
    "server": _("The mail server answered with an error."),
    "closing": _("The mail server is about to close."),
    "recipient": _("The mail server does not take mail for this address."),
    "content": _("The mail server does not take this mail."),
    "letter": _("The mail could not be written. That is a fault in the product."),
    "kind": _("It could not be found out whom it concerns. That is a fault in the product."),
    "nobody": _("There is nobody to tell: nobody active answers for it."),
}
NO_ADDRESS = _("The person has no e-mail address. It stands on their own overview.")
FAULT = _("It ended with a fault in the product.")

# What runs by itself (somv/schedule.py), in words.
PARTS: dict[str, Any] = {
    "somv.tasks.send_notices": _("Reminders and mails"),
    "somv.tasks.purge_notices": _("Clearing away old mails"),
    "somv.tasks.work_off_jobs": _("Packs of plans that were ordered"),
    "somv.tasks.purge_jobs": _("Clearing away packs of plans"),
    "audit.tasks.make_partitions": _("Room for the access log"),
    "audit.tasks.seal": _("Access log: sealing"),
    "audit.tasks.look_after_the_chain": _("Access log: clearing up and the end of the chain"),
    "accounts.tasks.forget_old_tries": _("Forgetting failed log-ins"),
    "accounts.tasks.clear_sessions": _("Clearing away sessions that are over"),
    "citizens.tasks.keep_reviews": _("Reviews of accesses"),
    "citizens.tasks.erase_screenings": _("Erasing answers of people who were not included"),
    "citizens.tasks.project_places": _("Accesses that ended yesterday"),
    "core.tasks.drop_old_drafts": _("Clearing away old drafts"),
    "core.tasks.drop_old_cache": _("Clearing away what has run out in the cache"),
    "accounts.tasks.forget_unused": _("Forgetting second steps and addresses nobody uses"),
    "followups.tasks.keep_courses": _("Follow-ups: planning the rounds"),
}


def kind_labels() -> dict[str, Any]:
    """Name → label of every kind of notice."""
    return {name: kind.label for name, kind in import_string(settings.OUTBOX_KINDS).items()}


def said(problem: str) -> Any:
    """A code of the outbox in words; empty for none."""
    return PROBLEMS.get(problem.partition(":")[0], FAULT) if problem else ""


@dataclass(frozen=True)
class FailedMail:
    mail: Mail
    recipient: str
    why: Any
    gives_up: bool


def failures() -> list[FailedMail]:
    """The mails that did not leave, latest first. Two queries."""
    rows = list(failed_mails().order_by("-due_at", "id")[:LISTED])
    names = dict(User.objects.filter(pk__in={row.recipient for row in rows}).values_list("pk", "name").order_by())
    return [
        FailedMail(
            row,
            names.get(row.recipient, "–"),
            NO_ADDRESS if row.state == MailState.NO_ADDRESS else said(row.problem),
            row.state != MailState.WAITING,
        )
        for row in rows
    ]


@dataclass(frozen=True)
class Pile:
    """Notices of one kind that wait, or are stuck for the same reason."""

    label: Any
    number: int
    since: datetime
    next_at: datetime
    why: Any = ""


def stuck(labels: Mapping[str, Any]) -> list[Pile]:
    """The notices nobody can be told of, or whose kind fails."""
    return _piles(stuck_notices(), labels)


def waiting(labels: Mapping[str, Any]) -> list[Pile]:
    """The notices that wait for their time, or for the next digest."""
    return _piles(Notice.objects.filter(settled_at__isnull=True, problem=""), labels)


def _piles(rows: Any, labels: Mapping[str, Any]) -> list[Pile]:
    counted = rows.order_by("kind", "problem").values("kind", "problem")
    counted = counted.annotate(number=Count("pk"), since=Min("due_at"), next_at=Min("try_at"))
    return [
        Pile(labels.get(row["kind"], row["kind"]), row["number"], row["since"], row["next_at"], said(row["problem"]))
        for row in counted
    ]


@dataclass(frozen=True)
class Day:
    day: date
    mails: int
    kinds: tuple[tuple[Any, int], ...]


def days(labels: Mapping[str, Any]) -> list[Day]:
    """What left on the last days, by kind. Two queries."""
    since = start_of_day(timezone.now()) - timedelta(days=DAYS - 1)
    day = TruncDate("ended_at", tzinfo=COPENHAGEN)
    sent = Mail.objects.filter(state=MailState.SENT, ended_at__gte=since).annotate(day=day)
    mails = dict(sent.values_list("day").annotate(number=Count("pk")).order_by("-day"))
    lines = Delivery.objects.filter(mail__state=MailState.SENT, mail__ended_at__gte=since)
    lines = lines.annotate(day=TruncDate("mail__ended_at", tzinfo=COPENHAGEN))
    by_day: dict[date, list[tuple[Any, int]]] = defaultdict(list)
    for when, kind, number in lines.values_list("day", "notice__kind").annotate(n=Count("pk")).order_by("notice__kind"):
        by_day[when].append((labels.get(kind, kind), number))
    return [Day(when, number, tuple(by_day[when])) for when, number in mails.items()]


@dataclass(frozen=True)
class Part:
    """Something that runs by itself."""

    label: Any
    beat: Heartbeat | None
    why: Any


def parts() -> list[Part]:
    """Everything on the schedule, and when it last ran. One query."""
    beats = {row.name: row for row in Heartbeat.objects.order_by("name")}
    names = dict.fromkeys(row["task"] for row in current_app.conf.beat_schedule.values())
    return [
        Part(PARTS.get(name, name), row, said(row.problem) if row else "")
        for name in names
        for row in [beats.get(name)]
    ]


def mails_waiting() -> int:
    """Mails that are written as soon as they may leave."""
    return Mail.objects.filter(state__in=[MailState.WAITING, MailState.SENDING], problem="").count()
