from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.models import Record
from tracks.enums import Attainment, GoalKind, GoalStatus
from tracks.models.track import Track


class Goal(Record):
    """Where we want to go. A sub-goal stands under a goal of the same track (composite key in the database)."""

    track = models.ForeignKey(Track, on_delete=models.PROTECT, related_name="goals", verbose_name=_("track"))
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="subgoals",
        verbose_name=_("under the goal"),
    )
    text = models.CharField(_("goal"), max_length=300)
    kind = models.CharField(_("kind"), max_length=8, choices=GoalKind.choices, default=GoalKind.CHANGE)
    citizens_own = models.BooleanField(_("the citizen's own goal"), default=False)
    target_on = models.DateField(_("by"), null=True, blank=True)
    attainment = models.CharField(_("attainment"), max_length=16, choices=Attainment.choices, blank=True)
    status = models.CharField(_("status"), max_length=8, choices=GoalStatus.choices, default=GoalStatus.OPEN)
    ended_on = models.DateField(_("ended"), null=True, blank=True)
    ended_reason = models.CharField(_("reason"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("goal")
        verbose_name_plural = _("goals")
        ordering = ["position", "created_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status=GoalStatus.OPEN, ended_on__isnull=True)
                | ~Q(status=GoalStatus.OPEN) & Q(ended_on__isnull=False),
                name="goal_ended_has_date",
            ),
            models.CheckConstraint(
                condition=~Q(status=GoalStatus.DROPPED) | ~Q(ended_reason=""), name="goal_dropped_has_reason"
            ),
            models.CheckConstraint(condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="goal_not_own_parent"),
            models.UniqueConstraint(fields=["id", "track"], name="goal_in_track"),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_open(self) -> bool:
        return self.status == GoalStatus.OPEN
