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
