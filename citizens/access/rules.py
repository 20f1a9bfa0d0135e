"""The one table part → rule, and the case: what one user may see and do about one citizen today."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from accounts.permissions import Permission
from citizens.enums import TRACKS, Part
from citizens.models import CareTeamMember, Citizen

# What remains of the role's rights while a citizen has not yet given the first consent …
ENROLLING = frozenset(
    {
        Permission.CITIZEN_LIST,
        Permission.CITIZEN_VIEW,
        Permission.CITIZEN_ENROL,
        Permission.MASTER_VIEW,
        Permission.MASTER_CHANGE,
        Permission.CPR_SHOW,
        Permission.SCREENING_CHANGE,
        Permission.CONSENT_CHANGE,
        Permission.CONSENT_WITHDRAW,
        Permission.NETWORK_VIEW,
        Permission.CASE_HANDOVER,
        Permission.CITIZEN_END,
        Permission.HISTORY_VIEW,
        Permission.CITIZEN_LOG,
        Permission.EMERGENCY_INFORM,  # the citizen is told, whatever has become of the case
    }
)
# … and once participation is withdrawn.
READING = frozenset(
    {
        Permission.CITIZEN_LIST,
        Permission.CITIZEN_VIEW,
        Permission.MASTER_VIEW,
        Permission.NETWORK_VIEW,
        Permission.CASE_HANDOVER,  # it changes who reads, nothing of what is written
        Permission.CITIZEN_END,
        Permission.CONSENT_WITHDRAW,  # at any time, by the citizen saying so (domain.md § 4)
        Permission.PLAN_VIEW,
        Permission.PLAN_CLOSE,
        Permission.HISTORY_VIEW,
        Permission.LOG_VIEW,
        Permission.MEETING_VIEW,
        Permission.FOLLOW_UP_VIEW,
        Permission.CITIZEN_LOG,  # the citizen may ask at any time who has looked
        Permission.EMERGENCY_INFORM,
    }
)
# A citizen who has left: read and printed, and referred anew.
AFTER = READING | {
    Permission.PLAN_PRINT,
    Permission.CPR_SHOW,
    Permission.CITIZEN_ENROL,
    Permission.CASE_MERGE,
}
# Entered by mistake: read by the coordinator and the lead, and taken back if the mistake was another.
VOIDED = READING - {Permission.PLAN_CLOSE, Permission.CASE_HANDOVER}
# What stands in a record that was merged into this one: read, and not printed for a recipient whose consent was not
# given for it (ADR 0016).
MERGED = frozenset(
    {
        Permission.CITIZEN_LIST,
        Permission.CITIZEN_VIEW,
        Permission.MASTER_VIEW,
        Permission.NETWORK_VIEW,
        Permission.PLAN_VIEW,
        Permission.HISTORY_VIEW,
        Permission.LOG_VIEW,
        Permission.MEETING_VIEW,
        Permission.EMERGENCY_INFORM,
    }
)
PARTNER_RIGHTS = frozenset(
    {
        Permission.CITIZEN_LIST,
        Permission.CITIZEN_VIEW,
        Permission.PLAN_VIEW,
        Permission.PLAN_PRINT_OWN,
        Permission.HISTORY_VIEW,
        Permission.LOG_VIEW,
        Permission.LOG_COMMENT,
        Permission.STATUS_REPORT,
        Permission.MEETING_VIEW,
        Permission.FOLLOW_UP_VIEW,
    }
)


class Relation(StrEnum):
    COORDINATOR = "coordinator"
    LEAD = "lead"
    PARTICIPANT = "participant"
    EMERGENCY = "emergency"


class Opens(StrEnum):
    """How a part is opened to somebody who is not the coordinator or the lead."""

    BY_CONSENT = "by consent"
    NEVER = "never"


# The one table: part → rule.
PART_RULES: dict[Part, Opens] = {
    Part.ADDICTION: Opens.BY_CONSENT,
    Part.PSYCHIATRY: Opens.BY_CONSENT,
    Part.SOMATIC: Opens.BY_CONSENT,
    Part.SOCIAL: Opens.BY_CONSENT,
    Part.FRONT: Opens.BY_CONSENT,
    Part.CRISIS: Opens.BY_CONSENT,
    Part.ANSWERS: Opens.BY_CONSENT,
    Part.MASTER: Opens.NEVER,
    Part.NETWORK: Opens.NEVER,
    Part.CONSENT: Opens.NEVER,
}
ENROLLING_PARTS = frozenset({Part.MASTER, Part.NETWORK, Part.CONSENT})
# What emergency access opens, to read, and no consent is asked: the crisis plan and the tracks (domain.md § 4).
EMERGENCY_PARTS = frozenset({*TRACKS, Part.CRISIS})


@dataclass(frozen=True)
class Case:
    """What one user may see and do about one citizen today. Made by `case_of`, carried by the request."""

    citizen: Citizen
    user: Any
    relation: Relation
    rights: frozenset[Permission]
    readable: frozenset[Part]
    commentable: frozenset[Part]
    until: date | None = None  # first day the exchange consent no longer covers this reader
    places: tuple[CareTeamMember, ...] = ()
    coordinator: CareTeamMember | None = None
    participation: str = "none"  # valid, withdrawn or none
    consent_until: date | None = None  # the head's "consent valid until", for coordinator and lead
    basis: tuple[str, ...] = field(default_factory=tuple)

    @property
    def in_team(self) -> bool:
        """Coordinator or project lead: not narrowed by the exchange consents."""
        return self.relation in (Relation.COORDINATOR, Relation.LEAD)

    @property
    def records(self) -> list[uuid.UUID]:
        """This record and, for coordinator and lead, those that were merged into it (`open_case` looks them up)."""
        return [self.citizen.pk, *(getattr(self.citizen, "merged_ids", ()) if self.in_team else ())]

    def may(self, right: Permission) -> bool:
        return right in self.rights

    def reads(self, part: str) -> bool:
        return part in self.readable

    def reads_all(self, parts: Iterable[str]) -> bool:
        """A line that carries several tracks is shown only to those who may see all of them."""
        return set(parts) <= self.readable

    def comments_on(self, part: str) -> bool:
        return part in self.commentable and self.may(Permission.LOG_COMMENT)

    @property
    def sees_address(self) -> bool:
        """A protected address and phone: the coordinator, and those marked as visiting the home (§ 7)."""
        if self.relation == Relation.COORDINATOR or any(place.visits_home for place in self.places):
            return True
        return self.relation == Relation.LEAD and not self.citizen.protected

    def sees_workplace(self, organisation_id: Any) -> bool:
        """Nothing tells a participant that other organisations take part; their own they may see."""
        return self.in_team or organisation_id in {place.organisation_id for place in self.places}
