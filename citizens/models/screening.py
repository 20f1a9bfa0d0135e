from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from citizens.enums import Answer, ScreeningResult
from citizens.models.citizen import Citizen
from citizens.models.programme import Criterion
from core.dates import today
from core.models import Record


class Screening(Record):
    """The answers against a programme's criteria, and what the coordinator decided with which reason.

    `erased_on`: since when neither answers nor reasons are there any more (ADR 0032).
    """

    citizen = models.OneToOneField(
        Citizen, on_delete=models.PROTECT, related_name="screening", verbose_name=_("citizen")
    )
    screened_on = models.DateField(_("screened"), default=today)
    result = models.CharField(_("result"), max_length=8, choices=ScreeningResult.choices)
    reasons = models.JSONField(_("reasons"), default=list)
    overridden = models.BooleanField(_("included all the same"), default=False)
    override_reason = models.TextField(_("reason for including all the same"), blank=True)
    erased_on = models.DateField(_("answers erased"), null=True, blank=True)

    class Meta:
        verbose_name = _("screening")
        verbose_name_plural = _("screenings")
        ordering = ["-screened_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(overridden=False, override_reason="") | (Q(overridden=True) & ~Q(override_reason="")),
                name="screening_override_reason",
            ),
            models.CheckConstraint(
                condition=Q(erased_on__isnull=True) | Q(reasons=[]), name="screening_erased_without_reasons"
            ),
        ]

    def __str__(self) -> str:
        return self.get_result_display()

    @property
    def passed(self) -> bool:
        return self.overridden or self.result == ScreeningResult.MEETS


class ScreeningAnswer(Record):
    """One criterion's answer. Personal: erased after a set time where the citizen was never included."""

    screening = models.ForeignKey(
        Screening, on_delete=models.PROTECT, related_name="answers", verbose_name=_("screening")
    )
    criterion = models.ForeignKey(
        Criterion, on_delete=models.PROTECT, related_name="answers", verbose_name=_("criterion")
    )
    answer = models.CharField(_("answer"), max_length=8, choices=Answer.choices)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("screening answer")
        verbose_name_plural = _("screening answers")
        ordering = ["criterion__position", "id"]
        constraints = [models.UniqueConstraint(fields=["screening", "criterion"], name="screening_answer_once")]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.get_answer_display()}"
