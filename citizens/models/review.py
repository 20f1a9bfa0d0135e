from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from citizens.enums import ReviewDecision
from citizens.models.network import CareTeamMember
from citizens.models.programme import Programme, ProgrammeLead
from core.dates import today
from core.models import Record

PLACE_NOTICE = "access-review-place"  # the kind of notice (citizens.notices)


class AccessReview(Record):
    """One going-through of who is in which network of a programme, for a half year (issue 5, item 9; ADR 0031).

    What is gone through is read live from the dated places; only what was decided is stored. What was found is
    counted when it is done, so that who checks the log can read that it was, and nothing of a case.
    """

    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="access_reviews", verbose_name=_("programme")
    )
    half_on = models.DateField(_("first day of the half year"))
    begun_on = models.DateField(_("begun"), default=today)
    due_on = models.DateField(_("deadline"))
    done_on = models.DateField(_("done"), null=True, blank=True)
    done_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("done by")
    )  # none: what was missing had ended by itself
    kept = models.PositiveIntegerField(_("kept"), null=True, blank=True)
    ended = models.PositiveIntegerField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("access review")
        verbose_name_plural = _("access reviews")
        ordering = ["-half_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "half_on"], name="review_one_a_half_year"),
            models.CheckConstraint(condition=Q(begun_on__gte=F("half_on")), name="review_begins_in_its_half"),
            models.CheckConstraint(condition=Q(due_on__gt=F("begun_on")), name="review_due_after"),
            models.CheckConstraint(
                condition=Q(done_on__isnull=True, done_by__isnull=True, kept__isnull=True, ended__isnull=True)
                | Q(done_on__gte=F("begun_on"), kept__isnull=False, ended__isnull=False),
                name="review_done_is_counted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme} {self.half_on}"

    def is_overdue_on(self, day: date) -> bool:
        """Not done by the end of the deadline's day."""
        return self.done_on is None and self.due_on < day


class AccessDecision(Record):
    """What was decided in a review about one dated place, or one dated lead: at most one row, changed while it lasts.

    `person` is whose it is, where they can log in: nobody keeps their own.
    """

    review = models.ForeignKey(
        AccessReview, on_delete=models.PROTECT, related_name="decisions", verbose_name=_("access review")
    )
    place = models.ForeignKey(
        CareTeamMember, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("place")
    )
    lead = models.ForeignKey(
        ProgrammeLead, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("project lead")
    )
    person = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("person")
    )
    decision = models.CharField(_("decision"), max_length=4, choices=ReviewDecision.choices)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("decided by"))
    decided_at = models.DateTimeField(_("decided"))

    class Meta:
        verbose_name = _("decision of an access review")
        verbose_name_plural = _("decisions of access reviews")
        ordering = ["decided_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(place__isnull=False, lead__isnull=True) | Q(place__isnull=True, lead__isnull=False),
                name="decision_about_place_or_lead",
            ),
            models.UniqueConstraint(fields=["review", "place"], name="decision_once_a_place"),
            models.UniqueConstraint(fields=["review", "lead"], name="decision_once_a_lead"),
            models.CheckConstraint(
                condition=Q(lead__isnull=True) | Q(decision=ReviewDecision.KEEP), name="decision_keeps_a_lead"
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=True) | ~Q(person=F("decided_by")) | Q(decision=ReviewDecision.END),
                name="decision_keeps_anothers",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place or self.lead}: {self.get_decision_display()}"
