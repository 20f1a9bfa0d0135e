from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.enums import TryKind


class FailedTry(models.Model):
    """One wrong guess at somebody's log-in, forgotten after a day. Names nobody: `who` and `device` are keyed hashes.

    A row tells nothing about whether the name it was about exists, so known and invented names cost the same.
    """

    kind = models.CharField(_("kind"), max_length=10, choices=TryKind.choices)
    who = models.CharField(max_length=64)  # of the user name, the network, or the session
    device = models.CharField(max_length=64, blank=True)  # of the known device it came from; empty: any other
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("failed attempt")
        verbose_name_plural = _("failed attempts")
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["who", "kind", "device", "at"], name="failed_try_slot"),
            models.Index(fields=["at"], name="failed_try_at"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"
