from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from citizens.models import Citizen, Programme
from core.models import Record
from followups.enums import NotRelevant
from followups.models.course import Course
from followups.models.dates import WINDOW


class FollowUp(Record):
    """A round: one of the three-monthly follow-ups of a citizen (tremånedersopfølgning).

    Only what somebody did is stored; whether a round is to come, open or missed follows from the day. `ended_on` is the
    day it was answered (the true date, however late) or set as not relevant: a round without it still waits.
    """

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="rounds", verbose_name=_("course"))
    citizen = models.ForeignKey(Citizen, on_delete=models.PROTECT, related_name="follow_ups", verbose_name=_("citizen"))
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+", verbose_name=_("programme"))
    number = models.PositiveSmallIntegerField(_("round"))
    due_on = models.DateField(_("due"))
    closes_on = models.DateField(_("closes (the next one opens)"))
    ended_on = models.DateField(_("ended"), null=True, blank=True)
    not_relevant = models.CharField(_("not relevant because"), max_length=10, choices=NotRelevant.choices, blank=True)
    not_relevant_note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        ordering = ["due_on", "id"]
        indexes = [
            # The sweep asks for one day's due; the citizen's page and the programme's figures for theirs.
            models.Index(fields=["due_on", "id"], name="follow_up_waiting", condition=Q(ended_on__isnull=True)),
            models.Index(fields=["citizen", "number"], name="follow_up_of_citizen"),
            models.Index(fields=["programme", "due_on"], name="follow_up_of_programme"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["course", "number"], name="follow_up_once"),
            models.CheckConstraint(condition=Q(closes_on__gt=F("due_on")), name="follow_up_dates"),
            models.CheckConstraint(
                condition=Q(not_relevant="") | Q(ended_on__isnull=False), name="follow_up_not_relevant_ends"
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.number}"

    @property
    def opens_on(self) -> date:
        """The first day of the window."""
        return self.due_on - WINDOW

    @property
    def window_ends_on(self) -> date:
        """The last day of the window; an answer after it is late."""
        return self.due_on + WINDOW


class Snooze(Record):
    """A reminder of a round put off to a later day, and why. The last one counts."""

    follow_up = models.ForeignKey(
        FollowUp, on_delete=models.PROTECT, related_name="snoozes", verbose_name=_("follow-up")
    )
    until = models.DateField(_("remind again on"))
    reason = models.CharField(_("reason"), max_length=300)
    snoozed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("put off by"))

    class Meta:
        verbose_name = _("reminder put off")
        verbose_name_plural = _("reminders put off")
        ordering = ["-created_at", "id"]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.until:%d.%m.%Y}"
