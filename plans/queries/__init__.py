"""What stands in a plan, narrowed to what the reader may see."""

from plans.queries.state import crisis_filled, latest_plan, signpost_of

__all__ = ["crisis_filled", "latest_plan", "signpost_of"]
