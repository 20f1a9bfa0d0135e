"""The outbox: what is to be told, to whom, and the mails it went out in."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

NAMESPACE = uuid.UUID("6a3f1f0e-52a6-4c0c-9d5e-0b1d6a3b7c11")


class Notice(models.Model):
    """One thing somebody is to be told about an object: a reminder, or a message of something that happened.

    Written in the transaction of its cause or found by the sweep; `key` (kind, object, occasion) makes that it exists
    once. Whom it goes to is judged when it is sent, not here. Ids only: core knows neither the object nor the people.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=40)
    about = models.UUIDField(_("about"))
    occasion = models.CharField(_("occasion"), max_length=40)  # "14 days before", or the day: never a person's data
    key = models.CharField(_("key"), max_length=130, unique=True)
    due_at = models.DateTimeField(_("due"))
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    settled_at = models.DateTimeField(
        _("settled"), null=True
    )  # sent to all it concerned, or it no longer concerned anyone
    try_at = models.DateTimeField(_("looked at again"))
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    problem = models.CharField(_("what is wrong"), max_length=60, blank=True)  # a class of error, no text of it

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["due_at", "id"]
        indexes = [models.Index(fields=["try_at", "id"], name="notice_waiting", condition=Q(settled_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.kind} {self.occasion}"


class MailState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    EMPTY = "empty", _("Nothing left to say")
    NO_ADDRESS = "no-address", _("No e-mail address")
    REFUSED = "refused", _("Refused by the mail server")


class Mail(models.Model):
    """A mail to one person: the digest of a day, or one notice that cannot wait. Its words are written as it is sent.

    The id is derived from `key`, and the Message-ID from the id, so that a doubled mail is recognised as the same.
    """

    ENDED = (MailState.SENT, MailState.EMPTY, MailState.NO_ADDRESS, MailState.REFUSED)

    id = models.UUIDField(primary_key=True, editable=False)
    key = models.CharField(_("key"), max_length=130, unique=True)
    recipient = models.UUIDField(_("to"))
    state = models.CharField(_("state"), max_length=10, choices=MailState.choices, default=MailState.WAITING)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    due_at = models.DateTimeField(_("due"))
    try_at = models.DateTimeField(_("tried next"))
    claim = models.UUIDField(_("claimed by"), null=True)
    claimed_until = models.DateTimeField(_("claimed until"), null=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    problem = models.CharField(_("what is wrong"), max_length=60, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True)

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ["-due_at", "id"]
        indexes = [
            models.Index(fields=["try_at", "id"], name="mail_waiting", condition=Q(state__in=["waiting", "sending"])),
            models.Index(fields=["recipient", "-due_at"], name="mail_of_person"),
        ]
        constraints = [
            models.CheckConstraint(
                name="mail_claim",
                condition=Q(state="sending", claim__isnull=False, claimed_until__isnull=False)
                | ~Q(state="sending") & Q(claim__isnull=True, claimed_until__isnull=True),
            ),
            models.CheckConstraint(
                name="mail_end",
                condition=Q(state__in=["waiting", "sending"], ended_at__isnull=True)
                | ~Q(state__in=["waiting", "sending"]) & Q(ended_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.key

    @staticmethod
    def id_of(key: str) -> uuid.UUID:
        return uuid.uuid5(NAMESPACE, key)


class Delivery(models.Model):
    """A notice on its way to one person: in which mail it goes, or went."""

    id = models.BigAutoField(primary_key=True)
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="deliveries", verbose_name=_("notice"))
    recipient = models.UUIDField(_("to"))
    mail = models.ForeignKey(Mail, on_delete=models.PROTECT, related_name="deliveries", verbose_name=_("mail"))

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["notice", "recipient"], name="delivery_once")]

    def __str__(self) -> str:
        return str(self.pk)


class Heartbeat(models.Model):
    """When a part of the machine last ran, and how it went: what the health page tells."""

    name = models.CharField(_("name"), max_length=40, primary_key=True)
    began_at = models.DateTimeField(_("began"))
    ended_at = models.DateTimeField(_("ended"), null=True)
    done = models.PositiveIntegerField(_("done"), default=0)
    problem = models.CharField(_("what is wrong"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("heartbeat")
        verbose_name_plural = _("heartbeats")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
