"""Which part of a citizen's case a row belongs to, said a second time: from domain.md §§ 2-4 and ADR 0005 alone.

Nothing here asks the product's own rules, so that an error there cannot be repeated here by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

FRONT, CRISIS, ANSWERS = "front", "crisis", "answers"
MASTER, NETWORK, CONSENT = "master", "network", "consent"  # never leave coordinator and lead
NOBODY = "nobody"  # of the network: what somebody keeps for themselves, and what only the office needs
NAMED = ""  # comes with any part (§ 4: name and case reference)


def _tracks(row: Any) -> set[str]:
    return set(row.tracks)  # shown only to those who may see all of them (§ 3)


_OF: dict[str, str | Callable[[Any], set[str]]] = {
    "Citizen": NAMED, "Signpost": NAMED, "Plan": NAMED,
    "Referral": MASTER, "Screening": MASTER, "ScreeningAnswer": MASTER, "Merging": MASTER,
    "EmergencyAccess": MASTER, "AccessDecision": NETWORK, "PlanPrint": NOBODY, "ToDo": NOBODY,
    "CareTeamMember": NETWORK, "Relative": NETWORK, "Stay": NETWORK, "MeetingParticipant": NETWORK,
    "Consent": CONSENT, "ConsentScope": CONSENT, "ConsentScan": CONSENT, "ScanContent": CONSENT,
    "PlanVersion": FRONT, "Agreement": FRONT, "NetworkMeeting": FRONT,
    "CrisisPlan": CRISIS, "CrisisContact": CRISIS,
    "Course": ANSWERS, "Pause": ANSWERS, "FollowUp": ANSWERS, "Snooze": ANSWERS, "FollowUpAnswer": ANSWERS,
    "Concern": ANSWERS,
    "Situation": _tracks, "Challenge": _tracks, "OtherPlan": _tracks, "LogEntry": _tracks,
    "PromptAnswer": lambda row: set(row.prompt.tracks),
    "Track": lambda row: {str(row.kind)},
    "Goal": lambda row: {str(row.track.kind)}, "Intervention": lambda row: {str(row.track.kind)},
}  # fmt: skip


# Texts of a row that is open to more than all of it: name and case reference alone come with any part (§ 4).
_TEXTS: dict[tuple[str, str], str] = {
    ("Citizen", "given_name"): NAMED, ("Citizen", "family_name"): NAMED,
    ("Citizen", ""): MASTER, ("Plan", ""): FRONT,
    ("NetworkMeeting", "called_by"): NETWORK,  # nothing tells that other organisations take part (ADR 0005)
    ("FollowUpAnswer", "proxy"): NETWORK,
    ("Job", ""): NOBODY, ("Draft", ""): NOBODY,
}  # fmt: skip


def parts_of(row: Any, text: str = "") -> set[str]:
    """The parts one has to be able to read, all of them, to be shown this row, or this text of it.

    A new model has to be entered above.
    """
    name = type(row).__name__
    keys = [(name, text), (name, "")] if text else []
    rule: Any = next((_TEXTS[key] for key in keys if key in _TEXTS), None)
    rule = _OF[name] if rule is None else rule
    return rule(row) if callable(rule) else {rule} - {NAMED}
