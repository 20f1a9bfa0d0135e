"""Plans and what stands in them."""

from datetime import timedelta
from typing import Any

from accounts.models import User
from citizens.enums import TRACKS, Part
from citizens.models import Citizen, Programme, Signpost
from core.dates import today
from plans.enums import Acceptance, Area, ClosedBecause, OtherPlanKind, PlanState, PrintVariant, PromptReply
from plans.models import (
    Agreement,
    Challenge,
    CrisisContact,
    CrisisPlan,
    OtherPlan,
    Plan,
    PlanPrint,
    PlanVersion,
    Prompt,
    PromptAnswer,
    Situation,
)
from tests.factories.accounts import saved
from tracks.models import Track


def plan(of: Citizen, state: PlanState = PlanState.DRAFT, **fields: Any) -> Plan:
    """A plan with its four tracks. Active: accepted, valid for a month, meeting in two. Closed: ended yesterday."""
    if state != PlanState.DRAFT:
        fields.setdefault("valid_from", today() - timedelta(days=30))
        fields.setdefault("acceptance", Acceptance.ACCEPTED)
        fields.setdefault("accepted_on", today() - timedelta(days=30))
    if state == PlanState.ACTIVE:
        fields.setdefault("next_meeting_on", today() + timedelta(days=60))
    if state == PlanState.CLOSED:
        fields.setdefault("closed_on", today() - timedelta(days=1))
        fields.setdefault("closed_because", ClosedBecause.GOALS_REACHED)
        fields.setdefault("closing_summary", "Målene er nået.")
    row = saved(Plan(citizen=of, state=state, **fields))
    for kind in TRACKS:
        saved(Track(plan=row, kind=kind))
    Signpost.objects.filter(citizen=of).update(plan_state=state, next_meeting_on=row.next_meeting_on)
    return row


def version(of: Plan, by: User, number: int = 1, **fields: Any) -> PlanVersion:
    fields.setdefault("made_on", today())
    return saved(PlanVersion(plan=of, number=number, made_by=by, note=fields.pop("note", "Første udgave"), **fields))


def situation(
    of: Plan, area: Area = Area.HOUSING, tracks: tuple[Part, ...] = (Part.SOCIAL,), **fields: Any
) -> Situation:
    return saved(Situation(plan=of, area=area, tracks=list(tracks), **fields))


def challenge(
    of: Plan, text: str = "En udfordring", tracks: tuple[Part, ...] = (Part.SOCIAL,), **fields: Any
) -> Challenge:
    return saved(Challenge(plan=of, text=text, tracks=list(tracks), **fields))


def other_plan(
    of: Plan, authority: str = "Kommunen", tracks: tuple[Part, ...] = (Part.SOCIAL,), **fields: Any
) -> OtherPlan:
    fields.setdefault("kind", OtherPlanKind.ACTION_PLAN)
    return saved(OtherPlan(plan=of, authority=authority, tracks=list(tracks), **fields))


def agreement(of: Plan, text: str = "En aftale", who: str = "Borgeren", **fields: Any) -> Agreement:
    return saved(Agreement(plan=of, text=text, who=who, **fields))


def crisis_plan(of: Plan, **fields: Any) -> CrisisPlan:
    row = saved(CrisisPlan(plan=of, **fields))
    Signpost.objects.filter(citizen=of.citizen_id).update(has_crisis_plan=True)
    return row


def crisis_contact(of: CrisisPlan, name: str = "Kontakt", phone: str = "12 34 56 78", **fields: Any) -> CrisisContact:
    return saved(CrisisContact(crisis_plan=of, name=name, phone=phone, **fields))


def prompt(
    of: Programme, text: str = "Medicin afstemt", tracks: tuple[Part, ...] = (Part.SOMATIC,), **fields: Any
) -> Prompt:
    return saved(Prompt(programme=of, text=text, tracks=list(tracks), **fields))


def prompt_answer(of: Plan, to: Prompt, reply: PromptReply = PromptReply.YES, **fields: Any) -> PromptAnswer:
    return saved(PromptAnswer(plan=of, prompt=to, reply=reply, **fields))


def plan_print(of: Plan, by: User, **fields: Any) -> PlanPrint:
    fields.setdefault("variant", PrintVariant.WHOLE)
    fields.setdefault("sha256", "0" * 64)
    return saved(PlanPrint(plan=of, version=of.version, printed_by=by, **fields))
