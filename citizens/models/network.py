from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from citizens.enums import TRACK_CHOICES, Place, StayKind
from citizens.models.citizen import Citizen
from core.dates import today
from core.models import Record
from core.ranges import one_at_a_time


class CareTeamMember(Record):
    """A professional's dated place in a citizen's network. One who can log in is read through `user`."""

    citizen = models.ForeignKey(Citizen, on_delete=models.PROTECT, related_name="care_team", verbose_name=_("citizen"))
    user = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="places",
        verbose_name=_("person with log-in"),
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="places", verbose_name=_("organisation")
    )
    place = models.CharField(_("place"), max_length=16, choices=Place.choices, default=Place.PARTICIPANT)
    name = models.CharField(_("name"), max_length=120)
    function = models.CharField(_("function"), max_length=80, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    tracks = ArrayField(
        models.CharField(max_length=12, choices=TRACK_CHOICES), verbose_name=_("tracks"), default=list, blank=True
    )
    contribution = models.CharField(_("contribution to the plan"), max_length=300, blank=True)
    chairs_meetings = models.BooleanField(_("chairs the network meetings"), default=False)
    visits_home = models.BooleanField(_("visits the home (may see a protected address)"), default=False)
    starts_on = models.DateField(_("from"), default=today)
    ends_on = models.DateField(_("until (first day without access)"), null=True, blank=True)
    end_reason = models.TextField(_("why it ended"), blank=True, editable=False)

    class Meta:
        verbose_name = _("network participant")
        verbose_name_plural = _("network participants")
        ordering = ["starts_on", "id"]
        indexes = [models.Index(fields=["user", "citizen", "starts_on", "ends_on"], name="place_of_user")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="place_dates"
            ),
            models.CheckConstraint(
                condition=~Q(place__in=[Place.COORDINATOR, Place.CO_COORDINATOR]) | Q(user__isnull=False),
                name="place_coordinator_logs_in",
            ),
            one_at_a_time("place_one_coordinator", "citizen_id", Q(place=Place.COORDINATOR)),
        ]

    def __str__(self) -> str:
        return self.name


class Relative(Record):
    """Family and friends (never "network")."""

    citizen = models.ForeignKey(Citizen, on_delete=models.PROTECT, related_name="relatives", verbose_name=_("citizen"))
    name = models.CharField(_("name"), max_length=120)
    relation = models.CharField(_("relation"), max_length=60)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    may_be_contacted = models.BooleanField(_("may be contacted"), default=False)
    note = models.CharField(_("note"), max_length=300, blank=True)
    ended_on = models.DateField(_("no longer"), null=True, blank=True)

    class Meta:
        verbose_name = _("relative")
        verbose_name_plural = _("family and friends")
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return f"{self.name} ({self.relation})"


class Stay(Record):
    """An admission or other stay: exact days, or "about n in the year" when that is all that is known."""

    citizen = models.ForeignKey(Citizen, on_delete=models.PROTECT, related_name="stays", verbose_name=_("citizen"))
    kind = models.CharField(_("kind"), max_length=16, choices=StayKind.choices)
    where = models.CharField(_("where"), max_length=120, blank=True)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    about_count = models.PositiveSmallIntegerField(_("about how many"), null=True, blank=True)
    year = models.PositiveSmallIntegerField(_("in the year"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=120, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    voided = models.BooleanField(_("entered by mistake"), default=False, editable=False)
    void_reason = models.CharField(_("why it was a mistake"), max_length=300, blank=True, editable=False)

    class Meta:
        verbose_name = _("stay")
        verbose_name_plural = _("stays")
        ordering = [F("starts_on").desc(nulls_last=True), "-year", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="stay_dates"
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=False, about_count__isnull=True, year__isnull=True)
                | Q(starts_on__isnull=True, ends_on__isnull=True, about_count__isnull=False, year__isnull=False),
                name="stay_dates_or_count",
            ),
            models.CheckConstraint(
                condition=Q(voided=False, void_reason="") | (Q(voided=True) & ~Q(void_reason="")),
                name="stay_void_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.where}"

    @property
    def ongoing(self) -> bool:
        """Indlagt nu: begun and not ended."""
        day = today()
        return bool(self.starts_on and self.starts_on <= day and (self.ends_on is None or self.ends_on > day))
