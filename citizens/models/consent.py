from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Func, Q
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from citizens.enums import CONSENTABLE, CONSENTABLE_CHOICES, ConsentForm, ConsentKind, Level, WithdrawnHow
from citizens.models.citizen import Citizen
from core.dates import today
from core.models import Record


class PlusOneYear(Func):
    """One calendar year later: the longest an exchange consent may run (sundhedsloven § 44, stk. 1)."""

    template = "(%(expressions)s + interval '1 year')::date"
    output_field = models.DateField()


class Consent(Record):
    """What the citizen said yes to: never general, dated, and withdrawn by a word (domain.md § 4)."""

    citizen = models.ForeignKey(Citizen, on_delete=models.PROTECT, related_name="consents", verbose_name=_("citizen"))
    kind = models.CharField(_("kind"), max_length=14, choices=ConsentKind.choices)
    form = models.CharField(_("form"), max_length=8, choices=ConsentForm.choices)
    why_oral = models.CharField(_("why oral"), max_length=200, blank=True)
    given_on = models.DateField(_("given"), default=today)
    given_to = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="consents_taken", verbose_name=_("given to")
    )
    purpose = models.TextField(_("purpose"))
    expires_on = models.DateField(_("expires (first day it is gone)"), null=True, blank=True)
    withdrawn_on = models.DateField(_("withdrawn"), null=True, blank=True)
    withdrawn_by = models.CharField(_("withdrawn by"), max_length=120, blank=True)
    withdrawn_how = models.CharField(_("how"), max_length=10, choices=WithdrawnHow.choices, blank=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-given_on", "id"]
        indexes = [
            models.Index(fields=["citizen", "kind", "expires_on"], name="consent_of_citizen"),
            # The reminder asks for those that end within a month.
            models.Index(fields=["expires_on"], name="consent_ending", condition=Q(withdrawn_on__isnull=True)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind=ConsentKind.EXCHANGE) | Q(expires_on__isnull=False), name="consent_exchange_expires"
            ),
            models.CheckConstraint(
                condition=~Q(kind=ConsentKind.EXCHANGE)
                | Q(LessThanOrEqual(F("expires_on"), PlusOneYear(F("given_on")))),
                name="consent_exchange_one_year",
            ),
            # Participation lasts until it is withdrawn; an end date would shut the coordinator out unnoticed.
            models.CheckConstraint(
                condition=~Q(kind=ConsentKind.PARTICIPATION) | Q(expires_on__isnull=True),
                name="consent_participation_open_ended",
            ),
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True) | Q(expires_on__gt=F("given_on")), name="consent_dates"
            ),
            models.CheckConstraint(
                condition=Q(form=ConsentForm.WRITTEN) | ~Q(why_oral=""), name="consent_oral_says_why"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True, withdrawn_by="", withdrawn_how="")
                | (Q(withdrawn_on__gte=F("given_on")) & ~Q(withdrawn_by="") & ~Q(withdrawn_how="")),
                name="consent_withdrawal_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.given_on:%d.%m.%Y}"

    def valid_on(self, day: date) -> bool:
        """given_on ≤ day < expires_on, and not withdrawn. Withdrawal bites at once, also on its own day."""
        return self.withdrawn_on is None and self.given_on <= day and (self.expires_on is None or day < self.expires_on)


class ConsentScope(Record):
    """One cell of organisations × parts. Withdrawal for an organisation ends its cells in every consent."""

    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="scopes", verbose_name=_("consent"))
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="consent_scopes", verbose_name=_("organisation")
    )
    part = models.CharField(_("part"), max_length=12, choices=CONSENTABLE_CHOICES)
    level = models.CharField(_("may"), max_length=8, choices=Level.choices)
    ended_on = models.DateField(_("withdrawn"), null=True, blank=True)
    ended_by = models.CharField(_("withdrawn by"), max_length=120, blank=True)
    ended_how = models.CharField(_("how"), max_length=10, choices=WithdrawnHow.choices, blank=True)

    class Meta:
        verbose_name = _("consent cell")
        verbose_name_plural = _("consent cells")
        ordering = ["consent_id", "organisation_id", "part"]
        constraints = [
            models.UniqueConstraint(fields=["consent", "organisation", "part"], name="consent_cell_once"),
            models.CheckConstraint(
                condition=Q(part__in=[part.value for part in CONSENTABLE]), name="consent_cell_part"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, ended_by="", ended_how="")
                | (Q(ended_on__isnull=False) & ~Q(ended_by="") & ~Q(ended_how="")),
                name="consent_cell_withdrawal_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.get_part_display()} ({self.get_level_display()})"
