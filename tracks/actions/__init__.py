"""What can be done in the tracks, and the acts on the plan that need them: start, activate, close, version."""

from tracks.actions.goals import add_goal, change_goal, move_goal
from tracks.actions.handover import HandedOver, hand_over
from tracks.actions.interventions import add_intervention, change_intervention, report_status
from tracks.actions.life import leave, take_up, void
from tracks.actions.log import comment, correct, note_contact
from tracks.actions.merging import merge
from tracks.actions.order import move_intervention, order_interventions
from tracks.actions.plan import NotReady, activate, close_plan, new_version, save_voice, start_plan
from tracks.actions.tracks import change_track

__all__ = [
    "HandedOver",
    "NotReady",
    "activate",
    "add_goal",
    "add_intervention",
    "change_goal",
    "change_intervention",
    "change_track",
    "close_plan",
    "comment",
    "correct",
    "hand_over",
    "leave",
    "merge",
    "move_goal",
    "move_intervention",
    "new_version",
    "note_contact",
    "order_interventions",
    "report_status",
    "save_voice",
    "start_plan",
    "take_up",
    "void",
]
