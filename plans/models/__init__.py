from plans.models.content import Agreement, Challenge, OtherPlan, Situation
from plans.models.crisis import CrisisContact, CrisisPlan
from plans.models.plan import Plan, PlanPrint, PlanVersion
from plans.models.prompts import Prompt, PromptAnswer

__all__ = [
    "Agreement",
    "Challenge",
    "CrisisContact",
    "CrisisPlan",
    "OtherPlan",
    "Plan",
    "PlanPrint",
    "PlanVersion",
    "Prompt",
    "PromptAnswer",
    "Situation",
]
