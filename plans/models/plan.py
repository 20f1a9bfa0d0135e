from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from citizens.models import Citizen
from core.models import Record
from plans.enums import FOR_ORGANISATION, Acceptance, ClosedBecause, PlanState, PrintVariant


class Plan(Record):
    """The coordinated plan (koordinerende indsatsplan): one per citizen that is not closed, held by the database.

    The citizen's voice, the agreements and the next meeting are the part *front*.
    """

    citizen = models.ForeignKey(Citizen, on_delete=models.PROTECT, related_name="plans", verbose_name=_("citizen"))
    state = models.CharField(_("state"), max_length=8, choices=PlanState.choices, default=PlanState.DRAFT)
    version = models.PositiveIntegerField(_("version"), default=1)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)

    matters = models.TextField(_("what matters to me"), blank=True)
    wishes = models.TextField(_("wishes and dreams for the future"), blank=True)
    resources = models.TextField(_("my resources"), blank=True)
    preferences = models.TextField(_("how I like to be met"), blank=True)
    view_of_help = models.TextField(_("my view of the help so far"), blank=True)

    next_meeting_on = models.DateField(_("next network meeting"), null=True, blank=True)
    if_absent = models.TextField(_("what we do if the citizen stays away"), blank=True)
    acceptance = models.CharField(
        _("the citizen's acceptance"), max_length=8, choices=Acceptance.choices, default=Acceptance.NOT_YET
    )
    accepted_on = models.DateField(_("accepted"), null=True, blank=True)
    not_accepted_reason = models.CharField(_("why not yet"), max_length=300, blank=True)

    closed_on = models.DateField(_("closed"), null=True, blank=True)
    closed_because = models.CharField(_("why closed"), max_length=16, choices=ClosedBecause.choices, blank=True)
    closing_summary = models.TextField(_("closing summary"), blank=True)

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        ordering = ["-created_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["citizen"], condition=~Q(state=PlanState.CLOSED), name="plan_one_open_per_citizen"
            ),
            models.CheckConstraint(
                condition=~Q(state=PlanState.ACTIVE) | Q(valid_from__isnull=False), name="plan_active_has_date"
            ),
            models.CheckConstraint(
                condition=Q(state=PlanState.CLOSED, closed_on__isnull=False)
                & ~Q(closed_because="")
                & ~Q(closing_summary="")
                | ~Q(state=PlanState.CLOSED) & Q(closed_on__isnull=True, closed_because="", closing_summary=""),
                name="plan_closed_whole",
            ),
            models.CheckConstraint(
                condition=Q(acceptance=Acceptance.ACCEPTED, accepted_on__isnull=False)
                | Q(acceptance=Acceptance.NOT_YET, accepted_on__isnull=True),
                name="plan_acceptance_date",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(valid_from__isnull=True) | Q(closed_on__gte=F("valid_from")),
                name="plan_dates",
            ),
        ]

    def __str__(self) -> str:
        return f"{_('plan')} {self.version}"

    @property
    def is_open(self) -> bool:
        return self.state != PlanState.CLOSED


class PlanVersion(Record):
    """An explicit act: "this is version n", with the reason. Edits alone never raise the number."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="versions", verbose_name=_("plan"))
    number = models.PositiveIntegerField(_("version"))
    made_on = models.DateField(_("date"))
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("made by"))
    note = models.CharField(_("what is new"), max_length=300)

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["-number", "id"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="plan_version_once")]

    def __str__(self) -> str:
        return f"{self.number}"


class PlanPrint(Record):
    """Who got the plan on paper: by whom, for whom, which version and what it held. Written with the print."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="prints", verbose_name=_("plan"))
    variant = models.CharField(_("variant"), max_length=12, choices=PrintVariant.choices)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("for")
    )
    version = models.PositiveIntegerField(_("version"))
    parts = models.JSONField(_("parts"), default=list)
    printed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("printed by"))
    sha256 = models.CharField(_("fingerprint of the file"), max_length=64)

    class Meta:
        verbose_name = _("print")
        verbose_name_plural = _("prints")
        ordering = ["-created_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(variant__in=FOR_ORGANISATION, organisation__isnull=False)
                | ~Q(variant__in=FOR_ORGANISATION) & Q(organisation__isnull=True),
                name="print_for_organisation",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_variant_display()} {self.version}"
