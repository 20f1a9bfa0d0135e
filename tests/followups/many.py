"""Many citizens with courses and rounds, made by the database itself: a million rows in minutes."""

from __future__ import annotations

from django.db import connection

from tests.factories import accounts, followups
from tests.factories import citizens as people
from tests.roles import as_owner

# Every row is a copy of one that the factories made, with what makes it another put over it.
CITIZEN_ROWS = """
insert into citizens_citizen select (jsonb_populate_record(one, jsonb_build_object(
    'id', gen_random_uuid(), 'case_number', 1000000 + n, 'included_on', current_date - n %% 1095,
    'cpr_lookup', null))).*
from citizens_citizen one, generate_series(1, %s) n where one.id = %s"""
CONSENT_ROWS = """
insert into citizens_consent select (jsonb_populate_record(one, jsonb_build_object(
    'id', gen_random_uuid(), 'citizen_id', of.id))).*
from citizens_consent one, citizens_citizen of where one.citizen_id = %s and of.id <> one.citizen_id"""
SIGNPOST_ROWS = """
insert into citizens_signpost select (jsonb_populate_record(one, jsonb_build_object(
    'citizen_id', of.id))).*
from citizens_signpost one, citizens_citizen of where one.citizen_id = %s and of.id <> one.citizen_id"""
PLACE_ROWS = """
insert into citizens_careteammember select (jsonb_populate_record(one, jsonb_build_object(
    'id', gen_random_uuid(), 'citizen_id', of.id))).*
from citizens_careteammember one, citizens_citizen of where one.citizen_id = %s and of.id <> one.citizen_id"""
COURSE_ROWS = """
insert into followups_course select (jsonb_populate_record(one, jsonb_build_object(
    'id', gen_random_uuid(), 'citizen_id', of.id, 'included_on', of.included_on))).*
from followups_course one, citizens_citizen of where one.citizen_id = %s and of.id <> one.citizen_id"""
# One in twenty was never answered.
ROUND_ROWS = """
insert into followups_followup select (jsonb_populate_record(one, jsonb_build_object(
    'id', gen_random_uuid(), 'course_id', c.id, 'citizen_id', c.citizen_id, 'number', k,
    'due_on', due, 'closes_on', (c.included_on + make_interval(months => 3 * k + 3))::date - 14,
    'ended_on', case when due < current_date and random() > 0.05 then due end))).*
from followups_followup one, followups_course c, generate_series(0, %s - 1) k,
    lateral (select (c.included_on + make_interval(months => 3 * k))::date as due) as dated
where one.citizen_id = %s and one.number = 0 and c.citizen_id <> one.citizen_id"""


def fill(citizens: int, rounds: int) -> None:
    """Copy one citizen with a course into so many; as the owner, past triggers."""
    with as_owner():
        workplace = accounts.organisation("Team")
        kirsten = accounts.person("coordinator", workplace, "kirsten", "Kirsten")
        one = people.citizen(people.programme("Et program"), "Prøve")
        people.place(one, kirsten, "coordinator")
        people.participation(one, kirsten)
        followups.course(one)
        with connection.cursor() as cursor:
            cursor.execute("set session_replication_role = replica")
            cursor.execute(CITIZEN_ROWS, [citizens, one.pk])
            for rows in (CONSENT_ROWS, SIGNPOST_ROWS, PLACE_ROWS, COURSE_ROWS):
                cursor.execute(rows, [one.pk])
            cursor.execute(ROUND_ROWS, [rounds, one.pk])
            cursor.execute("set session_replication_role = origin")
    analyze()


def analyze() -> None:
    """Tell the planner what there is."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("analyze")
