"""What can be done about a citizen. Apps further left write the head's row by `citizens.actions.signpost(…)`."""

from citizens.actions.enrolment import correct_inclusion, exclude, include, include_when_ready, mark_step, reopen
from citizens.actions.master import change_master, replace_cpr
from citizens.actions.referral import answer_referral, refer
from citizens.actions.screening import erase_answers, override_screening, record_screening
from citizens.actions.signpost import recompute, signpost, signposts

__all__ = [
    "answer_referral",
    "change_master",
    "correct_inclusion",
    "erase_answers",
    "exclude",
    "include",
    "include_when_ready",
    "mark_step",
    "override_screening",
    "recompute",
    "record_screening",
    "refer",
    "reopen",
    "replace_cpr",
    "signpost",
    "signposts",
]
