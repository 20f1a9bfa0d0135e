"""Who may see which citizen, and which parts. Page, paper, search, history, counts and comments all ask here.

Sources: domain.md § 4 (sundhedsloven §§ 41-44, serviceloven § 141 stk. 7) and its project rules.
Access = role ∧ dated place in this citizen's network (or lead of the programme) ∧ consent valid today.
guardian is spoken to in this package only; its rows are the projection of dated places and never enough alone.
"""

from citizens.access.case import case_of
from citizens.access.finders import (
    citizen,
    consent,
    consented,
    found,
    master,
    network,
    open_case,
    owned,
    place,
    relative,
    stay,
    todo,
)
from citizens.access.grants import project_places, project_places_of
from citizens.access.rows import (
    COORDINATING,
    GRACE,
    PARTICIPATING,
    citizens_with,
    valid_cells,
    valid_consent,
    visible_citizens,
    voided_citizens,
)
from citizens.access.rules import PART_RULES, Case, Opens, Relation

__all__ = [
    "COORDINATING",
    "GRACE",
    "PARTICIPATING",
    "PART_RULES",
    "Case",
    "Opens",
    "Relation",
    "case_of",
    "citizen",
    "citizens_with",
    "consent",
    "consented",
    "found",
    "master",
    "network",
    "open_case",
    "owned",
    "place",
    "project_places",
    "project_places_of",
    "relative",
    "stay",
    "todo",
    "valid_cells",
    "valid_consent",
    "visible_citizens",
    "voided_citizens",
]
