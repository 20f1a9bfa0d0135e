from __future__ import annotations

from django.db import models
from django.db.models import Case, Value, When
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from citizens.enums import TRACK_CHOICES, TRACKS
from core.models import Record
from plans.models import Plan


class Track(Record):
    """One of the four tracks of a plan. All four are made with the plan."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="tracks", verbose_name=_("plan"))
    kind = models.CharField(_("track"), max_length=12, choices=TRACK_CHOICES)
    status_line = models.CharField(_("status in one line"), max_length=300, blank=True)
    lead_organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("lead organisation"),
    )

    class Meta:
        verbose_name = _("track")
        verbose_name_plural = _("tracks")
        ordering = [Case(*(When(kind=kind, then=Value(i)) for i, kind in enumerate(TRACKS))), "id"]
        constraints = [models.UniqueConstraint(fields=["plan", "kind"], name="track_once_per_plan")]

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def anchor(self) -> str:
        """Where it stands on the page, as a selector."""
        return f"#track-{self.pk}"
