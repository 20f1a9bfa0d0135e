from __future__ import annotations

from typing import Any

from django.db.models import Q, TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from audit.enums import Kind
from citizens.enums import Stage
from plans.enums import PlanState


class Standing(TextChoices):
    """How far a citizen is, in one word: the stage, and for who is included the state of the plan."""

    REFERRED = "referred", _("Referred")
    EXCLUDED = "excluded", _("Not included")
    NO_PLAN = "no-plan", _("Included, no plan yet")
    DRAFT = "draft", _("Plan: draft")
    ACTIVE = "active", _("Plan: active")
    CLOSED = "closed", _("Plan: closed")
    LEFT = "left", _("Left the programme")

    @property
    def tone(self) -> str:
        """How it looks (templates/_components/status.html)."""
        return {"active": "ok", "draft": "busy", "referred": "wait", "no-plan": "wait"}.get(self.value, "off")

    @property
    def rule(self) -> Q:
        """The citizens it holds; every citizen stands in exactly one."""
        if self.value in (Stage.REFERRED, Stage.EXCLUDED, Stage.LEFT):
            return Q(stage=self.value)
        if self == Standing.NO_PLAN:
            return Q(stage=Stage.INCLUDED) & (Q(signpost__plan_state="") | Q(signpost__isnull=True))
        return Q(stage=Stage.INCLUDED, signpost__plan_state=self.value)


def standing_of(stage: str, plan_state: str) -> Standing:
    """The one standing of a citizen; the same rule as `Standing.rule`."""
    if stage != Stage.INCLUDED:
        return Standing(stage)
    return Standing(plan_state) if plan_state in PlanState.values else Standing.NO_PLAN


class Period(TextChoices):
    """Which plans the pack is made of. Stands in the address, so its values are Danish."""

    DAY = "dag", _("Network meetings of one day")
    WEEK = "uge", _("Network meetings of one week")
    HAND = "valgt", _("Plans I choose myself")


class PackFormat(TextChoices):
    PDF = "pdf", _("One PDF with a contents page")
    ZIP = "zip", _("A ZIP with one PDF for each citizen")


class CardSheet(TextChoices):
    """What the crisis card is printed on."""

    A4 = "a4", _("On ordinary A4, to cut out and fold")
    A6 = "a6", _("On sheets of A6, one side on each page")


class LeftOut(TextChoices):
    """Why a citizen's plan is not in the pack."""

    NO_PLAN = "no-plan", _("There is no plan.")
    PARTICIPATION = "participation", _("The consent to take part is no longer valid.")
    EXPIRED = "expired", _("The consent for the recipient has expired.")
    NO_CONSENT = "no-consent", _("No valid consent covers any of the plan for the recipient.")
    NO_ACCESS = "no-access", _("You no longer have access.")
    TOO_LONG = "too-long", _("There is too much text in the plan.")


class Because(TextChoices):
    """Why somebody was let in, in plain words: of an event's basis, and of a day in the past."""

    COORDINATOR = "coordinator", _("coordinates the help")
    LEAD = "lead", _("leads the programme")
    EXCHANGE = "exchange", _("takes part, and the citizen has consented")
    EMERGENCY = "emergency", _("emergency access")
    AUDIT = "audit", _("checks the log")
    OWN_LIST = "own-list", _("a list of those they work with")
    UNSTATED = "unstated", _("not stated")
    CONSENT = "consent", _("the citizen takes part")
    GRACE = "grace", _("participation withdrawn, at most 30 days ago: to read and close")
    ENROLLING = "enrolling", _("enrolment, before the first consent: master data and network only")

    @classmethod
    def of(cls, basis: str, kind: str, role: str, object_type: str) -> Because:
        """The words for what the door noted (`citizens.access.Case.basis`)."""
        if object_type.startswith("audit.") and role == Role.AUDITOR:
            return cls.AUDIT
        if "emergency" in basis:
            return cls.EMERGENCY
        if "consent:" in basis:
            return cls.EXCHANGE
        if role == Role.LEAD and basis:
            return cls.LEAD
        if basis:
            return cls.COORDINATOR
        return cls.OWN_LIST if kind in (Kind.LIST, Kind.SEARCH) else cls.UNSTATED


class Did(TextChoices):
    """What an event's kind means to somebody who reads that it was done to them (`audit.enums.Kind`)."""

    READ = "read", _("has read")
    LIST = "list", _("saw the name on a list")
    SEARCH = "search", _("searched")
    CREATE = "create", _("has entered")
    CHANGE = "change", _("has written or changed")
    EXPORT = "export", _("has printed or taken a copy")
    SHOW_CPR = "show-cpr", _("saw the whole CPR number")
    EMERGENCY_OPENED = "emergency-opened", _("has opened emergency access")
    EMERGENCY_READ = "emergency-read", _("has read by emergency access")


class Reason(TextChoices):
    """Why an event stands among those without a known relation."""

    DENIED = "denied", _("Refused")
    EMERGENCY = "emergency", _("Emergency access")
    NO_RELATION = "no-relation", _("No place with the citizen that day")


class Pattern(TextChoices):
    """What is worth a look, and proves nothing."""

    MANY = "many", _("Many citizens within an hour")
    NIGHT = "night", _("At night, between 23 and 5")
    SURNAME = "surname", _("Same surname as the citizen")
    LIMITED = "limited", _("Reached a limit")


class DayKind(TextChoices):
    """What a coordinator's day is made of. The values stand in the address of the list, so they are Danish."""

    EMERGENCIES = "noedadgang", _("Emergency access: tell the citizen")
    FOLLOW_UPS = "opfoelgninger", _("Follow-ups")
    STUCK = "indsatser", _("Interventions overdue or without somebody who answers")
    CONCERNS = "samtaler", _("To talk about after a follow-up")
    CONSENTS = "samtykker", _("Consents that end")
    UNFINISHED = "planer", _("Plans that lack something")
    PROTECTIONS = "beskyttelse", _("Name and address protection to check")
    QUIET = "stille", _("Quiet for too long")
    WAITING = "mine-indsatser", _("Interventions you answer for")
    ENROLLING = "paa-vej-ind", _("On the way in")
    MEETINGS = "moeder", _("Later network meetings")
    NEWS = "nyt", _("New from others")

    @property
    def key(self) -> str:
        """Its name in the page and in what the page is told."""
        return self.name.lower().replace("_", "-")

    @property
    def short(self) -> Any:
        """A word or two beside the number on top of the page."""
        return _SHORT.get(self.value, self.label)


_SHORT: dict[str, Any] = {
    "noedadgang": _("emergency access"),
    "opfoelgninger": _("follow-ups"),
    "indsatser": _("interventions"),
    "samtaler": _("to talk about"),
    "samtykker": _("consents"),
    "planer": _("plans"),
    "beskyttelse": _("protections"),
    "stille": _("quiet"),
}
NEEDS_ACTION = (
    DayKind.EMERGENCIES, DayKind.FOLLOW_UPS, DayKind.STUCK, DayKind.CONCERNS, DayKind.CONSENTS, DayKind.UNFINISHED,
    DayKind.PROTECTIONS, DayKind.QUIET,
)  # fmt: skip
