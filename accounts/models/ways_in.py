from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.enums import LinkPurpose
from accounts.models.people import User
from core.models import Record

LINK_LIFETIME = timedelta(days=7)


class Invitation(Record):
    """A one-time link by which a person chooses a password. Only a keyed hash of it is kept; one is open at a time."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="invitations", verbose_name=_("person"))
    purpose = models.CharField(_("purpose"), max_length=12, choices=LinkPurpose.choices)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField(_("valid until"))
    used_at = models.DateTimeField(_("used"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    class Meta:
        verbose_name = _("one-time link")
        verbose_name_plural = _("one-time links")
        ordering = ["-created_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(used_at__isnull=True, withdrawn_at__isnull=True),
                name="invitation_one_open",
            ),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(withdrawn_at__isnull=True), name="invitation_used_or_withdrawn"
            ),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(used_at__lt=F("expires_at")), name="invitation_used_in_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}: {self.user}"


class CalendarKey(Record):
    """What opens a person's own calendar to a calendar program, which cannot log in. Only a keyed hash of it is kept;
    one is open at a time. It opens what the person may see on the day it is fetched, and nothing else."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="calendar_keys", verbose_name=_("person"))
    key_hash = models.CharField(max_length=64, unique=True, editable=False)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")
        ordering = ["-created_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(ended_at__isnull=True), name="calendar_key_one_open")
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name}: {self.user}"


class FactorReset(Record):
    """An administrator has taken away a person's second step, because it was lost; the next log-in sets it up anew.

    Who did it stands in the history. What was taken away is gone: a secret nobody has is no use to anybody.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="factor_resets", verbose_name=_("person"))
    reason = models.CharField(_("reason"), max_length=300)

    class Meta:
        verbose_name = _("reset of a second step")
        verbose_name_plural = _("resets of second steps")
        ordering = ["-created_at", "id"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="factor_reset_says_why")]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name}: {self.user}"


class LockLift(Record):
    """An administrator (or, from the command line, the operator) has opened a log-in that failed attempts had shut."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="lock_lifts", verbose_name=_("person"))
    reason = models.CharField(_("reason"), max_length=300)

    class Meta:
        verbose_name = _("opened log-in")
        verbose_name_plural = _("opened log-ins")
        ordering = ["-created_at", "id"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="lock_lift_says_why")]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name}: {self.user}"


class ProviderLink(Record):
    """That somebody whom a provider of OIDC_PROVIDERS knows is this person. Provider and subject are the whole key.

    Only a keyed hash of the subject is kept: some providers make it of an e-mail address or a CPR number.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="provider_links", verbose_name=_("person"))
    provider = models.CharField(_("provider"), max_length=31)
    subject_hash = models.CharField(max_length=64, editable=False)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("log-in at a provider")
        verbose_name_plural = _("log-ins at providers")
        ordering = ["-created_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "subject_hash"],
                condition=Q(ended_at__isnull=True),
                name="provider_link_one_person",
            ),
            models.UniqueConstraint(
                fields=["user", "provider"], condition=Q(ended_at__isnull=True), name="provider_link_one_each"
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name}: {self.user}"
