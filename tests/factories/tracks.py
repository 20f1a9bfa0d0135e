"""Goals, interventions and the logbook."""

from datetime import timedelta
from typing import Any

from accounts.models import User
from citizens.enums import Part
from citizens.models import CareTeamMember, Citizen
from core.dates import today
from plans.models import Plan
from tests.factories.accounts import saved
from tracks.enums import ContactForm, EntryKind, InterventionStatus, ResponsibleKind
from tracks.models import Goal, Intervention, LegalBasis, LogEntry, Track


def track(of: Plan, kind: Part) -> Track:
    """The plan's track of this kind (made with the plan)."""
    return Track.objects.select_related("plan__citizen").get(plan=of, kind=kind)


def goal(of: Track, text: str = "Et mål", **fields: Any) -> Goal:
    return saved(Goal(track=of, text=text, **fields))


def intervention(
    of: Track, text: str = "En indsats", member: CareTeamMember | None = None, goal: Goal | None = None, **fields: Any
) -> Intervention:
    """Answered for by `member`, or by nobody; `responsible_kind` and its fields for others. Due in 30 days."""
    if member is not None:
        fields.update(responsible_kind=ResponsibleKind.MEMBER, responsible_member=member)
    if fields.get("status") in (InterventionStatus.DONE, InterventionStatus.STOPPED):
        fields.setdefault("ended_on", today())
    fields.setdefault("deadline", today() + timedelta(days=30))
    return saved(Intervention(track=of, goal=goal, text=text, **fields))


def legal_basis(track: Part = Part.SOCIAL, name: str = "SEL § 85", **fields: Any) -> LegalBasis:
    return saved(LegalBasis(track=track, name=name, **fields))


def comment(of: Track, by: User, text: str = "En kommentar", **fields: Any) -> LogEntry:
    fields.setdefault("author_organisation", by.organisation)
    return saved(
        LogEntry(citizen=of.plan.citizen, kind=EntryKind.COMMENT, tracks=[of.kind], author=by, text=text, **fields)
    )


def contact(
    of: Citizen, by: User, text: str = "En kontakt", tracks: tuple[Part, ...] = (Part.SOCIAL,), **fields: Any
) -> LogEntry:
    fields.setdefault("author_organisation", by.organisation)
    fields.setdefault("contact_form", ContactForm.PHONE)
    fields.setdefault("contact_on", today())
    fields.setdefault("contact_with", "Borgeren")
    return saved(LogEntry(citizen=of, kind=EntryKind.CONTACT, tracks=list(tracks), author=by, text=text, **fields))
