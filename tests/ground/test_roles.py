"""What every other test stands on: it asks with the app's grants, and only says otherwise where it says so."""

import threading

import pytest
from django.contrib.sessions.models import Session
from django.db import DatabaseError, connection, connections, transaction
from django.utils import timezone

from core.checks import connects_without_excess
from tests.roles import as_app, as_owner, as_role


def current_user() -> str:
    with connection.cursor() as cursor:
        cursor.execute("select current_user::text")
        return cursor.fetchone()[0]


@pytest.mark.django_db
class TestWithinOneTransaction:
    def test_a_test_looks_as_the_tester(self):
        assert current_user() == "somv_tester"

    def test_a_request_is_answered_as_the_app(self, client, monkeypatch):
        seen = []
        monkeypatch.setattr("audit.middleware.name_asker", lambda _user: seen.append(current_user()))
        client.get("/")
        assert (seen, current_user()) == (["somv_app"], "somv_tester")

    def test_the_app_for_a_while(self):
        with as_app():
            assert current_user() == "somv_app"
        assert current_user() == "somv_tester"

    def test_owner_for_a_while(self):
        with as_owner():
            assert current_user() == "somv_owner"
            with as_role("somv_worker"):
                assert current_user() == "somv_worker"
            assert current_user() == "somv_owner"
        assert current_user() == "somv_tester"

    def test_an_error_as_owner_leaves_the_app_behind(self):
        with pytest.raises(DatabaseError), transaction.atomic(), as_owner(), connection.cursor() as cursor:
            cursor.execute("select 1/0")
        assert current_user() == "somv_tester"

    @pytest.mark.parametrize(
        "statement",
        [
            "create table mine (id int)",
            "drop table django_session",
            "truncate django_session",
            "alter table django_session disable row level security",
            "set session_replication_role = replica",
            "select * from pg_authid",
        ],
    )
    def test_the_app_may_not(self, statement):
        with (
            pytest.raises(DatabaseError, match=r"denied|must be owner"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)

    def test_the_app_passes_the_refusal_and_the_owner_does_not(self, monkeypatch):
        monkeypatch.setenv("SOMV_DB_ROLE", "app")
        with as_app():
            assert connects_without_excess(["default"]) == []
        with as_owner():
            assert [problem.id for problem in connects_without_excess(["default"])] == ["core.E003"]
            monkeypatch.setenv("SOMV_DB_ROLE", "owner")
            assert connects_without_excess(["default"]) == []

    def test_rows_without_an_order_come_in_any(self):
        later = timezone.now()
        Session.objects.bulk_create(Session(session_key=str(n), session_data="", expire_date=later) for n in range(30))
        seen = {tuple(Session.objects.values_list("session_key", flat=True)) for _ in range(5)}
        assert len(seen) > 1
        ordered = {tuple(Session.objects.order_by("pk").values_list("session_key", flat=True)) for _ in range(5)}
        assert len(ordered) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round", [1, 2])
def test_threads_are_the_tester_too_and_the_flush_takes_their_rows(round):
    seen = []

    def work() -> None:
        Session.objects.create(session_key="thread", session_data="", expire_date=timezone.now())
        seen.append(current_user())
        connections.close_all()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == ["somv_tester"]
    assert Session.objects.count() == 1  # in both rounds: the flush emptied the table in between


def test_nothing_leaves_this_machine():
    import socket

    from tests.strictness import NetworkBlocked

    with pytest.raises(NetworkBlocked):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
    with pytest.raises(NetworkBlocked):
        socket.getaddrinfo("example.org", 443)
