from __future__ import annotations

from django.db.models import Q, TextChoices
from django.utils.translation import gettext_lazy as _

from citizens.enums import Stage
from plans.enums import PlanState


class Standing(TextChoices):
    """How far a citizen is, in one word: the stage, and for who is included the state of the plan."""

    REFERRED = "referred", _("Referred")
    EXCLUDED = "excluded", _("Not included")
    NO_PLAN = "no-plan", _("Included, no plan yet")
    DRAFT = "draft", _("Plan: draft")
    ACTIVE = "active", _("Plan: active")
    CLOSED = "closed", _("Plan: closed")
    LEFT = "left", _("Left the programme")

    @property
    def tone(self) -> str:
        """How it looks (templates/_components/status.html)."""
        return {"active": "ok", "draft": "busy", "referred": "wait", "no-plan": "wait"}.get(self.value, "off")

    @property
    def rule(self) -> Q:
        """The citizens it holds; every citizen stands in exactly one."""
        if self.value in (Stage.REFERRED, Stage.EXCLUDED, Stage.LEFT):
            return Q(stage=self.value)
        if self == Standing.NO_PLAN:
            return Q(stage=Stage.INCLUDED) & (Q(signpost__plan_state="") | Q(signpost__isnull=True))
        return Q(stage=Stage.INCLUDED, signpost__plan_state=self.value)


def standing_of(stage: str, plan_state: str) -> Standing:
    """The one standing of a citizen; the same rule as `Standing.rule`."""
    if stage != Stage.INCLUDED:
        return Standing(stage)
    return Standing(plan_state) if plan_state in PlanState.values else Standing.NO_PLAN


class Period(TextChoices):
    """Which plans the pack is made of. Stands in the address, so its values are Danish."""

    DAY = "dag", _("Network meetings of one day")
    WEEK = "uge", _("Network meetings of one week")
    HAND = "valgt", _("Plans I choose myself")


class PackFormat(TextChoices):
    PDF = "pdf", _("One PDF with a contents page")
    ZIP = "zip", _("A ZIP with one PDF for each citizen")


class LeftOut(TextChoices):
    """Why a citizen's plan is not in the pack."""

    NO_PLAN = "no-plan", _("There is no plan.")
    PARTICIPATION = "participation", _("The consent to take part is no longer valid.")
    EXPIRED = "expired", _("The consent for the recipient has expired.")
    NO_CONSENT = "no-consent", _("No valid consent covers any of the plan for the recipient.")
    NO_ACCESS = "no-access", _("You no longer have access.")
    TOO_LONG = "too-long", _("There is too much text in the plan.")
