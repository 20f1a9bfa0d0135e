from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from citizens.enums import TRACK_CHOICES
from core.models import Record
from plans.enums import Area, OtherPlanKind
from plans.models.plan import Plan


class TrackTagged(Record):
    """A line that carries one or more tracks and is shown only to those who may see all of them."""

    tracks = ArrayField(models.CharField(max_length=12, choices=TRACK_CHOICES), verbose_name=_("tracks"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    removed = models.BooleanField(_("removed"), default=False, editable=False)

    class Meta:
        abstract = True
        ordering = ["position", "created_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(tracks__len__gte=1), name="%(app_label)s_%(class)s_has_track")
        ]


class Situation(TrackTagged):
    """One area of the citizen's life: how it was at the start, and how it is now."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="situations", verbose_name=_("plan"))
    area = models.CharField(_("area"), max_length=12, choices=Area.choices)
    at_start = models.TextField(_("at the start"), blank=True)
    now = models.TextField(_("now"), blank=True)

    class Meta(TrackTagged.Meta):
        verbose_name = _("situation")
        verbose_name_plural = _("situation")

    def __str__(self) -> str:
        return self.get_area_display()


class Challenge(TrackTagged):
    """One of the biggest challenges right now, in the order the citizen and the network agreed on."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="challenges", verbose_name=_("plan"))
    text = models.CharField(_("challenge"), max_length=300)

    class Meta(TrackTagged.Meta):
        verbose_name = _("challenge")
        verbose_name_plural = _("challenges")

    def __str__(self) -> str:
        return self.text


class OtherPlan(TrackTagged):
    """A link to a plan kept elsewhere; never a copy of it."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="other_plans", verbose_name=_("plan"))
    kind = models.CharField(_("kind"), max_length=16, choices=OtherPlanKind.choices)
    authority = models.CharField(_("authority"), max_length=120)
    dated = models.DateField(_("date"), null=True, blank=True)
    contact = models.CharField(_("contact"), max_length=200, blank=True)

    class Meta(TrackTagged.Meta):
        verbose_name = _("other plan")
        verbose_name_plural = _("other plans")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} – {self.authority}"


class Agreement(Record):
    """Who does what before the next meeting. Part *front*."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="agreements", verbose_name=_("plan"))
    text = models.CharField(_("agreement"), max_length=300)
    who = models.CharField(_("who"), max_length=120)
    due_on = models.DateField(_("before"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    done_on = models.DateField(_("done"), null=True, blank=True)
    removed = models.BooleanField(_("removed"), default=False, editable=False)

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        ordering = ["position", "created_at", "id"]

    def __str__(self) -> str:
        return self.text
