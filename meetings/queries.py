"""Network meetings as one reader may see them, and what is derived of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.enums import Sector
from accounts.models import valid_on
from citizens.access import Case
from citizens.enums import Place
from citizens.models import CareTeamMember, Citizen, Relative
from core.danish import collate
from core.dates import today
from meetings.access import visible_meetings
from meetings.enums import MeetingState
from meetings.models import MeetingParticipant, NetworkMeeting
from plans.enums import PlanState
from plans.models import Plan

PAGE_SIZE = 50
REGIONAL = (Sector.HOSPITAL, Sector.PSYCHIATRY)
_RANK = {Place.COORDINATOR: 0, Place.CO_COORDINATOR: 1}


def meetings_url(citizen_id: Any) -> str:
    """The tab's address."""
    return reverse("meetings:meetings", args=[citizen_id])


def next_day(plan: Plan) -> date | None:
    """The day of the earliest planned meeting: one that has passed stays the next until it is held or cancelled."""
    rows = NetworkMeeting.objects.filter(plan=plan, state=MeetingState.PLANNED).order_by("meets_on", "id")
    return rows.values_list("meets_on", flat=True).first()


def next_meeting(plan: Plan) -> NetworkMeeting | None:
    """The meeting that `Plan.next_meeting_on` is the day of; None in a closed plan."""
    if not plan.is_open:
        return None
    rows = NetworkMeeting.objects.filter(plan=plan, state=MeetingState.PLANNED)
    return rows.order_by("meets_on", "starts_at", "id").first()


def open_plan(citizen: Citizen) -> Plan | None:
    """The plan a new meeting is about."""
    return Plan.objects.filter(citizen=citizen).exclude(state=PlanState.CLOSED).first()


def _in_order(members: Iterable[CareTeamMember]) -> list[CareTeamMember]:
    return sorted(members, key=lambda row: (_RANK.get(Place(row.place), 2), collate(row.name)))


def members_for(plan: Plan, meeting: NetworkMeeting | None = None) -> QuerySet[CareTeamMember]:
    """Who can be asked to take part: the citizen's network today, and who is in the meeting already."""
    rows = CareTeamMember.objects.filter(valid_on(today()), citizen=plan.citizen_id)
    if meeting is not None:
        rows |= CareTeamMember.objects.filter(meetings__meeting=meeting, meetings__removed=False)
    return CareTeamMember.objects.filter(pk__in=rows.values("pk")).select_related("organisation").order_by("name", "id")


def relatives_for(plan: Plan, meeting: NetworkMeeting | None = None) -> QuerySet[Relative]:
    """Family and friends today, and who is in the meeting already."""
    rows = Relative.objects.filter(citizen=plan.citizen_id, ended_on__isnull=True)
    if meeting is not None:
        rows |= Relative.objects.filter(meetings__meeting=meeting, meetings__removed=False)
    return Relative.objects.filter(pk__in=rows.values("pk")).order_by("name", "id")


def missing_sides(citizen_attends: bool, members: Iterable[CareTeamMember]) -> list[str]:
    """Who is expected at a network meeting and is not asked (domain.md § 5): said as a notice, never refused."""
    sectors = {row.organisation.sector for row in members}
    said = [
        (Sector.MUNICIPALITY in sectors, _("somebody from the municipality")),
        (bool(sectors & set(REGIONAL)), _("somebody from the region")),
        (citizen_attends, _("the citizen")),
    ]
    return [word for present, word in said if not present]


def meetings_of(case: Case) -> tuple[list[Any], list[Any]]:
    """The meetings to come, soonest first, and those behind us, latest first, dressed for this reader. Two queries."""
    people = MeetingParticipant.objects.filter(removed=False).order_by("created_at", "id")
    people = people.select_related("member__organisation", "relative")
    rows = (
        NetworkMeeting.objects.filter(plan__citizen__in=case.records)
        .select_related("plan")
        .prefetch_related(Prefetch("participants", queryset=people, to_attr="asked"))
        .order_by("meets_on", "starts_at", "id")
    )
    found = [dressed(row, case) for row in rows]
    return [row for row in found if row.is_ahead], [row for row in reversed(found) if not row.is_ahead]


def dressed(meeting: Any, case: Case) -> Any:
    """Hang on the meeting what this reader may know of who takes part: a participant learns of nobody else."""
    members = _in_order(row.member for row in meeting.asked if row.member)
    meeting.takes_part = any(row.user_id == case.user.pk for row in members)
    meeting.for_team = case.in_team
    meeting.people = [member_label(row) for row in members] if case.in_team else []
    meeting.relatives = [str(row.relative) for row in meeting.asked if row.relative] if case.in_team else []
    meeting.missing = missing_sides(meeting.citizen_attends, members) if case.in_team else []
    meeting.is_ahead = meeting.is_open and not case.citizen.voided  # of a mistake nothing is to come
    meeting.is_past = meeting.meets_on < today()
    return meeting


def member_label(member: CareTeamMember) -> str:
    """Name, function and workplace; for those who may see the network."""
    return ", ".join(word for word in (member.name, member.function, str(member.organisation)) if word)


def coming(user: Any) -> QuerySet[Any]:
    """The planned meetings of all citizens whose front page this user may read, by day. One query a page."""
    mine = MeetingParticipant.objects.filter(meeting=OuterRef("pk"), removed=False, member__user=user)
    return (
        visible_meetings(user)
        .filter(state=MeetingState.PLANNED)
        .exclude(plan__state=PlanState.CLOSED)
        .select_related("plan__citizen")
        .defer("plan__citizen__cpr", "plan__citizen__address", "plan__citizen__phone")  # no list shows them
        .annotate(takes_part=Exists(mine))
        .order_by("meets_on", "starts_at", "id")
    )


@dataclass(frozen=True)
class Week:
    """One week of the list: its number, its first and last day, its meetings."""

    number: int
    starts_on: date
    ends_on: date
    meetings: list[Any]

    @property
    def is_now(self) -> bool:
        return self.starts_on <= today() <= self.ends_on


def by_week(meetings: Iterable[Any]) -> list[Week]:
    """The meetings, already in order of day, gathered by ISO week. No query."""
    day = today()
    weeks = []
    for monday, rows in groupby(meetings, key=lambda row: row.meets_on - timedelta(days=row.meets_on.weekday())):
        found = list(rows)
        for row in found:
            row.is_past = row.meets_on < day
        weeks.append(Week(monday.isocalendar().week, monday, monday + timedelta(days=6), found))
    return weeks
