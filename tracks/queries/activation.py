"""What a plan lacks before it can become active (domain.md § 3): each named, with the place where it is mended."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from accounts.models import valid_on
from citizens.access import valid_consent
from citizens.enums import ConsentKind, Place
from citizens.models import CareTeamMember, Consent
from core.addresses import address
from core.dates import add_months, today
from plans.enums import Acceptance
from plans.models import Plan
from tracks.enums import ENDED, GoalStatus
from tracks.models import Goal, Intervention

LONGEST_TO_MEETING = 6  # months (domain.md § 5)


@dataclass(frozen=True)
class Gap:
    """One missing thing. `text` says what; `url` leads to where it is mended."""

    text: str
    url: str


def with_activation_facts(plans: QuerySet[Plan]) -> QuerySet[Any]:
    """The plans with `participates`, `coordinated` and `has_goal`: what `gaps_of` needs from beyond the plan's row."""
    day = today()
    consents = Consent.objects.filter(valid_consent(day), citizen=OuterRef("citizen"), kind=ConsentKind.PARTICIPATION)
    places = CareTeamMember.objects.filter(valid_on(day), citizen=OuterRef("citizen"), place=Place.COORDINATOR)
    goals = Goal.objects.filter(track__plan=OuterRef("pk"), status=GoalStatus.OPEN)
    return plans.annotate(participates=Exists(consents), coordinated=Exists(places), has_goal=Exists(goals))


def activation_gaps(plan: Plan) -> list[Gap]:
    """Everything that keeps the plan from being active today, in the order of the work. Two queries."""
    facts = with_activation_facts(Plan.objects.filter(pk=plan.pk)).get()
    for name in ("participates", "coordinated", "has_goal"):
        setattr(plan, name, getattr(facts, name))
    prioritised = Intervention.objects.filter(track__plan=plan, prioritised=True).exclude(status__in=ENDED)
    rows = prioritised.select_related("responsible_member").order_by("position", "created_at", "id")
    return gaps_of(plan, [row for row in rows if row.ownerless])


def gaps_of(plan: Any, ownerless: Iterable[Intervention]) -> list[Gap]:
    """The gaps of a plan from `with_activation_facts`; `ownerless` are its prioritised interventions of nobody's."""
    return [*_people(plan), *_content(plan, ownerless), *_meeting(plan), *_acceptance(plan)]


def _people(plan: Any) -> list[Gap]:
    gaps = []
    if not plan.participates:
        url = address("citizens:enrol_consent", plan.citizen_id)
        gaps.append(Gap(_("The citizen has not given a valid consent to take part."), url))
    if not plan.coordinated:
        url = address("citizens:network", plan.citizen_id)
        gaps.append(Gap(_("The citizen has no coordinator today."), url))
    return gaps


def _content(plan: Any, ownerless: Iterable[Intervention]) -> list[Gap]:
    gaps = []
    if not plan.has_goal:
        url = address("overview:plan", plan.citizen_id) + "#tracks"
        gaps.append(Gap(_("The plan has no open goal yet."), url))
    for row in ownerless:
        text = _("Nobody answers for the prioritised intervention “%(text)s”.") % {"text": row.text}
        gaps.append(Gap(text, address("tracks:intervention_edit", row.pk)))
    return gaps


def _meeting(plan: Plan) -> list[Gap]:
    day = plan.next_meeting_on
    if day is None:
        return [Gap(_("The next network meeting has no date."), address("meetings:add", plan.pk))]
    url = address("meetings:meetings", plan.citizen_id)
    if day < today():
        return [Gap(_("The date of the next network meeting has passed."), url)]
    if day > add_months(today(), LONGEST_TO_MEETING):
        return [Gap(_("The next network meeting is more than six months ahead."), url)]
    return []


def _acceptance(plan: Plan) -> list[Any]:
    if plan.acceptance == Acceptance.ACCEPTED or plan.not_accepted_reason.strip():
        return []
    text = _("It is not recorded whether the citizen accepts the plan, or why not yet.")
    return [Gap(text, address("plans:acceptance", plan.pk))]
