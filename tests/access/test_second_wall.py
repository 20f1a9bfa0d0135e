"""The second wall alone, by raw SQL as the app: rows for who has a live relation, whatever the product's code asks.

domain.md § 4, issue 5: place, affiliation and log-in end reading from the very next statement; no context, no rows.
"""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.http import HttpResponse
from django.test import RequestFactory

from accounts.enums import Role
from audit.middleware import RequestMiddleware
from core.context import acting_on, asked_by, letting_go
from core.dates import today
from tests.access.conftest import change
from tests.access.wall import asked, keys_of, policed, reached
from tests.factories import citizens
from tests.roles import as_app, as_owner, as_role


@pytest.fixture(autouse=True)
def _no_emergency(request):
    """What is asked here is what a place opens: the cast's emergency access of the doctor has ended."""
    if "cast" in request.fixturenames:
        access = request.getfixturevalue("cast").emergency
        with as_owner():
            change(access, ends_at=access.opened_at + timedelta(seconds=1))


def got(user, citizen) -> set[str]:
    """The tables in which the app reaches anything about the citizen when `user` asks."""
    rows = keys_of(citizen.pk)
    seen = reached(user)
    # The row of one's own emergency access stays one's own; what it opened does not.
    return {table for table, keys in rows.items() if keys & seen[table] and not table.endswith("emergencyaccess")}


def test_the_core_tables_are_policed_with_their_histories(db):
    found = policed()
    core = ["citizens_citizen", "plans_plan", "tracks_track", "tracks_goal", "tracks_intervention", "tracks_logentry"]
    core += ["citizens_consent", "followups_followup", "followups_followupanswer", "meetings_networkmeeting"]
    assert {name for name in core if name not in found} == set()
    assert {name for name in core if name.replace("_", "_historical", 1) not in found} == set()
    assert len(found) >= 65


def test_nobody_asks_and_nothing_is_there(cast):
    everything = {table: asked(f"select count(*) from {table}")[0][0] for table in policed()}
    assert sum(1 for count in everything.values() if count) > 40  # the cast fills most of them
    assert {table: rows for table, rows in reached(None).items() if rows} == {}


@pytest.mark.parametrize(
    "name", ["koordinator2", "psykiatri", "frivillig", "analytiker", "logkontrol", "admin", "superuser", "deactivated"]
)
def test_without_a_relation_nothing_of_peter_is_there(cast, name):
    assert got(cast.user(name), cast.peter) == set()


@pytest.mark.parametrize("name", ["koordinator", "projektleder", "rusmiddel", "laege"])
def test_with_a_relation_all_of_peter_is_there_and_the_first_wall_narrows(cast, name):
    """Coarse on purpose: no parts, no consents. A to-do is nobody's but its owner's (and who merges two records), what
    an access review decided is the lead's."""
    rows, seen = keys_of(cast.peter.pk), reached(cast.user(name))
    own = {"citizens_todo", "citizens_historicaltodo"}
    led = {"citizens_accessdecision", "citizens_historicalaccessdecision"}
    assert {table for table, keys in rows.items() if keys - seen[table]} - own - led == set()
    assert {table for table in led if rows[table] & seen[table]} == (led if name == "projektleder" else set())
    assert {table for table in own if rows[table] & seen[table]} == (
        own if name in ("koordinator", "projektleder") else set()
    )


def test_a_lead_gets_the_own_programme_and_no_other(cast):
    assert got(cast.projektleder, cast.peter) != set()
    other = citizens.citizen(cast.second_programme, "Ove", "Andersen", case_number=4799)
    citizens.place(other, cast.koordinator2, "coordinator")
    assert got(cast.projektleder, other) == set()
    assert got(cast.koordinator2, other) != set()


def test_the_place_ends_today(cast):
    change(cast.places["laege"], ends_on=today())
    assert got(cast.laege, cast.peter) == set()


def test_the_place_begins_tomorrow(cast):
    change(cast.places["laege"], starts_on=today() + timedelta(days=1))
    assert got(cast.laege, cast.peter) == set()


def test_the_person_is_deactivated(cast):
    cast.koordinator.is_active = False
    cast.koordinator.save()
    assert got(cast.koordinator, cast.peter) == set()


def test_the_affiliation_ends(cast):
    change(cast.koordinator.affiliation, ends_on=today())
    assert got(cast.koordinator, cast.peter) == set()


def test_the_place_is_from_another_workplace(cast):
    change(cast.laege.affiliation, organisation=cast.workplaces["hospital"])
    assert got(cast.laege, cast.peter) == set()


def test_the_role_is_another(cast):
    change(cast.koordinator.affiliation, role=Role.ANALYST)
    assert got(cast.koordinator, cast.peter) <= {"citizens_todo", "citizens_historicaltodo"}  # their own words


def test_the_lead_ends(cast):
    change(cast.lead, ends_on=today())
    assert got(cast.projektleder, cast.peter) == set()


def test_midnight(cast, days_on):
    """At 23 the place that ends tomorrow is there, an hour and a bit later it is not; nothing was written meanwhile."""
    change(cast.places["laege"], ends_on=today() + timedelta(days=1))
    days_on(0, hour=23)
    assert got(cast.laege, cast.peter) != set()
    days_on(1, hour=0)
    assert got(cast.laege, cast.peter) == set()


def test_within_one_session_the_next_statement_knows(cast):
    """As the app, in one transaction: prepared statements and plans that were kept do not outlive the relation."""
    count = "select count(*) from tracks_logentry where citizen_id = %s"
    with as_app(cast.laege):
        before = [asked(count, [cast.peter.pk])[0][0] for _ in range(8)]
    change(cast.places["laege"], ends_on=today())
    with as_app(cast.laege):
        after = [asked(count, [cast.peter.pk])[0][0] for _ in range(8)]
    assert (min(before) > 0, set(after)) == (True, {0})


REFUSED = "row-level security"


def test_what_is_not_reached_is_not_changed(cast):
    with as_app(cast.koordinator2), connection.cursor() as cursor:
        for statement in (
            "update citizens_citizen set given_name = 'X' where id = %s",
            "update plans_plan set matters = 'X' where citizen_id = %s",
            "update citizens_consent set purpose = 'X' where citizen_id = %s",
            "update citizens_careteammember set user_id = '00000000-0000-0000-0000-000000000000' where citizen_id = %s",
            "delete from citizens_citizenuserobjectpermission where content_object_id = %s",
        ):
            cursor.execute(statement, [cast.peter.pk])
            assert cursor.rowcount == 0, statement
    cast.peter.refresh_from_db()
    assert cast.peter.given_name == "Peter"


@pytest.mark.parametrize(
    "statement",
    [
        # a stay of one's own citizen becomes somebody else's, and a new one is written there
        "update citizens_relative set citizen_id = %(peter)s where citizen_id = %(hanne)s",
        "update citizens_careteammember set citizen_id = %(peter)s where citizen_id = %(hanne)s",
        "insert into citizens_signpost (citizen_id, plan_state, has_crisis_plan) values (%(peter)s, '', false)",
        "insert into citizens_relative (id, revision, created_at, name, relation, phone, may_be_contacted, note, "
        "citizen_id) values (gen_random_uuid(), 1, now(), 'X', 'X', '', false, '', %(peter)s)",
        # and a place for oneself
        "insert into citizens_careteammember (id, revision, created_at, place, name, function, phone, tracks, "
        "contribution, chairs_meetings, visits_home, starts_on, end_reason, citizen_id, organisation_id, user_id) "
        "select gen_random_uuid(), 1, now(), 'participant', 'X', '', '', '{}', '', false, false, current_date, '', "
        "%(peter)s, organisation_id, user_id from accounts_affiliation where user_id = %(asker)s",
    ],
)
def test_nothing_is_written_into_anothers_citizen(cast, statement):
    citizens.relative(cast.hanne)
    keys = {"peter": cast.peter.pk, "hanne": cast.hanne.pk, "asker": cast.koordinator2.pk}
    refused = pytest.raises(DatabaseError, match=REFUSED)
    with refused, transaction.atomic(), as_app(cast.koordinator2), connection.cursor() as cursor:
        cursor.execute(statement, keys)


def test_a_worker_reaches_all_for_nobody_and_as_somebody_only_theirs(cast):
    count = "select count(*) from citizens_citizen where id = %s"
    with as_role("somv_worker"):
        assert asked(count, [cast.peter.pk]) == [(1,)]
        with asked_by(cast.koordinator2):
            assert asked(count, [cast.peter.pk]) == [(0,)]
            assert asked(count, [cast.hanne.pk]) == [(1,)]
        assert asked(count, [cast.peter.pk]) == [(1,)]
        with pytest.raises(ZeroDivisionError), asked_by(cast.koordinator2):
            raise ZeroDivisionError
        assert asked(count, [cast.peter.pk]) == [(1,)]


@pytest.mark.django_db(transaction=True)
def test_the_next_on_the_connection_is_nobody(cast):
    """The context goes with the request's transaction: committed, refused or broken off."""
    seen = []

    def answer(request):
        seen.append(asked("select count(*) from citizens_citizen where id = %s", [cast.peter.pk])[0][0])
        if request.path == "/broken/":
            raise ZeroDivisionError
        return HttpResponse(status=404 if request.path == "/refused/" else 200)

    with as_role("somv_app"):
        for path in ("/", "/refused/", "/broken/"):
            request = RequestFactory().get(path)
            request.user = cast.koordinator
            try:
                RequestMiddleware(answer)(request)
            except ZeroDivisionError:
                assert path == "/broken/"
            assert asked("select coalesce(current_setting('app.user_id', true), '')") == [("",)]
            assert asked("select count(*) from citizens_citizen") == [(0,)]
    assert seen == [1, 1, 1]


def test_acting_on_gives_nobody_a_citizen_of_others(cast):
    """The setting is a word of the app's; what it opens is checked by the database."""
    for name in ("koordinator2", "psykiatri", "analytiker", "admin"):
        with as_app(cast.user(name)), acting_on([cast.peter.pk]):
            assert asked("select count(*) from citizens_citizen where id = %s", [cast.peter.pk]) == [(0,)], name


def test_acting_on_lasts_for_who_had_the_place_until_today_and_not_longer(cast, days_on):
    change(cast.places["laege"], ends_on=today())
    with as_app(cast.laege), acting_on([cast.peter.pk]):
        assert asked("select count(*) from citizens_citizen where id = %s", [cast.peter.pk]) == [(1,)]
    days_on(1)
    with as_app(cast.laege), acting_on([cast.peter.pk]):
        assert asked("select count(*) from citizens_citizen where id = %s", [cast.peter.pk]) == [(0,)]


def test_letting_go_opens_to_an_administrator_and_only_that_persons(cast):
    one = "select count(*) from citizens_citizen where id = %s"
    with as_app(cast.admin), letting_go(cast.koordinator2):
        assert (asked(one, [cast.hanne.pk]), asked(one, [cast.peter.pk])) == ([(1,)], [(0,)])
    with as_app(cast.admin):
        assert asked(one, [cast.hanne.pk]) == [(0,)]
    for name in ("koordinator", "logkontrol", "analytiker"):
        with as_app(cast.user(name)), letting_go(cast.koordinator2):
            assert asked(one, [cast.hanne.pk]) == [(0,)], name


def test_the_analyst_reaches_answers_of_who_agreed_and_no_person(cast):
    seen = reached(cast.analytiker)
    assert {table for table, rows in seen.items() if rows} <= {"followups_followup", "followups_followupanswer"} | {
        "followups_historicalfollowupanswer", "followups_snooze", "followups_historicalsnooze", "followups_concern",
        "followups_historicalconcern",
    }  # fmt: skip


def test_drafts_and_jobs_are_their_owners(cast):
    for table, column in (("core_draft", "user_id"), ("core_job", "ordered_by")):
        with as_app(cast.koordinator2):
            assert asked(f"select count(*) from {table} where {column} <> %s", [cast.koordinator2.pk]) == [(0,)]
    with as_app(cast.projektleder):
        assert asked("select count(*) from core_job")[0][0] > 0
    with as_app(None):
        assert asked("select count(*) from core_job") == [(0,)]


def test_drafts_are_moved_only_by_who_merged(cast):
    with pytest.raises(DatabaseError, match="who merges"), transaction.atomic(), as_app(cast.koordinator2):
        asked("select somv_move_drafts(%s, %s)", [cast.peter.pk, cast.hanne.pk])


def test_an_unknown_citizen_is_as_one_that_is_not_ones_own(cast):
    with as_app(cast.koordinator2):
        for key in (uuid.uuid4(), cast.peter.pk):
            assert asked("select id from citizens_citizen where id = %s", [key]) == []
