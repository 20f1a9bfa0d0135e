from __future__ import annotations

from datetime import date
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _gettext
from django.utils.translation import gettext_lazy as _
from guardian.models import UserObjectPermissionBase

from citizens.enums import Housing, Income, Intensity, LeftBecause, Stage
from citizens.models.programme import Programme
from core.danish import collate, fold
from core.dates import today
from core.fields import SealedTextField, keyed_hash
from core.models import Record, Refused


def look_up_value(cpr: str, voided: bool, key: str = "") -> str | None:
    """By what a number is found and held unique, under the key in use or `key`; None where it is not.

    Entered by mistake: the number is free for the entry that is right.
    """
    return keyed_hash(cpr, key) if cpr and not voided else None


class Citizen(Record):
    """The person whose plan it is. Object rights hang here; everything else only narrows them."""

    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="citizens", verbose_name=_("programme")
    )
    case_number = models.PositiveIntegerField(_("case number"), unique=True)
    stage = models.CharField(_("stage"), max_length=10, choices=Stage.choices, default=Stage.REFERRED)
    included_on = models.DateField(_("included"), null=True, blank=True)
    left_on = models.DateField(_("left"), null=True, blank=True)
    left_because = models.CharField(_("why left"), max_length=12, choices=LeftBecause.choices, blank=True)
    voided = models.BooleanField(_("entered by mistake"), default=False, editable=False)
    void_reason = models.TextField(_("why it was a mistake"), blank=True, editable=False)
    # Two records of one person: this one is closed, and read through the other (ADR 0016).
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="merged",
        verbose_name=_("merged into"),
    )

    given_name = models.CharField(_("given name"), max_length=80)
    family_name = models.CharField(_("family name"), max_length=80)
    search_name = models.CharField(max_length=170, editable=False)
    sort_name = models.CharField(max_length=170, editable=False, db_collation="C")
    cpr = SealedTextField(_("CPR number"), blank=True, default="")
    cpr_lookup = models.CharField(max_length=64, null=True, blank=True, unique=True, editable=False)
    born_on = models.DateField(_("date of birth"), null=True, blank=True)
    address = SealedTextField(_("address"), blank=True, default="")
    postal_code = models.CharField(_("postal code"), max_length=10, blank=True)
    town = models.CharField(_("town"), max_length=60, blank=True)
    municipality = models.CharField(_("municipality"), max_length=60, blank=True)
    phone = SealedTextField(_("phone"), blank=True, default="")
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(_("language"), max_length=40, blank=True, default="dansk")
    interpreter = models.BooleanField(_("needs an interpreter"), default=False)
    protected = models.BooleanField(_("name and address protection"), default=False)
    protected_until = models.DateField(_("protection to be checked on"), null=True, blank=True)

    doctor = models.CharField(_("general practitioner"), max_length=120, blank=True)
    doctor_phone = models.CharField(_("the practice's phone"), max_length=30, blank=True)
    doctor_note = models.CharField(_("note about the practice"), max_length=200, blank=True)
    housing = models.CharField(_("housing"), max_length=12, choices=Housing.choices, blank=True)
    housing_note = models.CharField(_("about the home"), max_length=200, blank=True)
    income = models.CharField(_("income basis"), max_length=20, choices=Income.choices, blank=True)
    income_note = models.CharField(_("about the income"), max_length=200, blank=True)
    children_at_home = models.PositiveSmallIntegerField(_("children under 18 in the home"), null=True, blank=True)
    intensity = models.CharField(
        _("intensity of contact"), max_length=10, choices=Intensity.choices, default=Intensity.REGULAR
    )

    class Meta:
        verbose_name = _("citizen")
        verbose_name_plural = _("citizens")
        ordering = ["sort_name", "id"]
        indexes = [
            models.Index(fields=["search_name"], name="citizen_prefix", opclasses=["varchar_pattern_ops"]),
            models.Index(fields=["sort_name", "id"], name="citizen_order"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(stage__in=[Stage.REFERRED, Stage.EXCLUDED]) | Q(included_on__isnull=False),
                name="citizen_included_has_date",
            ),
            models.CheckConstraint(
                condition=Q(stage=Stage.LEFT, left_on__isnull=False) | (~Q(stage=Stage.LEFT) & Q(left_on__isnull=True)),
                name="citizen_left_has_date",
            ),
            models.CheckConstraint(
                condition=Q(stage=Stage.LEFT) & ~Q(left_because="") | ~Q(stage=Stage.LEFT) & Q(left_because=""),
                name="citizen_left_says_why",
            ),
            models.CheckConstraint(
                condition=Q(voided=False, void_reason="") | (Q(voided=True) & ~Q(void_reason="")),
                name="citizen_void_says_why",
            ),
            models.CheckConstraint(
                condition=Q(protected=True) | Q(protected_until__isnull=True), name="citizen_protection_date"
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")) & Q(voided=False),
                name="citizen_merged_into_another",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.search_name = fold(self.name)
        self.sort_name = collate(f"{self.family_name} {self.given_name}")
        self.cpr_lookup = look_up_value(self.cpr, self.voided)
        if kwargs.get("update_fields") is not None:
            derived = {"search_name", "sort_name", "cpr_lookup"}
            kwargs["update_fields"] = {*kwargs["update_fields"], *derived}  # type: ignore[misc]
        super().save(*args, **kwargs)

    def locked(self, revision: int | None = None) -> Self:
        """As every record; raises Refused where nothing is written any more, because it was merged into another."""
        fresh = super().locked(revision)
        fresh.refuse_merged()
        return fresh

    def refuse_merged(self) -> None:
        """Raises Refused for a record that was merged into another: what is written there would be found by nobody."""
        if self.merged_into_id is not None:
            raise Refused(_gettext("The record was merged into another of the same person. Open it from the list."))

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}"

    @property
    def masked_cpr(self) -> str:
        """DDMMYY-•••• (domain.md § 7); empty when there is no number yet."""
        return f"{self.cpr[:6]}-••••" if self.cpr else ""

    def age_on(self, day: date) -> int | None:
        """Whole years on `day`, None when the date of birth is unknown."""
        if self.born_on is None:
            return None
        return day.year - self.born_on.year - ((day.month, day.day) < (self.born_on.month, self.born_on.day))

    @property
    def age(self) -> int | None:
        return self.age_on(today())


class Referral(Record):
    """How the citizen came to us, and how far the enrolment is. All there is before the first consent."""

    citizen = models.OneToOneField(
        Citizen, on_delete=models.PROTECT, related_name="referral", verbose_name=_("citizen")
    )
    referred_by = models.CharField(_("referred by"), max_length=120)
    referrer_organisation = models.CharField(_("referrer's workplace"), max_length=120, blank=True)
    referrer_contact = models.CharField(_("referrer's phone or e-mail"), max_length=120, blank=True)
    received_on = models.DateField(_("received"), default=today)
    reason = models.TextField(_("reason for the referral"))
    citizen_agrees = models.BooleanField(_("the citizen agrees to the referral"), default=False)
    steps_done = ArrayField(models.PositiveSmallIntegerField(), default=list, editable=False)
    answer = models.TextField(_("answer to the referrer"), blank=True)
    answered_on = models.DateField(_("answered"), null=True, blank=True)

    class Meta:
        verbose_name = _("referral")
        verbose_name_plural = _("referrals")
        ordering = ["-received_on", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(citizen_agrees=True), name="referral_citizen_agrees"),
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True) | Q(answered_on__gte=F("received_on")),
                name="referral_answer_after",
            ),
        ]

    def __str__(self) -> str:
        return f"{_('referral')} {self.citizen.case_number}"


class Signpost(models.Model):
    """What the head of a citizen's pages shows from apps further left, kept here so that one read is enough.

    Derived: written by `citizens.actions.signpost` in the transaction of its cause; a guard recomputes it.
    """

    citizen = models.OneToOneField(
        Citizen, on_delete=models.CASCADE, related_name="signpost", primary_key=True, verbose_name=_("citizen")
    )
    plan_state = models.CharField(max_length=10, blank=True, default="")
    next_meeting_on = models.DateField(null=True, blank=True)
    next_follow_up_on = models.DateField(null=True, blank=True)
    has_crisis_plan = models.BooleanField(default=False)
    last_activity_at = models.DateTimeField(null=True, blank=True)
    admitted_from = models.DateField(null=True, blank=True)  # the stay that runs, or the next one that is known
    admitted_until = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("signpost")
        verbose_name_plural = _("signposts")
        ordering = ["citizen_id"]

    def __str__(self) -> str:
        return str(self.citizen_id)

    @property
    def admitted(self) -> bool:
        """Indlagt nu: the stay has begun and has not ended."""
        day = today()
        begun = self.admitted_from is not None and self.admitted_from <= day
        return begun and (self.admitted_until is None or self.admitted_until > day)


class CitizenUserObjectPermission(UserObjectPermissionBase):
    """guardian's rows for citizens: the projection of dated places, written in `citizens/access.py` only."""

    content_object = models.ForeignKey(Citizen, on_delete=models.CASCADE)

    class Meta(UserObjectPermissionBase.Meta):
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
