from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from citizens.enums import CriterionKind
from core.dates import today
from core.models import Record


def default_quiet_days() -> dict[str, int]:
    return {"hand-held": 7, "regular": 21, "as-needed": 45}


class Programme(Record):
    """A project or permanent offer with criteria, words and numbers of its own (domain.md § 9: data, not code)."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    coordinator_label = models.CharField(_("word for the coordinator"), max_length=40, default="koordinator")
    addiction_label = models.CharField(_("name of the addiction track"), max_length=40, default="Misbrug")
    municipalities = ArrayField(models.CharField(max_length=60), verbose_name=_("municipalities"), default=list)
    emergency_numbers = models.TextField(_("emergency numbers"), blank=True)
    quiet_days = models.JSONField(_("quiet days that are normal"), default=default_quiet_days)
    starts_on = models.DateField(_("from"), default=today)
    ends_on = models.DateField(_("until (first day it is gone)"), null=True, blank=True)

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="programme_dates"
            )
        ]

    def __str__(self) -> str:
        return self.name


class ProgrammeLead(Record):
    """Who leads a programme in a period. A lead sees the programme's citizens by this, never by role alone."""

    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="leads", verbose_name=_("programme")
    )
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="leads", verbose_name=_("project lead"))
    starts_on = models.DateField(_("from"), default=today)
    ends_on = models.DateField(_("until (first day it is gone)"), null=True, blank=True)

    class Meta:
        verbose_name = _("project lead")
        verbose_name_plural = _("project leads")
        ordering = ["-starts_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="lead_dates"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.programme}"


class Criterion(Record):
    """One question of a programme's screening. Residence and age are answered from the master data."""

    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="criteria", verbose_name=_("programme")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=CriterionKind.choices)
    text = models.CharField(_("text"), max_length=200)
    age_from = models.PositiveSmallIntegerField(_("age from"), null=True, blank=True)
    age_to = models.PositiveSmallIntegerField(_("age to, included"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    in_use = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind=CriterionKind.AGE) | Q(age_from__isnull=False, age_to__gte=F("age_from")),
                name="criterion_age_has_bounds",
            )
        ]

    def __str__(self) -> str:
        return self.text
