"""Everything that can be done to a plan. Starting, activating, closing and raising the version need goals:

they live in `tracks.actions`, which calls the marks here.
"""

from plans.actions.state import create_plan, mark_active, mark_closed, raise_version

__all__ = ["create_plan", "mark_active", "mark_closed", "raise_version"]
