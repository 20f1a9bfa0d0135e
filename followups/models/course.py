from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from citizens.models import Citizen, Programme
from core.models import Record
from followups.enums import CourseEnd


class FollowUpSettings(Record):
    """What a programme asks besides the three fixed questions. A programme without a row asks those three only."""

    programme = models.OneToOneField(
        Programme, on_delete=models.PROTECT, related_name="follow_up_settings", verbose_name=_("programme")
    )
    who5 = models.BooleanField(_("ask WHO-5"), default=False)
    together = models.BooleanField(_("ask whether those who help work together"), default=False)
    differently = models.BooleanField(_("ask what we should do differently"), default=False)
    satisfied_from = models.PositiveSmallIntegerField(
        _("satisfied with life from"), default=6, validators=[MinValueValidator(1), MaxValueValidator(10)]
    )

    class Meta:
        verbose_name = _("follow-up settings")
        verbose_name_plural = _("follow-up settings")
        ordering = ["programme_id"]
        constraints = [
            models.CheckConstraint(condition=Q(satisfied_from__range=(1, 10)), name="follow_up_satisfied_from")
        ]

    def __str__(self) -> str:
        return str(self.programme_id)


class Course(Record):
    """A citizen's rounds, counted from one inclusion date. It ends when the plan is closed, participation is withdrawn
    or the citizen leaves; who comes back has a new one.

    `first_round`: rounds before it had passed when the citizen was entered here. They were never asked for, so they
    are not missed; what is known of them can be entered.
    """

    citizen = models.ForeignKey(Citizen, on_delete=models.PROTECT, related_name="courses", verbose_name=_("citizen"))
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+", verbose_name=_("programme"))
    included_on = models.DateField(_("counted from"))
    first_round = models.PositiveSmallIntegerField(_("first round that is asked for"), default=0)
    planned_to = models.DateField(_("due date of the last planned round"), null=True, editable=False)
    ended_on = models.DateField(_("ended"), null=True, blank=True)
    ended_because = models.CharField(_("why it ended"), max_length=12, choices=CourseEnd.choices, blank=True)

    class Meta:
        verbose_name = _("course of follow-ups")
        verbose_name_plural = _("courses of follow-ups")
        ordering = ["included_on", "created_at", "id"]
        indexes = [models.Index(fields=["planned_to"], name="course_to_plan", condition=Q(ended_on__isnull=True))]
        constraints = [
            models.UniqueConstraint(fields=["citizen"], name="course_one_open", condition=Q(ended_on__isnull=True)),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, ended_because="") | Q(ended_on__isnull=False) & ~Q(ended_because=""),
                name="course_end_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.included_on:%d.%m.%Y}"


class Pause(Record):
    """A time in which no round is asked for. A round that is due in it is neither open nor missed."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="pauses", verbose_name=_("course"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until (first day it is over)"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300)

    class Meta:
        verbose_name = _("pause")
        verbose_name_plural = _("pauses")
        ordering = ["-starts_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="pause_dates"
            ),
            models.UniqueConstraint(fields=["course"], name="pause_one_open", condition=Q(ends_on__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.starts_on:%d.%m.%Y}"
