"""Everything that can be done to a plan. Starting, activating, closing and raising the version need goals:

they live in `tracks.actions`, which calls the marks here.
"""

from plans.actions.crisis import change_crisis
from plans.actions.front import change_if_absent, change_voice, keep_next_meeting, record_acceptance
from plans.actions.lines import add_line, change_line, mark_done, move_line, order_lines, remove_line
from plans.actions.prompts import answer_prompt
from plans.actions.state import create_plan, mark_active, mark_closed, raise_version

__all__ = [
    "add_line",
    "answer_prompt",
    "change_crisis",
    "change_if_absent",
    "change_line",
    "change_voice",
    "create_plan",
    "keep_next_meeting",
    "mark_active",
    "mark_closed",
    "mark_done",
    "move_line",
    "order_lines",
    "raise_version",
    "record_acceptance",
    "remove_line",
]
