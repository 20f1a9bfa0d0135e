"""Interventions. Rules: domain.md § 3 (exactly one responsible, who can read the track; a goal of the same track)."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from citizens.access import open_case
from citizens.models import CareTeamMember
from core.dates import today
from core.models import Refused
from core.twice import pressed_twice
from plans.enums import PlanState
from plans.models import Plan
from tracks.actions.tracks import begin, keep
from tracks.enums import InterventionStatus, ResponsibleKind
from tracks.models import Intervention, Track, responsible_key


@transaction.atomic
def add_intervention(track: Track, *, by: Any, **values: Any) -> Intervention:
    """A new intervention, last in its track; sent twice, it is stored once. Raises Refused with its field."""
    plan = begin(track.plan)
    last = Intervention.objects.filter(track=track).aggregate(last=Max("position"))["last"]
    row = Intervention(track=track, position=0 if last is None else last + 1, **values)
    _judge(row, plan)
    _judge_responsible(row, plan)
    if twin := pressed_twice(row, by=by, track=track):
        return twin
    keep(row, plan, by)
    return row


@transaction.atomic
def change_intervention(intervention: Intervention, *, by: Any, revision: int, **values: Any) -> Intervention:
    """Raises Refused (with its field) and Stale. A status set here is no longer the responsible's report."""
    plan = begin(intervention.track.plan)
    row = _locked(intervention, revision)
    before = responsible_key(row), row.status, row.responsible_function, row.responsible_organisation_id
    for name, value in values.items():
        setattr(row, name, value)
    _judge(row, plan)
    if (responsible_key(row), row.responsible_function, row.responsible_organisation_id) != (before[0], *before[2:]):
        _judge_responsible(row, plan)
    if row.status != before[1]:
        row.status_by = row.status_at = None
    keep(row, plan, by, reason=row.ended_reason)
    return row


@transaction.atomic
def report_status(intervention: Intervention, *, by: Any, revision: int, **values: Any) -> Intervention:
    """Status, reason and follow-up note; counts at once, and is marked as the responsible's own when it is theirs.

    Raises Refused (no reason for stopping; ownerless and prioritised in an active plan) and Stale.
    """
    plan = begin(intervention.track.plan)
    row = _locked(intervention, revision)
    for name, value in values.items():
        setattr(row, name, value)
    _judge(row, plan)
    theirs = row.responsible_member is not None and row.responsible_member.user_id == by.pk
    row.status_by, row.status_at = (by, timezone.now()) if theirs else (None, None)
    keep(row, plan, by, reason=row.ended_reason)
    return row


def _locked(intervention: Intervention, revision: int) -> Intervention:
    """Under lock, with what the finder has read of the rows around it."""
    row = intervention.locked(revision)
    for name in ("track", "goal", "legal_basis", "responsible_member"):
        if getattr(row, f"{name}_id") == getattr(intervention, f"{name}_id"):
            setattr(row, name, getattr(intervention, name))
    return row


def _judge(row: Intervention, plan: Plan) -> None:
    if not row.text.strip():
        raise Refused(_("Write what is to be done."), field="text")
    if row.goal is not None and row.goal.track_id != row.track_id:
        raise Refused(_("An intervention serves a goal of the same track."), field="goal")
    if row.legal_basis is not None and row.legal_basis.track != row.track.kind:
        raise Refused(_("This paragraph belongs to another track."), field="legal_basis")
    if row.starts_on and row.deadline and row.deadline < row.starts_on:
        raise Refused(_("The deadline lies before the start."), field="deadline")
    _judge_end(row)
    if row.is_open and row.prioritised and plan.state == PlanState.ACTIVE and row.ownerless:
        raise Refused(
            _("In an active plan somebody must answer for what is prioritised now. Choose who does."),
            field="responsible",
        )


def _judge_end(row: Intervention) -> None:
    if row.is_open:
        row.ended_on, row.ended_reason = None, ""
        return
    if row.status == InterventionStatus.STOPPED and not row.ended_reason.strip():
        raise Refused(_("Write why it is stopped."), field="ended_reason")
    row.ended_on = row.ended_on or today()


def _judge_responsible(row: Intervention, plan: Plan) -> None:
    """Exactly one, of this citizen's network, who can read the track when they have a log-in (domain.md § 3)."""
    if row.responsible_kind == ResponsibleKind.FUNCTION:
        if not row.responsible_function.strip():
            raise Refused(_("Write which function, for instance the nurse on duty."), field="responsible_function")
        if row.responsible_organisation is None:
            raise Refused(_("Choose the organisation."), field="responsible_organisation")
    relative = row.relative
    if relative is not None and (relative.citizen_id != plan.citizen_id or relative.ended_on is not None):
        raise Refused(_("This person is not among the citizen's family and friends."), field="responsible")
    if row.responsible_member is not None:
        _judge_member(row.responsible_member, row, plan)


def _judge_member(member: CareTeamMember, row: Intervention, plan: Plan) -> None:
    day = today()
    in_time = member.starts_on <= day and (member.ends_on is None or member.ends_on > day)
    if member.citizen_id != plan.citizen_id or not in_time:
        raise Refused(_("%(name)s has no place in the network today.") % {"name": member.name}, field="responsible")
    if member.user is not None and not _reads(member.user, plan, row.track.kind):
        raise Refused(
            _("%(name)s cannot read this track: the citizen has not given consent for that, or it has ended.")
            % {"name": member.name},
            field="responsible",
        )


def _reads(user: User, plan: Plan, kind: str) -> bool:
    try:
        return open_case(user, plan.citizen_id).reads(kind)
    except Http404:
        return False
