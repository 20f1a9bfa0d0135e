from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PlanState(TextChoices):
    DRAFT = "draft", _("Draft")
    ACTIVE = "active", _("Active")
    CLOSED = "closed", _("Closed")


PLAN_MOVES: dict[PlanState, frozenset[PlanState]] = {
    PlanState.DRAFT: frozenset({PlanState.ACTIVE, PlanState.CLOSED}),
    PlanState.ACTIVE: frozenset({PlanState.CLOSED}),
    PlanState.CLOSED: frozenset(),
}


class ClosedBecause(TextChoices):
    GOALS_REACHED = "goals-reached", _("The goals are reached")
    CITIZEN_WISHES = "citizen-wishes", _("The citizen wishes it")
    WITHDRAWN = "withdrawn", _("The consent is withdrawn")
    MOVED = "moved", _("Moved out of the area")
    DEAD = "dead", _("Dead")
    OTHER_OFFER = "other-offer", _("Goes on in another offer")
    OTHER = "other", _("Other reason")


class Acceptance(TextChoices):
    NOT_YET = "not-yet", _("Not yet")
    ACCEPTED = "accepted", _("The citizen accepts the plan")


class Area(TextChoices):
    """Areas of the citizen's situation (domain.md § 3)."""

    MENTAL = "mental", _("Mental health")
    ADDICTION = "addiction", _("Addiction")
    SOMATIC = "somatic", _("Somatic health")
    HOUSING = "housing", _("Housing")
    ECONOMY = "economy", _("Economy")
    WORK = "work", _("Work")
    NETWORK = "network", _("Network")
    DAILY_LIFE = "daily-life", _("Daily life")


class OtherPlanKind(TextChoices):
    ACTION_PLAN = "action-plan", _("Action plan (SEL § 141)")
    TREATMENT = "treatment", _("Treatment plan")
    REHABILITATION = "rehabilitation", _("Rehabilitation plan")
    DISCHARGE = "discharge", _("Discharge agreement")
    JOB = "job", _("Job plan")
    OTHER = "other", _("Other plan")


class PromptReply(TextChoices):
    YES = "yes", _("Yes")
    NO = "no", _("No")
    NOT_RELEVANT = "not-relevant", _("Not relevant")


class PrintVariant(TextChoices):
    WHOLE = "whole", _("The whole plan")
    ORGANISATION = "organisation", _("For one organisation")
    CITIZEN = "citizen", _("The citizen's own copy")
    CRISIS_CARD = "crisis-card", _("The crisis card")
    EXTRACT = "extract", _("An extract for one's own journal")


FOR_ORGANISATION = (PrintVariant.ORGANISATION, PrintVariant.EXTRACT)  # the print names the organisation that has it
