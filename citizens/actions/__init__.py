"""What can be done about a citizen. Apps further left write the head's row by `citizens.actions.signpost(…)`."""

from citizens.actions.signpost import recompute, signpost

__all__ = ["recompute", "signpost"]
