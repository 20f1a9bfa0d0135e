from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from citizens.enums import TRACK_CHOICES, Place
from citizens.models import CareTeamMember, Relative
from core.dates import today
from core.models import Record
from tracks.enums import (
    ENDED,
    STATUS_TONES,
    Attainment,
    FollowUpResult,
    InterventionArea,
    InterventionStatus,
    ResponsibleKind,
)
from tracks.models.goal import Goal
from tracks.models.track import Track

_NO_RESPONSIBLE = Q(
    responsible_member__isnull=True,
    responsible_organisation__isnull=True,
    responsible_function="",
    relative__isnull=True,
)


def responsible_key(row: Any) -> str:
    """Who answers, as one value: "", citizen, function, member:<id> or relative:<id>. Takes history rows, too."""
    if row.responsible_kind == ResponsibleKind.MEMBER:
        return f"member:{row.responsible_member_id}"
    if row.responsible_kind == ResponsibleKind.RELATIVE:
        return f"relative:{row.relative_id}"
    return str(row.responsible_kind)


class LegalBasis(Record):
    """A paragraph of the pick list (domain.md § 8); configurable data."""

    track = models.CharField(_("track"), max_length=12, choices=TRACK_CHOICES)
    name = models.CharField(_("paragraph"), max_length=60)
    explanation = models.CharField(_("what it is about"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    in_use = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("legal basis")
        verbose_name_plural = _("legal bases")
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["track", "name"], name="legal_basis_once")]

    def __str__(self) -> str:
        return self.name


class Intervention(Record):
    """What is done, by exactly one responsible. Nobody yet is possible in a draft, never when prioritised in force."""

    track = models.ForeignKey(Track, on_delete=models.PROTECT, related_name="interventions", verbose_name=_("track"))
    goal = models.ForeignKey(
        Goal,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="interventions",
        verbose_name=_("serves the goal"),
    )
    area = models.CharField(_("area"), max_length=12, choices=InterventionArea.choices, default=InterventionArea.OTHER)
    text = models.CharField(_("what is to be done"), max_length=300)
    legal_basis = models.ForeignKey(
        LegalBasis, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("legal basis")
    )
    legal_basis_note = models.CharField(_("other legal basis"), max_length=120, blank=True)

    responsible_kind = models.CharField(_("responsible"), max_length=8, choices=ResponsibleKind.choices, blank=True)
    responsible_member = models.ForeignKey(
        CareTeamMember,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="interventions",
        verbose_name=_("person"),
    )
    responsible_organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("organisation")
    )
    responsible_function = models.CharField(_("function"), max_length=80, blank=True)
    relative = models.ForeignKey(
        Relative,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="interventions",
        verbose_name=_("relative"),
    )

    prioritised = models.BooleanField(_("prioritised now"), default=True)
    starts_on = models.DateField(_("start"), null=True, blank=True)
    deadline = models.DateField(_("deadline"), null=True, blank=True)
    status = models.CharField(
        _("status"), max_length=12, choices=InterventionStatus.choices, default=InterventionStatus.NOT_STARTED
    )
    status_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("status reported by")
    )
    status_at = models.DateTimeField(_("status reported"), null=True, blank=True)
    follow_up_note = models.TextField(_("follow-up"), blank=True)
    follow_up_result = models.CharField(
        _("result of follow-up"), max_length=8, choices=FollowUpResult.choices, blank=True
    )
    attainment = models.CharField(_("attainment"), max_length=16, choices=Attainment.choices, blank=True)
    ended_on = models.DateField(_("ended"), null=True, blank=True)
    ended_reason = models.CharField(_("reason"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("intervention")
        verbose_name_plural = _("interventions")
        ordering = ["position", "created_at", "id"]
        indexes = [
            models.Index(fields=["responsible_member", "status", "deadline"], name="intervention_of_member"),
            # The reminder asks for open deadlines that have passed.
            models.Index(fields=["deadline", "id"], name="intervention_deadline", condition=Q(ended_on__isnull=True)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(deadline__isnull=True) | Q(starts_on__isnull=True) | Q(deadline__gte=F("starts_on")),
                name="intervention_deadline_after_start",
            ),
            models.CheckConstraint(
                condition=(Q(responsible_kind__in=[ResponsibleKind.NOBODY, ResponsibleKind.CITIZEN]) & _NO_RESPONSIBLE)
                | Q(
                    responsible_kind=ResponsibleKind.MEMBER,
                    responsible_member__isnull=False,
                    responsible_organisation__isnull=True,
                    responsible_function="",
                    relative__isnull=True,
                )
                | Q(
                    responsible_kind=ResponsibleKind.FUNCTION,
                    responsible_member__isnull=True,
                    responsible_organisation__isnull=False,
                    relative__isnull=True,
                )
                & ~Q(responsible_function="")
                | Q(
                    responsible_kind=ResponsibleKind.RELATIVE,
                    responsible_member__isnull=True,
                    responsible_organisation__isnull=True,
                    responsible_function="",
                    relative__isnull=False,
                ),
                name="intervention_one_responsible",
            ),
            models.CheckConstraint(
                condition=Q(status__in=ENDED, ended_on__isnull=False) | ~Q(status__in=ENDED) & Q(ended_on__isnull=True),
                name="intervention_ended_has_date",
            ),
            models.CheckConstraint(
                condition=~Q(status=InterventionStatus.STOPPED) | ~Q(ended_reason=""),
                name="intervention_stopped_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_open(self) -> bool:
        return self.status not in ENDED

    def overdue_on(self, day: date) -> bool:
        """Open with a deadline before `day`; on the day itself it is not late yet."""
        return self.is_open and self.deadline is not None and self.deadline < day

    @property
    def overdue(self) -> bool:
        return self.overdue_on(today())

    @property
    def tone(self) -> str:
        return STATUS_TONES[InterventionStatus(self.status)]

    @property
    def ownerless(self) -> bool:
        """Nobody answers for it: none named yet, or the person's place in the network has ended."""
        if self.responsible_kind != ResponsibleKind.MEMBER or self.responsible_member is None:
            return not self.responsible_kind
        return self.responsible_member.ends_on is not None and self.responsible_member.ends_on <= today()

    @property
    def at_coordinator(self) -> bool:
        member = self.responsible_member
        return member is not None and not self.ownerless and member.place in (Place.COORDINATOR, Place.CO_COORDINATOR)
