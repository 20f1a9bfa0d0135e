"""The one table of the timeline: which records tell their history, which part each row needs, what of it is shown.

What a row needs is decided by the row's own data, as on the page (citizens.access, part → rule): by its track, by all
the tracks it carries, or by a fixed part. Bookkeeping (revision, positions, search keys) is not in the table.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from citizens.enums import Part
from citizens.models import CareTeamMember, Citizen, Consent, ConsentScan, ConsentScope, Relative, Stay
from followups.models import Concern, FollowUp, FollowUpAnswer, Pause
from meetings.models import MeetingParticipant, NetworkMeeting
from plans.models import (
    Agreement,
    Challenge,
    CrisisContact,
    CrisisPlan,
    OtherPlan,
    Plan,
    PlanPrint,
    PlanVersion,
    PromptAnswer,
    Situation,
)
from tracks.models import Goal, Intervention, Track


class Topic(TextChoices):
    """What one can narrow the timeline to."""

    PLAN = "plan", _("Plan")
    TRACK = "track", _("Tracks")
    GOAL = "goal", _("Goals")
    INTERVENTION = "intervention", _("Interventions")
    SITUATION = "situation", _("Situation and challenges")
    AGREEMENT = "agreement", _("Agreements")
    MEETING = "meeting", _("Network meetings")
    FOLLOW_UP = "follow-up", _("Follow-ups")
    CRISIS = "crisis", _("Crisis plan")
    OTHER = "other", _("Other plans and prompts")
    NETWORK = "network", _("Network, family and friends")
    CONSENT = "consent", _("Consents")
    MASTER = "master", _("Master data and stays")
    PRINT = "print", _("Prints")


class Shape(StrEnum):
    """How a value is read."""

    PLAIN = "plain"  # as the model's field says: date, choice, text, yes or no
    NAME = "name"  # the name of what a foreign key points to
    WORKPLACE = "workplace"  # an organisation: shown only to those who may know it takes part
    RESPONSIBLE = "responsible"  # several columns that together name one
    SEALED = "sealed"  # encrypted: opened, then shown
    UNTOLD = "untold"  # told that it changed, never what it is


@dataclass(frozen=True)
class Shown:
    """One field of a record in the timeline."""

    name: str
    shape: Shape = Shape.PLAIN
    read: str = ""  # the column or the name behind a foreign key; the field itself when empty
    part: Part | None = None  # needed beyond what the row needs
    is_address: bool = False  # covered by name and address protection

    @property
    def column(self) -> str:
        return self.read or self.name


@dataclass(frozen=True)
class Source:
    """One kind of record. Exactly one of `part`, `track`, `tracks` says what a row needs; None of them: any part."""

    topic: Topic
    model: type[Any]
    citizen: str
    fields: tuple[Shown, ...]
    subject: tuple[str, ...] = ()
    part: Part | None = None
    track: str = ""  # lookup of the one track
    tracks: str = ""  # column with the tracks, all of which must be open
    by_track: str = ""  # lookup for the filter, where it is none of the two
    ends: str = ""  # the date that ends it
    silent_start: bool = False  # made together with its parent: its beginning says nothing

    @property
    def key(self) -> str:
        return self.model._meta.model_name

    @property
    def name(self) -> str:
        return str(self.model._meta.verbose_name)


def _plain(*names: str, part: Part | None = None) -> tuple[Shown, ...]:
    return tuple(Shown(name, part=part) for name in names)


def _named(name: str, read: str) -> Shown:
    return Shown(name, Shape.NAME, read)


_PLACE = ("name", "function", "organisation")

SOURCES: tuple[Source, ...] = (
    Source(
        Topic.PLAN, Plan, "citizen_id",
        _plain("state", "version", "valid_from", "closed_on")
        + _plain(
            "matters", "wishes", "resources", "preferences", "view_of_help", "next_meeting_on", "if_absent",
            "acceptance", "accepted_on", "not_accepted_reason", "closed_because", "closing_summary", part=Part.FRONT,
        ),
        ends="closed_on",
    ),
    Source(Topic.PLAN, PlanVersion, "plan__citizen_id", _plain("number", "note"), ("number", "note"), Part.FRONT),
    Source(
        Topic.TRACK, Track, "plan__citizen_id",
        (Shown("status_line"), Shown("lead_organisation", Shape.WORKPLACE, "lead_organisation__name")),
        ("kind",), track="kind", silent_start=True,
    ),
    Source(
        Topic.GOAL, Goal, "track__plan__citizen_id",
        (*_plain("text", "kind", "citizens_own", "target_on", "attainment", "status", "ended_reason"),
         _named("parent", "parent__text")),
        ("text",), track="track__kind", ends="ended_on",
    ),
    Source(
        Topic.INTERVENTION, Intervention, "track__plan__citizen_id",
        (*_plain("text", "area", "starts_on", "deadline", "status", "prioritised", "attainment", "follow_up_note"),
         *_plain("follow_up_result", "ended_reason", "legal_basis_note"),
         _named("legal_basis", "legal_basis__name"), _named("goal", "goal__text"),
         Shown("responsible_kind", Shape.RESPONSIBLE)),
        ("text",), track="track__kind", ends="ended_on",
    ),
    Source(
        Topic.SITUATION, Situation, "plan__citizen_id", _plain("area", "at_start", "now", "tracks", "removed"),
        ("area",), tracks="tracks",
    ),
    Source(
        Topic.SITUATION, Challenge, "plan__citizen_id", _plain("text", "tracks", "removed"), ("text",), tracks="tracks"
    ),
    Source(
        Topic.AGREEMENT, Agreement, "plan__citizen_id", _plain("text", "who", "due_on", "done_on", "removed"),
        ("text",), Part.FRONT, ends="done_on",
    ),
    Source(
        # Who called it, why it is off and who comes is for those who may see the network.
        Topic.MEETING, NetworkMeeting, "plan__citizen_id",
        _plain("meets_on", "starts_at", "kind", "place", "purpose", "state", "held_on")
        + _plain("called_by", "citizen_attends", "cancelled_reason", part=Part.NETWORK),
        ("meets_on",), Part.FRONT,
    ),
    Source(
        Topic.MEETING, MeetingParticipant, "meeting__plan__citizen_id",
        (_named("member", "member__name"), _named("relative", "relative__name"), Shown("removed")),
        ("member", "relative"), Part.NETWORK,
    ),
    Source(
        # Who answered for the citizen is for those who may see the network.
        Topic.FOLLOW_UP, FollowUpAnswer, "follow_up__citizen_id",
        _plain("answered_on", "mode", "answered_by", "health", "satisfaction", "satisfied_then", "knows", "who5")
        + _plain("together", "differently", "declined", "note")
        + _plain("proxy", part=Part.NETWORK),
        ("answered_on",), Part.ANSWERS,
    ),
    Source(
        # Rounds are planned by themselves: their beginning says nothing.
        Topic.FOLLOW_UP, FollowUp, "citizen_id",
        _plain("due_on", "not_relevant") + _plain("not_relevant_note", part=Part.NETWORK),
        ("number",), Part.ANSWERS, silent_start=True,
    ),
    Source(Topic.FOLLOW_UP, Concern, "answer__follow_up__citizen_id",
           _plain("kinds", "talked_on", "talked_note", "lapsed_on"), ("kinds",), Part.NETWORK),
    Source(
        Topic.FOLLOW_UP, Pause, "course__citizen_id",
        _plain("starts_on", "ends_on") + _plain("reason", part=Part.NETWORK), ("starts_on",), Part.ANSWERS,
    ),
    Source(
        Topic.CRISIS, CrisisPlan, "plan__citizen_id",
        _plain("early_signs", "what_helps", "what_to_avoid", "treatment_wishes"), part=Part.CRISIS,
    ),
    Source(
        Topic.CRISIS, CrisisContact, "crisis_plan__plan__citizen_id", _plain("name", "phone", "hours", "removed"),
        ("name",), Part.CRISIS,
    ),
    Source(
        Topic.OTHER, OtherPlan, "plan__citizen_id",
        _plain("kind", "authority", "dated", "contact", "tracks", "removed"), ("kind", "authority"), tracks="tracks",
    ),
    Source(
        Topic.OTHER, PromptAnswer, "plan__citizen_id", (_named("prompt", "prompt__text"), *_plain("reply", "note")),
        ("prompt", "reply"), tracks="prompt__tracks",
    ),
    Source(
        Topic.NETWORK, CareTeamMember, "citizen_id",
        (_named("organisation", "organisation__name"),
         *_plain("place", "name", "function", "phone", "tracks", "contribution", "chairs_meetings", "visits_home"),
         *_plain("starts_on", "ends_on")),
        _PLACE, Part.NETWORK, by_track="tracks__contains", ends="ends_on",
    ),
    Source(Topic.NETWORK, Relative, "citizen_id",
           _plain("name", "relation", "phone", "may_be_contacted", "note", "ended_on"),
           ("name", "relation"), Part.NETWORK, ends="ended_on"),
    Source(
        Topic.CONSENT, Consent, "citizen_id",
        (*_plain("kind", "form", "why_oral", "given_on", "purpose", "expires_on"),
         _named("given_to", "given_to__name"), *_plain("withdrawn_on", "withdrawn_by", "withdrawn_how")),
        ("kind",), Part.CONSENT, ends="withdrawn_on",
    ),
    Source(
        Topic.CONSENT, ConsentScope, "consent__citizen_id",
        (_named("organisation", "organisation__name"), *_plain("part", "level", "ended_on")),
        ("organisation", "part", "level"), Part.CONSENT, by_track="part", ends="ended_on",
    ),
    Source(Topic.CONSENT, ConsentScan, "consent__citizen_id",
           _plain("voided", "void_reason"), ("media",), Part.CONSENT),
    Source(
        Topic.MASTER, Citizen, "id",
        (*_plain("stage", "included_on", "left_on", "left_because", "voided", "void_reason"),
         *_plain("given_name", "family_name", "born_on"),
         Shown("cpr", Shape.UNTOLD),
         Shown("address", Shape.SEALED, is_address=True), Shown("phone", Shape.SEALED, is_address=True),
         Shown("postal_code", is_address=True), Shown("town", is_address=True),
         *_plain("municipality", "email", "language", "interpreter", "protected", "protected_until", "doctor"),
         *_plain("doctor_phone", "doctor_note", "housing", "housing_note", "income", "income_note"),
         *_plain("children_at_home", "intensity")),
        part=Part.MASTER,
    ),
    Source(
        Topic.MASTER, Stay, "citizen_id",
        _plain("kind", "where", "starts_on", "ends_on", "about_count", "year", "source", "note", "voided"),
        ("kind", "where"), Part.MASTER,
    ),
    Source(
        Topic.PRINT, PlanPrint, "plan__citizen_id",
        (*_plain("variant", "version"), _named("organisation", "organisation__name")),
        ("variant", "organisation", "version"), Part.CONSENT,
    ),
)  # fmt: skip
BY_KEY = {source.key: source for source in SOURCES}
