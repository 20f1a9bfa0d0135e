from __future__ import annotations

import uuid
from datetime import date
from functools import cached_property
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.enums import Language, Role, Sector
from core.dates import today
from core.models import Record
from core.ranges import one_at_a_time


def valid_on(day: date, prefix: str = "") -> Q:
    """Rows with `starts_on ≤ day < ends_on`; `ends_on` is the first day that no longer counts, NULL is open."""
    return Q(**{f"{prefix}starts_on__lte": day}) & (
        Q(**{f"{prefix}ends_on__isnull": True}) | Q(**{f"{prefix}ends_on__gt": day})
    )


class Organisation(Record):
    """A workplace in one sector. Dated, because regions and municipalities merge; then `successor` takes over."""

    name = models.CharField(_("name"), max_length=120)
    sector = models.CharField(_("sector"), max_length=20, choices=Sector.choices)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    starts_on = models.DateField(_("from"), default=date(2000, 1, 1))
    ends_on = models.DateField(_("until (first day it is gone)"), null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name=_("successor"),
    )

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["name", "starts_on"], name="organisation_named_once"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="organisation_dates"
            ),
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | Q(ends_on__isnull=False), name="organisation_successor_needs_end"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **fields: Any) -> User:
        """Store a new person. Raises IntegrityError if the user name is taken."""
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, username: str, password: str | None = None, **fields: Any) -> User:
        """A superuser keeps the machine running and sees no citizen."""
        return self.create_user(username, password, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        """Who logs in by this name. Names are kept in small letters; phones begin every field with a capital."""
        return self.get(username=(username or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person who can log in. Never deleted, only deactivated: history and the access log point here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    username = models.CharField(_("user name"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    function = models.CharField(_("function"), max_length=80, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(_("language"), max_length=2, choices=Language.choices, default=Language.DANISH)
    is_active = models.BooleanField(_("active"), default=True)
    previous_login = models.DateTimeField(_("previous log-in"), null=True, blank=True, editable=False)
    former_email = models.EmailField(_("e-mail before"), blank=True, editable=False)  # told of the change
    failed_logins = models.PositiveIntegerField(_("failed log-ins since the last"), default=0, editable=False)
    date_joined = models.DateTimeField(_("created"), auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    @cached_property
    def affiliation(self) -> Affiliation | None:
        """Where the person works today and as what; None gives no right at all."""
        return (
            Affiliation.objects.select_related("organisation")
            .filter(valid_on(today()), user=self)
            .order_by("-starts_on")
            .first()
        )

    @property
    def role(self) -> Role | None:
        return Role(self.affiliation.role) if self.affiliation else None

    @property
    def organisation(self) -> Organisation | None:
        return self.affiliation.organisation if self.affiliation else None


class Affiliation(Record):
    """A person's role at an organisation in a period: one at a time, held by the database."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="affiliations", verbose_name=_("person"))
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="affiliations", verbose_name=_("organisation")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    starts_on = models.DateField(_("from"), default=today)
    ends_on = models.DateField(_("until (first day it is gone)"), null=True, blank=True)

    class Meta:
        verbose_name = _("affiliation")
        verbose_name_plural = _("affiliations")
        ordering = ["-starts_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="affiliation_dates"
            ),
            one_at_a_time("affiliation_one_at_a_time", "user_id"),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.organisation}"
