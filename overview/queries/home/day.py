"""The coordinator's day: quiet plans, the week's meetings, and what is stuck by who answers for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from citizens.enums import Stage
from core.addresses import address
from core.danish import collate
from core.dates import danish_date, today
from meetings.queries import coming
from overview.queries.home.citizens import Row
from overview.queries.home.work import WorkRow
from plans.enums import PlanState
from tracks.enums import ResponsibleKind


def quiet_plans(citizens: list[Any]) -> list[Row]:
    """Active plans nothing has happened in for longer than the intensity allows, the longest first. No query."""
    day = today()
    found = [row for row in citizens if _is_quiet(row, day) and not row.read_only]
    rows = [Row(row, row.get_intensity_display(), address("tracks:log", row.pk), _last(row)) for row in found]
    return sorted(rows, key=lambda row: (row.day, row.citizen.sort_name))


def _is_quiet(citizen: Any, day: date) -> bool:
    """The same rule as `overview.queries.quiet.quiet_on`."""
    active = citizen.stage == Stage.INCLUDED and citizen.signpost.plan_state == PlanState.ACTIVE
    return active and citizen.quiet_until is not None and citizen.quiet_until < day


def _last(citizen: Any) -> date:
    at = citizen.signpost.last_activity_at
    return danish_date(at) if at else citizen.included_on


def end_of_week() -> date:
    """The Sunday of this week."""
    return today() + timedelta(days=6 - today().weekday())


def weeks_meetings(user: Any) -> list[Any]:
    """The meetings still to be held or cancelled up to this Sunday: those whose day has passed, too. One query."""
    found = list(coming(user).filter(meets_on__lte=end_of_week()))
    for row in found:
        row.is_past = row.meets_on < today()
    return found


@dataclass
class WorkGroup:
    """The stuck interventions of one who answers; `lone` when nobody does."""

    name: str
    lone: bool = False
    rows: list[WorkRow] = field(default_factory=list)


def by_responsible(rows: Iterable[WorkRow]) -> list[WorkGroup]:
    """What is stuck, by who answers: first what nobody does, then who has most. The order within is kept. No query."""
    groups: dict[Any, WorkGroup] = {}
    for row in rows:
        key, name = _who(row)
        groups.setdefault(key, WorkGroup(name, lone=row.ownerless)).rows.append(row)
    return sorted(groups.values(), key=lambda group: (not group.lone, -len(group.rows), collate(group.name)))


def _who(row: WorkRow) -> tuple[Any, str]:
    act = row.row
    if row.ownerless:
        return "nobody", _("Nobody answers for it")
    if act.responsible_kind == ResponsibleKind.CITIZEN:
        return "citizen", _("The citizen")
    if act.responsible_kind == ResponsibleKind.RELATIVE:
        return "relative", _("Family and friends")
    if act.responsible_kind == ResponsibleKind.FUNCTION:
        name = f"{act.responsible_function}, {act.responsible_organisation}"
        return name, name
    member = act.responsible_member
    return (member.user_id or member.name, member.organisation_id), f"{member.name}, {member.organisation}"
