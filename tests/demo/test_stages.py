"""The demo holds every stage and every odd case there is a page for."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from django.db.models import Count, Q

from citizens.access import valid_cells
from citizens.enums import ConsentKind, Stage
from citizens.models import CareTeamMember, Citizen, Consent, Programme, Stay
from citizens.validators import parse_cpr
from core.dates import today
from plans.enums import Acceptance, PlanState
from plans.models import CrisisPlan, Plan, PlanVersion
from tracks.enums import EntryKind, InterventionStatus
from tracks.models import Intervention, LogEntry
from tracks.queries.merging import obstacle

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]

STAGES = {
    "referred": 6,
    "not included": 3,
    "included, no plan": 6,
    "draft": 7,
    "active": 27,
    "consent expired": 4,
    "closed": 5,
    "participation withdrawn": 2,
}


def stage_of(citizen: Citizen) -> str:
    plan = Plan.objects.filter(citizen=citizen).exclude(state=PlanState.CLOSED).first()
    consents = Consent.objects.filter(citizen=citizen)
    if citizen.stage in (Stage.REFERRED, Stage.EXCLUDED):
        return "referred" if citizen.stage == Stage.REFERRED else "not included"
    if citizen.stage == Stage.LEFT:
        return "closed"
    if consents.filter(kind=ConsentKind.PARTICIPATION, withdrawn_on__isnull=False).exists():
        return "participation withdrawn"
    if plan is None:
        return "included, no plan"
    if plan.state == PlanState.ACTIVE and not valid_cells(today()).filter(consent__citizen=citizen).exists():
        return "consent expired"
    return str(plan.state)


def test_sixty_citizens_in_all_stages() -> None:
    first = Citizen.objects.filter(programme__name="Sammen om min vej")
    assert Counter(stage_of(citizen) for citizen in first) == STAGES
    assert sum(STAGES.values()) == 60


def test_the_second_programme_has_its_own() -> None:
    assert Citizen.objects.filter(programme__name="Hjem igen").count() == 8
    assert Programme.objects.count() == 2


@pytest.mark.parametrize("case_number", [4701, 4711])
def test_peter_and_thomas_are_whole(case_number: int) -> None:
    plan = Plan.objects.get(citizen__case_number=case_number)
    assert (plan.state, plan.acceptance) == (PlanState.ACTIVE, Acceptance.ACCEPTED)
    assert plan.version == PlanVersion.objects.filter(plan=plan).count() == 3
    assert plan.next_meeting_on is not None and plan.next_meeting_on > today()
    assert all([plan.matters, plan.wishes, plan.resources, plan.preferences, plan.view_of_help, plan.if_absent])
    crisis = CrisisPlan.objects.get(plan=plan)
    assert all([crisis.early_signs, crisis.what_helps, crisis.what_to_avoid, crisis.treatment_wishes])
    assert crisis.contacts.count() >= 3
    assert plan.tracks.annotate(goals_count=Count("goals")).filter(goals_count=0).count() == 0


def test_the_odd_cases_are_there() -> None:
    day = today()
    assert Citizen.objects.filter(protected=True).count() == 1
    assert Citizen.objects.filter(interpreter=True).exclude(language="dansk").count() == 5
    assert Citizen.objects.filter(cpr_lookup__isnull=True).count() == 2
    assert Stay.objects.filter(starts_on__lte=day, ends_on__isnull=True, starts_on__isnull=False).count() == 2
    assert Stay.objects.filter(about_count__isnull=False).count() == 1
    assert Consent.objects.filter(kind=ConsentKind.EXCHANGE, expires_on=day + timedelta(days=12)).count() == 1
    assert Consent.objects.filter(form="oral").exists()
    renewed = Citizen.objects.annotate(plans_count=Count("plans")).filter(plans_count=2)
    assert [set(row.plans.values_list("state", flat=True)) for row in renewed] == [{"closed", "active"}]
    assert CareTeamMember.objects.filter(place="coordinator", ends_on__isnull=False).count() == 1
    assert CareTeamMember.objects.filter(place="participant", ends_on__lte=day).count() >= 6


def test_one_person_has_two_records_that_can_be_merged() -> None:
    kept, merged = Citizen.objects.filter(given_name="Inge", family_name="Kjær").order_by("case_number")
    assert kept.born_on == merged.born_on
    assert obstacle(kept, merged) is None and obstacle(merged, kept) is not None


def test_interventions_that_need_somebody() -> None:
    rows = list(Intervention.objects.select_related("responsible_member", "track__plan"))
    assert sum(row.overdue for row in rows) >= 4
    gone = [row for row in rows if row.is_open and row.ownerless and row.responsible_member_id]
    assert len(gone) >= 2
    active = [row for row in rows if row.track.plan.state == PlanState.ACTIVE]
    assert not [row for row in active if row.is_open and row.prioritised and not row.responsible_kind]
    assert Intervention.objects.filter(status=InterventionStatus.STOPPED).count() >= 3
    assert Intervention.objects.filter(status=InterventionStatus.DONE).count() >= 10


def test_a_draft_misses_several_things() -> None:
    plan = Plan.objects.get(citizen__family_name="Brøndum")
    assert (plan.next_meeting_on, plan.acceptance) == (None, Acceptance.NOT_YET)
    assert not plan.tracks.filter(goals__isnull=False).exists()
    other = Plan.objects.get(citizen__family_name="Sæderup")
    assert Intervention.objects.filter(track__plan=other, prioritised=True, responsible_kind="").exists()


def test_the_logbook_and_the_history_have_a_past() -> None:
    kinds = Counter(LogEntry.objects.values_list("kind", flat=True))
    assert kinds[EntryKind.COMMENT] > 50 and kinds[EntryKind.CONTACT] > 50
    dates = set(LogEntry.objects.dates("created_at", "month"))
    assert len(dates) >= 9
    history = Plan.history.filter(citizen__case_number=4701)  # type: ignore[attr-defined]
    assert {row.history_date.month for row in history} >= {
        row.made_on.month for row in PlanVersion.objects.filter(plan__citizen__case_number=4701)
    }
    assert not LogEntry.objects.filter(created_at__date__gt=today()).exists()
    assert not LogEntry.history.filter(history_user__isnull=True).exists()  # type: ignore[attr-defined]


def test_numbers_say_the_date_of_birth() -> None:
    for citizen in Citizen.objects.exclude(cpr_lookup__isnull=True):
        assert parse_cpr(citizen.cpr).born_on == citizen.born_on


def test_nothing_lies_in_a_wrong_time() -> None:
    day = today()
    assert not Citizen.objects.filter(Q(included_on__gt=day) | Q(left_on__gt=day)).exists()
    assert not Consent.objects.filter(given_on__gt=day).exists()
    assert not Intervention.objects.filter(ended_on__gt=day).exists()
    assert not LogEntry.objects.filter(contact_on__gt=day).exists()
    assert not PlanVersion.objects.filter(made_on__gt=day).exists()
    assert not Plan.objects.filter(state=PlanState.ACTIVE, valid_from__gt=day).exists()


def test_every_plan_says_the_day_of_its_earliest_planned_meeting():
    from meetings.models import NetworkMeeting
    from meetings.queries import next_day

    for plan in Plan.objects.exclude(state=PlanState.CLOSED):
        assert plan.next_meeting_on == next_day(plan), plan.citizen.case_number
    states = set(NetworkMeeting.objects.order_by().values_list("state", flat=True).distinct())
    assert states == {"planned", "held", "cancelled"}
