"""Who may see which citizen, and which parts. Page, paper, search, history, counts and comments all ask here.

Sources: domain.md § 4 (sundhedsloven §§ 41-44, serviceloven § 141 stk. 7) and its project rules.
Access = role ∧ dated place in this citizen's network (or lead of the programme) ∧ consent valid today.
guardian is spoken to in this package only; its rows are the projection of dated places and never enough alone.
"""

from citizens.access.case import case_of
from citizens.access.emergency import (
    emergencies_of,
    emergency,
    emergency_citizen,
    emergency_to_review,
    emergency_to_tell,
    my_open_emergencies,
    reviewable,
)
from citizens.access.finders import (
    CaseRequest,
    citizen,
    consent,
    consented,
    found,
    lapsed,
    master,
    network,
    open_case,
    owned,
    place,
    relative,
    scan,
    stay,
    todo,
)
from citizens.access.grants import project_places, project_places_of
from citizens.access.reviews import access_review, access_review_place, reviewed_programmes
from citizens.access.rows import (
    COORDINATING,
    GRACE,
    PARTICIPATING,
    citizens_with,
    lapsed_citizens,
    led_programmes,
    valid_cells,
    valid_consent,
    visible_citizens,
    voided_citizens,
)
from citizens.access.rules import EMERGENCY_PARTS, PART_RULES, Case, Opens, Relation

__all__ = [
    "COORDINATING",
    "EMERGENCY_PARTS",
    "GRACE",
    "PARTICIPATING",
    "PART_RULES",
    "Case",
    "CaseRequest",
    "Opens",
    "Relation",
    "access_review",
    "access_review_place",
    "case_of",
    "citizen",
    "citizens_with",
    "consent",
    "consented",
    "emergencies_of",
    "emergency",
    "emergency_citizen",
    "emergency_to_review",
    "emergency_to_tell",
    "found",
    "lapsed",
    "lapsed_citizens",
    "led_programmes",
    "master",
    "my_open_emergencies",
    "network",
    "open_case",
    "owned",
    "place",
    "project_places",
    "project_places_of",
    "relative",
    "reviewable",
    "reviewed_programmes",
    "scan",
    "stay",
    "todo",
    "valid_cells",
    "valid_consent",
    "visible_citizens",
    "voided_citizens",
]
