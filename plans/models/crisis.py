from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import Record
from plans.models.plan import Plan


class CrisisPlan(Record):
    """What to do when it gets bad, in the citizen's words. Part *crisis*; its own sheet on paper."""

    plan = models.OneToOneField(Plan, on_delete=models.PROTECT, related_name="crisis", verbose_name=_("plan"))
    early_signs = models.TextField(_("early signs"), blank=True)
    what_helps = models.TextField(_("what helps"), blank=True)
    what_to_avoid = models.TextField(_("what to avoid"), blank=True)
    treatment_wishes = models.TextField(_("wishes for treatment"), blank=True)

    class Meta:
        verbose_name = _("crisis plan")
        verbose_name_plural = _("crisis plans")
        ordering = ["id"]

    def __str__(self) -> str:
        return str(_("crisis plan"))


class CrisisContact(Record):
    """Whom to contact, in this order."""

    crisis_plan = models.ForeignKey(
        CrisisPlan, on_delete=models.PROTECT, related_name="contacts", verbose_name=_("crisis plan")
    )
    name = models.CharField(_("name"), max_length=120)
    phone = models.CharField(_("phone"), max_length=30)
    hours = models.CharField(_("when"), max_length=80, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    removed = models.BooleanField(_("removed"), default=False, editable=False)

    class Meta:
        verbose_name = _("contact in a crisis")
        verbose_name_plural = _("contacts in a crisis")
        ordering = ["position", "created_at", "id"]

    def __str__(self) -> str:
        return f"{self.name} {self.phone}"
