from __future__ import annotations

from datetime import date, datetime, timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length, Trim
from django.db.models.lookups import GreaterThanOrEqual
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from citizens.enums import EmergencyFinding, EmergencyReason
from citizens.models.citizen import Citizen
from core.dates import danish_date
from core.models import Record
from core.ranges import Moments, UuidPoint

SHORTEST_TEXT = 20  # characters (domain.md § 4)
REMIND_AFTER = timedelta(days=7)
OVERDUE_AFTER = timedelta(days=14)
OPENED_NOTICE = "emergency-opened"  # the kind of notice (citizens.notices)


class EmergencyAccess(Record):
    """One use of emergency access: who opened whose crisis plan and tracks, why, from when to when; what another
    person found when they reviewed it; and how the citizen was told (domain.md § 4, ADR 0024)."""

    citizen = models.ForeignKey(
        Citizen, on_delete=models.PROTECT, related_name="emergencies", verbose_name=_("citizen")
    )
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="emergencies", verbose_name=_("by"))
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="emergencies", verbose_name=_("organisation")
    )
    reason = models.CharField(_("reason"), max_length=12, choices=EmergencyReason.choices)
    text = models.TextField(_("why it cannot wait"))
    opened_at = models.DateTimeField(_("opened"))
    ends_at = models.DateTimeField(_("open until"))

    reviewed_at = models.DateTimeField(_("reviewed"), null=True, blank=True, editable=False)
    reviewed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("reviewed by")
    )
    finding = models.CharField(_("finding"), max_length=14, choices=EmergencyFinding.choices, blank=True)
    review_note = models.TextField(_("note on the review"), blank=True)

    told_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("the citizen told by")
    )
    told_on = models.DateField(_("the citizen was told on"), null=True, blank=True)
    told_how = models.CharField(_("how the citizen was told"), max_length=300, blank=True)
    not_told_because = models.CharField(_("why the citizen is not told"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("emergency access")
        verbose_name_plural = _("emergency accesses")
        ordering = ["-opened_at", "id"]
        indexes = [
            models.Index(fields=["opened_at"], name="emergency_unreviewed", condition=Q(reviewed_at__isnull=True)),
            models.Index(fields=["citizen"], name="emergency_untold", condition=Q(told_by__isnull=True)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=GreaterThanOrEqual(Length(Trim("text")), SHORTEST_TEXT), name="emergency_says_why"
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("opened_at")), name="emergency_ends_after"),
            ExclusionConstraint(
                name="emergency_one_open",
                expressions=[
                    (UuidPoint(F("citizen_id")), RangeOperators.OVERLAPS),
                    (UuidPoint(F("user_id")), RangeOperators.OVERLAPS),
                    (Moments(F("opened_at"), F("ends_at")), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=Q(reviewed_at__isnull=True, reviewed_by__isnull=True, finding="", review_note="")
                | Q(reviewed_at__isnull=False, reviewed_by__isnull=False) & ~Q(finding="") & ~Q(review_note=""),
                name="emergency_review_whole",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=F("user")), name="emergency_review_by_another"
            ),
            models.CheckConstraint(
                condition=Q(told_by__isnull=True, told_on__isnull=True, told_how="", not_told_because="")
                | Q(told_by__isnull=False, told_on__isnull=False, not_told_because="") & ~Q(told_how="")
                | Q(told_by__isnull=False, told_on__isnull=True, told_how="") & ~Q(not_told_because=""),
                name="emergency_told_or_why_not",
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.opened_at:%Y-%m-%d}"

    def is_open_at(self, moment: datetime) -> bool:
        return self.opened_at <= moment < self.ends_at

    @property
    def is_open(self) -> bool:
        return self.is_open_at(timezone.now())

    @property
    def opened_on(self) -> date:
        """The Danish day it was opened on."""
        return danish_date(self.opened_at)

    @property
    def is_overdue(self) -> bool:
        """Not reviewed within 14 days."""
        return self.reviewed_at is None and timezone.now() >= self.opened_at + OVERDUE_AFTER

    @property
    def is_told(self) -> bool:
        """Whether the task to inform the citizen is closed: told, or a reason why not."""
        return self.told_by_id is not None
