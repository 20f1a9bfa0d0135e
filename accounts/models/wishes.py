from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role, WishKind, WishOutcome
from accounts.models.people import Organisation
from accounts.roles import LEADING_FAR
from core.models import Record

WISH_LIFETIME = timedelta(days=7)
WITH_A_ROLE = (WishKind.ROLE, WishKind.RETURN)


class Wish(Record):
    """What an administrator asks another to agree to, before anything of it happens (ADR 0033).

    `reason` is what the act itself asks for. The operator, who is nobody in the database, gives `operator_reason`.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="wishes", verbose_name=_("person")
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="asked_wishes", verbose_name=_("asked by")
    )
    what = models.CharField(_("what"), max_length=12, choices=WishKind.choices)
    role = models.CharField(_("role"), max_length=20, choices=Role.choices, blank=True)
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="wishes",
        verbose_name=_("organisation"),
    )
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until (first day it is gone)"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    expires_at = models.DateTimeField(_("valid until"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=WishOutcome.choices, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="decided_wishes",
        verbose_name=_("decided by"),
    )
    operator_reason = models.CharField(_("the operator’s reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("wish for a second yes")
        verbose_name_plural = _("wishes for a second yes")
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["person", "what"], condition=Q(outcome=""), name="wish_one_open"),
            models.CheckConstraint(
                condition=Q(what__in=WITH_A_ROLE, role__in=LEADING_FAR, organisation__isnull=False)
                & Q(starts_on__isnull=False)
                | ~Q(what__in=WITH_A_ROLE)
                & Q(role="", organisation__isnull=True, starts_on__isnull=True)
                & Q(ends_on__isnull=True),
                name="wish_role_whole",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")), name="wish_dates"
            ),
            models.CheckConstraint(
                condition=Q(outcome="", decided_at__isnull=True, decided_by__isnull=True, operator_reason="")
                | Q(outcome=WishOutcome.EXPIRED, decided_at__isnull=False, decided_by__isnull=True, operator_reason="")
                | Q(outcome__in=("granted", "refused", "withdrawn"), decided_at__isnull=False)
                & (
                    Q(decided_by__isnull=False, operator_reason="")
                    | Q(decided_by__isnull=True) & ~Q(operator_reason="")
                ),
                name="wish_decided_whole",
            ),
            models.CheckConstraint(
                condition=Q(outcome=WishOutcome.WITHDRAWN, decided_by__isnull=False, decided_by=F("asked_by"))
                | ~Q(outcome=WishOutcome.WITHDRAWN) & (Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by"))),
                name="wish_decided_by_another",
            ),
            models.CheckConstraint(
                condition=Q(outcome=WishOutcome.WITHDRAWN) | Q(decided_by__isnull=True) | ~Q(decided_by=F("person")),
                name="wish_not_decided_by_the_person",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=WishOutcome.GRANTED) | Q(decided_at__lt=F("expires_at")),
                name="wish_granted_in_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()}: {self.person}"
