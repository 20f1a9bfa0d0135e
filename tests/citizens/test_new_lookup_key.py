"""The look-up key is replaced: numbers are found, none gets in twice, nothing is left under the old key (ADR 0034)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.conf import settings as all_settings
from django.core.management import CommandError
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts import actions
from accounts.models import CalendarKey, FailedTry, Invitation, ProviderLink
from accounts.queries import open_link, owner_of_calendar
from citizens.actions import lookup
from citizens.actions.referral import save_with_cpr
from citizens.models import Citizen, Merging
from core.attribution import SYSTEM, attributed_to
from core.checks import look_up_key_fits
from core.fields import keyed_hash
from core.lookup_key import name_of
from core.models import Refused
from core.postgres import database_settings
from manage import database_role
from overview.queries.search import search
from tests.accounts.guesser import guess
from tests.core.test_key_commands import run
from tests.factories import citizens as make
from tests.guards.test_asvs_code import users_of
from tests.roles import as_app, as_owner
from tests.tracks.doubles import double
from tests.tracks.test_merging import merge

pytestmark = pytest.mark.django_db(transaction=True)
OLD, NEW, OTHER = all_settings.SOMV_LOOKUP_KEY, "the-new-look-up-key", "a-key-nobody-has-used"
# Who makes keyed hashes, and what `new_lookup_key` does about them (ADR 0034). A new one has to be decided, too.
USERS = {
    "citizens/models/citizen.py": "computed anew",
    "citizens/queries/numbers.py": "asks for those",
    "citizens/access/emergency.py": "asks for those",
    "overview/queries/search.py": "asks for those",
    "accounts/queries/ways_in.py": "links and calendar addresses end",
    "accounts/queries/providers.py": "log-ins at providers end, subjects are erased",
    "accounts/lockout/tries.py": "forgotten",
    "accounts/lockout/devices.py": "in a cookie: known again after a log-in",
    "accounts/queries/sessions.py": "stored nowhere",
    "followups/queries/export.py": "stored nowhere; the operator is told",
}
TABLES = ("citizens_citizen", "citizens_historicalcitizen", "citizens_merging", "citizens_historicalmerging")


@pytest.fixture
def replaced(settings: Any) -> Iterator[Any]:
    """The settings as the operator has them for the command; the database stands under the tests' key afterwards."""
    settings.SOMV_OLD_LOOKUP_KEY, settings.SOMV_LOOKUP_KEY = OLD, NEW
    yield settings
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("update core_lookupkey set name = %s, finished = true", [name_of(OLD)])


def stands() -> tuple[str, bool]:
    with connection.cursor() as cursor:
        cursor.execute("select name, finished from core_lookupkey")
        return cursor.fetchone()


def found(user: Any, number: str) -> list[str]:
    with as_app(user):
        return [row.given_name for row in search(user, number).rows]


def values() -> set[str]:
    """Every look-up value that stands anywhere, kept ones too; read as the tester, by SQL and JSON."""
    held: set[str] = set()
    with connection.cursor() as cursor:
        for table in TABLES[:2]:
            cursor.execute(f"select cpr_lookup from {table} where cpr_lookup is not null")
            held |= {value for (value,) in cursor.fetchall()}
    for row in [*Merging.objects.order_by("pk"), *Merging.history.order_by("pk")]:
        held |= {kept["fields"]["cpr_lookup"] for kept in json.loads(row.before) if "cpr_lookup" in kept["fields"]}
    return held - {None}


def numbers() -> set[str]:
    rows = [*Citizen.objects.order_by("pk"), *Citizen.history.order_by("pk")]
    return {row.cpr for row in rows if row.cpr and not row.voided}


def test_who_makes_keyed_hashes_is_known():
    assert users_of("core.fields.keyed_hash", "core.lookup_key.hashed") == {*USERS, "core/fields.py"}


def test_a_number_is_found_under_the_new_key_and_was_not_before(cast, replaced):
    peter = cast.peter.cpr
    assert found(cast.koordinator, peter) == []
    told = run("new_lookup_key")
    assert found(cast.koordinator, peter) == ["Peter"]
    assert f"citizens_citizen: {Citizen.objects.exclude(cpr_lookup=None).count()}\n" in told
    assert told.endswith("and for nothing else.\n") and OLD not in told and NEW not in told and peter not in told
    replaced.SOMV_LOOKUP_KEY = OLD
    assert found(cast.koordinator, peter) == []


def test_no_value_is_left_under_the_old_key_history_and_mergings_too(cast, replaced):
    replaced.SOMV_LOOKUP_KEY = OLD
    second = double(cast)
    merge(cast, cast.peter, second)
    with attributed_to(SYSTEM):
        number, thomas = "6208491239", Citizen.objects.get(pk=cast.thomas.pk)
        former, thomas.cpr = thomas.cpr, number
        thomas.save()
    replaced.SOMV_LOOKUP_KEY = NEW
    before = numbers()
    assert {former, number} <= before and values() == {keyed_hash(one, OLD) for one in before}
    history = Citizen.history.count()
    told = run("new_lookup_key")
    assert values() == {keyed_hash(one, NEW) for one in before}
    assert "citizens_merging: 1\n" in told and "citizens_historicalmerging: 1\n" in told
    assert Citizen.history.count() == history  # the same fact: nothing was changed about anybody
    with as_owner(), connection.cursor() as cursor, pytest.raises(Exception, match="append-only"):
        cursor.execute("update citizens_historicalcitizen set cpr_lookup = null")


def test_a_number_that_is_there_is_still_refused(cast, replaced):
    run("new_lookup_key")
    other = make.citizen(cast.programme, cpr="")
    other.cpr = cast.peter.cpr
    with attributed_to(SYSTEM), pytest.raises(Refused, match="er allerede registreret"):
        save_with_cpr(other)
    assert Citizen.objects.filter(cpr_lookup=keyed_hash(cast.peter.cpr)).count() == 1


def test_one_entered_by_mistake_and_one_without_a_number_stay_without_a_value(cast, replaced):
    with as_owner(), attributed_to(SYSTEM):
        mistake = Citizen.objects.get(pk=cast.thomas.pk)
        mistake.voided, mistake.void_reason = True, "Forkert person"
        mistake.save()
    run("new_lookup_key")
    mistake.refresh_from_db()
    assert (bool(mistake.cpr), mistake.cpr_lookup) == (True, None)


def test_broken_off_among_the_citizens_nothing_is_changed(cast, replaced, monkeypatch):
    before = values()
    monkeypatch.setattr(lookup, "BATCH", 2)
    broken_after(monkeypatch, 2)
    with pytest.raises(KeyboardInterrupt):
        run("new_lookup_key")
    assert values() == before and stands() == (name_of(OLD), True)
    assert ProviderLink.objects.get().ended_at is None


def test_broken_off_in_the_history_it_is_said_and_the_next_run_goes_on(cast, replaced, monkeypatch):
    monkeypatch.setattr(lookup, "BATCH", 2)
    batches = -(-Citizen.objects.count() // 2)
    broken_after(monkeypatch, batches + 2)
    with pytest.raises(KeyboardInterrupt):
        run("new_lookup_key")
    assert found(cast.koordinator, cast.peter.cpr) == ["Peter"]
    under = {keyed_hash(one, key) for one in numbers() for key in (OLD, NEW)}
    assert values() < under and values() & {keyed_hash(one, OLD) for one in numbers()}
    assert [said.id for said in look_up_key_fits(databases=["default"])] == ["core.W001"]
    monkeypatch.undo()
    replaced.SOMV_OLD_LOOKUP_KEY, replaced.SOMV_LOOKUP_KEY = OLD, NEW
    link = actions.give_link(cast.jobcenter, by=cast.admin)  # under the new key: it stays
    told = run("new_lookup_key")
    assert values() == {keyed_hash(one, NEW) for one in numbers()}
    assert "Ended" not in told and open_link(link.token) is not None
    assert look_up_key_fits(databases=["default"]) == []


def test_with_the_wrong_old_key_nothing_is_changed(cast, replaced):
    before = values()
    replaced.SOMV_OLD_LOOKUP_KEY = OTHER
    with pytest.raises(CommandError, match="Nothing was changed: the look-up values stand under the key"):
        run("new_lookup_key")
    with as_owner(), connection.cursor() as cursor:  # the name may be wrong, too: the rows themselves are asked
        cursor.execute("update core_lookupkey set name = %s", [name_of(OTHER)])
    with pytest.raises(CommandError, match=r"Nothing was changed: rows are under neither key: citizens_citizen \("):
        run("new_lookup_key")
    assert values() == before and stands() == (name_of(OTHER), True)


def test_a_number_that_was_exchanged_stops_it(cast, replaced):
    with connection.cursor() as cursor:
        another = "select cpr from citizens_citizen where id = %s"
        cursor.execute(f"update citizens_citizen set cpr = ({another}) where id = %s", [cast.thomas.pk, cast.peter.pk])
    with pytest.raises(CommandError, match=r"under neither key: citizens_citizen \(1\)"):
        run("new_lookup_key")


@pytest.mark.parametrize(("old", "said"), [("", "Set SOMV_OLD_LOOKUP_KEY"), (NEW, "are the same key")])
def test_two_keys_are_needed(replaced, old, said):
    replaced.SOMV_OLD_LOOKUP_KEY = old
    with pytest.raises(CommandError, match=said):
        run("new_lookup_key")


def test_it_waits_for_who_serves_to_be_stopped(cast, replaced):
    place = database_settings("app")
    login = {"host": place["HOST"], "port": place["PORT"], "user": place["USER"], "password": place["PASSWORD"]}
    with (
        psycopg.connect(dbname=connection.settings_dict["NAME"], **login),
        pytest.raises(CommandError, match=r"Stop web, worker and beat first\. Still connected: somv_app \(1\)"),
    ):
        run("new_lookup_key")
    assert stands() == (name_of(OLD), True)


def test_a_process_with_another_key_does_not_start(cast, replaced):
    assert [said.id for said in look_up_key_fits(databases=["default"])] == ["core.E008"]
    run("new_lookup_key")
    with as_app():  # what web asks
        assert look_up_key_fits(databases=["default"]) == []
        replaced.SOMV_LOOKUP_KEY = OLD
        found = look_up_key_fits(databases=["default"])
        assert [said.id for said in found] == ["core.E008"] and OLD not in found[0].msg
        with pytest.raises(Exception, match="permission denied"), connection.cursor() as cursor:
            cursor.execute("update core_lookupkey set name = '00000000'")


def test_what_is_known_by_its_hash_only_ends_and_the_operator_is_told(cast, replaced):
    replaced.SOMV_LOOKUP_KEY = OLD
    guess("sygehus", 2)
    link = actions.give_link(cast.jobcenter, by=cast.admin)
    key = actions.make_calendar(cast.koordinator)
    cast.koordinator.set_unusable_password()
    cast.koordinator.save()
    assert owner_of_calendar(key) and FailedTry.objects.exists() and ProviderLink.objects.get().ended_at is None
    links = Invitation.objects.filter(used_at=None, withdrawn_at=None).count()
    replaced.SOMV_LOOKUP_KEY = NEW
    told = run("new_lookup_key")
    assert f"Ended: {links} open one-time links" in told and "1 calendar addresses" in told
    assert "1 log-ins at providers" in told and "No way in is left for: koordinator." in told
    for key_in_use in (OLD, NEW):  # neither process nor thief
        replaced.SOMV_LOOKUP_KEY = key_in_use
        assert open_link(link.token) is None and owner_of_calendar(key) is None
    assert not CalendarKey.objects.filter(ended_at=None).exists() and not FailedTry.objects.exists()
    tied = ProviderLink.objects.get()
    assert tied.ended_at is not None and tied.history.first().history_user is None
    assert {row.subject_hash for row in [tied, *tied.history.all()]} == {""}
    assert Client().get(reverse("accounts:welcome", args=[link.token])).status_code in (404, 410)


def test_the_command_connects_as_the_owner():
    assert database_role(["manage.py", "new_lookup_key"]) == "owner"


def broken_after(monkeypatch: pytest.MonkeyPatch, batches: int) -> None:
    """The operator presses Ctrl-C after so many batches."""
    renewed, done = lookup._renewed, []

    def counted(*args: Any) -> int:
        if len(done) == batches:
            raise KeyboardInterrupt
        done.append(1)
        return renewed(*args)

    monkeypatch.setattr(lookup, "_renewed", counted)


def test_it_does_not_say_done_while_something_is_left(cast, replaced, monkeypatch):
    monkeypatch.setattr("somv.management.commands.new_lookup_key.FOLLOWING", ())
    with pytest.raises(CommandError, match=r"Not under the new key: citizens_historicalcitizen \("):
        run("new_lookup_key")
    assert stands() == (name_of(NEW), False)
