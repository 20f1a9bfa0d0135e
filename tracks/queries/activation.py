"""What a plan lacks before it can become active (domain.md § 3): each named, with the place where it is mended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import valid_on
from citizens.access import valid_consent
from citizens.enums import ConsentKind, Place
from citizens.models import CareTeamMember, Consent
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


def activation_gaps(plan: Plan) -> list[Gap]:
    """Everything that keeps the plan from being active today, in the order of the work. Four queries."""
    return [*_people(plan), *_content(plan), *_meeting(plan), *_acceptance(plan)]


def _people(plan: Plan) -> list[Gap]:
    day, gaps = today(), []
    consents = Consent.objects.filter(valid_consent(day), citizen=plan.citizen_id, kind=ConsentKind.PARTICIPATION)
    if not consents.exists():
        url = reverse("citizens:enrol_consent", args=[plan.citizen_id])
        gaps.append(Gap(_("The citizen has not given a valid consent to take part."), url))
    places = CareTeamMember.objects.filter(valid_on(day), citizen=plan.citizen_id, place=Place.COORDINATOR)
    if not places.exists():
        gaps.append(
            Gap(_("The citizen has no coordinator today."), reverse("citizens:network", args=[plan.citizen_id]))
        )
    return gaps


def _content(plan: Plan) -> list[Gap]:
    gaps = []
    if not Goal.objects.filter(track__plan=plan, status=GoalStatus.OPEN).exists():
        url = reverse("overview:plan", args=[plan.citizen_id]) + "#tracks"
        gaps.append(Gap(_("The plan has no open goal yet."), url))
    prioritised = Intervention.objects.filter(track__plan=plan, prioritised=True).exclude(status__in=ENDED)
    for row in prioritised.select_related("responsible_member").order_by("position", "created_at", "id"):
        if row.ownerless:
            text = _("Nobody answers for the prioritised intervention “%(text)s”.") % {"text": row.text}
            gaps.append(Gap(text, reverse("tracks:intervention_edit", args=[row.pk])))
    return gaps


def _meeting(plan: Plan) -> list[Gap]:
    day, url = plan.next_meeting_on, reverse("plans:meeting", args=[plan.pk])
    if day is None:
        return [Gap(_("The next network meeting has no date."), url)]
    if day < today():
        return [Gap(_("The date of the next network meeting has passed."), url)]
    if day > add_months(today(), LONGEST_TO_MEETING):
        return [Gap(_("The next network meeting is more than six months ahead."), url)]
    return []


def _acceptance(plan: Plan) -> list[Any]:
    if plan.acceptance == Acceptance.ACCEPTED or plan.not_accepted_reason.strip():
        return []
    text = _("It is not recorded whether the citizen accepts the plan, or why not yet.")
    return [Gap(text, reverse("plans:acceptance", args=[plan.pk]))]
