"""What stands in a plan, narrowed to what the reader may see."""

from plans.queries.content import (
    Asked,
    agreements,
    asked,
    challenges,
    contacts,
    crisis_of,
    in_order,
    other_plans,
    situations,
    standing,
)
from plans.queries.state import crisis_filled, latest_plan, signpost_of

__all__ = [
    "Asked",
    "agreements",
    "asked",
    "challenges",
    "contacts",
    "crisis_filled",
    "crisis_of",
    "in_order",
    "latest_plan",
    "other_plans",
    "signpost_of",
    "situations",
    "standing",
]
