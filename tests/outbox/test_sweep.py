"""Found, judged, sent: once, to whom it concerns then, in one mail a day."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail as box
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext

from core.dates import COPENHAGEN
from core.models import Delivery, Mail, MailState, Notice
from core.outbox import Kind, Told
from core.outbox.gather import gather, to_gather
from core.outbox.notices import find_due, tell
from core.outbox.post import Post
from core.outbox.problems import NOBODY, Problems
from core.outbox.purge import purge
from core.outbox.send import Sending, _free
from core.outbox.sweep import sweep
from tests.outbox.made_up import ANNA, BO, CARL, MONDAY, World, thing
from tests.roles import as_owner, as_role

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def sweeps(world: World, now: datetime = MONDAY, **more: Any) -> list[str]:
    """One sweep; to whom mails went, in the order they left."""
    before = len(box.outbox)
    sweep(world.kinds(**more), world.people, now)
    return [message.to[0].partition("@")[0] for message in box.outbox[before:]]


def told(number: int = -1) -> list[str]:
    """The things the last mail (or another) names."""
    lines = box.outbox[number].body.splitlines()
    return [line.removeprefix("- Punkt ") for line in lines if line.startswith("- ")]


def states() -> list[str]:
    return sorted(row.state for row in Mail.objects.all())


def test_each_person_gets_one_mail_about_everything_of_the_day():
    world = World()
    for number in range(4):
        world.adds(number, ANNA)
    world.adds(9, ANNA, BO)
    assert sweeps(world) == ["person1", "person2"]
    assert len(told(0)) == 5
    assert told(1) == [str(thing(9).int)]
    assert Notice.objects.filter(settled_at__isnull=True).count() == 0
    assert sweeps(world) == []
    assert (Notice.objects.count(), Delivery.objects.count(), Mail.objects.count()) == (5, 6, 2)


def test_what_falls_due_after_the_digest_waits_for_the_next_working_day():
    world = World()
    world.adds(1, ANNA)
    friday = datetime(2026, 5, 1, 9, 0, tzinfo=COPENHAGEN)
    world.due.clear()
    world.adds(1, ANNA, at=friday)
    assert sweeps(world, friday) == ["person1"]
    world.adds(2, ANNA, at=friday + timedelta(hours=1))
    assert sweeps(world, friday + timedelta(hours=1)) == []
    assert sweeps(world, friday + 2 * DAY) == []
    assert sweeps(world, datetime(2026, 5, 4, 6, 59, tzinfo=COPENHAGEN)) == []
    assert sweeps(world, datetime(2026, 5, 4, 7, 0, tzinfo=COPENHAGEN)) == ["person1"]
    assert told() == [str(thing(2).int)]


def test_no_digest_on_a_holiday_and_one_that_cannot_wait_goes_at_any_hour():
    ascension = datetime(2026, 5, 14, 10, 0, tzinfo=COPENHAGEN)
    world = World()
    world.adds(1, ANNA, at=ascension)
    assert sweeps(world, ascension) == []
    other = World()
    other.adds(2, BO, at=ascension)
    assert sweeps(other, ascension, name="urgent", at_once=True) == ["person2"]
    assert sweeps(world, ascension + DAY) == ["person1"]


def test_the_one_who_has_taken_over_is_told_and_nobody_else():
    """Judged when it is gathered, and again when it is sent."""
    world = World()
    world.adds(1, ANNA)
    find_due(world.kinds(), MONDAY, Problems())
    world.concerns[thing(1)] = (BO,)
    gather(world.kinds(), world.people, MONDAY)
    assert [row.recipient for row in Delivery.objects.all()] == [BO]
    world.concerns[thing(1)] = (CARL,)
    assert sweeps(world) == ["person3"]
    assert states() == [MailState.EMPTY, MailState.SENT]
    assert Delivery.objects.count() == 1


def test_answered_in_between_nothing_leaves():
    world = World()
    world.adds(1, ANNA)
    find_due(world.kinds(), MONDAY, Problems())
    gather(world.kinds(), world.people, MONDAY)
    del world.concerns[thing(1)]
    assert sweeps(world) == []
    assert Notice.objects.get().settled_at is not None
    # What comes later that day uses the digest that stayed empty.
    world.adds(2, ANNA, at=MONDAY + timedelta(hours=1))
    assert sweeps(world, MONDAY + timedelta(hours=1)) == ["person1"]


def test_one_who_is_back_is_told_in_the_mail_that_had_become_empty():
    """A mail of its own is made once for a person; it must not stay ended when they are concerned again."""
    world = World()
    world.adds(1, ANNA)
    urgent = world.kinds("urgent", at_once=True)
    find_due(urgent, MONDAY, Problems())
    gather(urgent, world.people, MONDAY)
    world.away = {ANNA}
    assert sweeps(world, name="urgent", at_once=True) == []
    assert states() == [MailState.EMPTY]
    world.away = set()
    assert sweeps(world, MONDAY + DAY, name="urgent", at_once=True) == ["person1"]
    assert (states(), Delivery.objects.count()) == ([MailState.SENT], 1)


def test_who_is_deactivated_gets_nothing_and_it_is_looked_at_again_next_day():
    world = World(away={ANNA})
    world.adds(1, ANNA)
    assert sweeps(world) == []
    notice = Notice.objects.get()
    assert (notice.problem, notice.settled_at, Mail.objects.count()) == (NOBODY, None, 0)
    world.concerns[thing(1)] = (BO,)
    assert sweeps(world, MONDAY + timedelta(hours=3)) == []
    assert sweeps(world, MONDAY + DAY) == ["person2"]


def test_a_second_person_who_has_had_the_days_digest_is_told_next_day():
    world = World()
    world.adds(1, BO)
    assert sweeps(world) == ["person2"]
    world.adds(2, ANNA, BO, at=MONDAY + timedelta(hours=1))
    assert sweeps(world, MONDAY + timedelta(hours=1)) == ["person1"]
    assert Notice.objects.get(about=thing(2)).settled_at is None
    assert sweeps(world, MONDAY + DAY) == ["person2"]
    assert Notice.objects.get(about=thing(2)).settled_at is not None


def test_a_kind_that_fails_backs_off_and_the_others_go_on():
    good, bad = World(), World(broken=DatabaseError("row of a citizen"))
    good.adds(1, ANNA)
    bad.adds(2, BO)

    def fails(now: datetime) -> Any:
        raise ValueError("name of a citizen")

    kinds = good.kinds("good") | bad.kinds("bad") | {"odd": Kind("odd", "Sær", good.judge, fails)}
    report = sweep(kinds, good.people, MONDAY)
    assert [message.to for message in box.outbox] == [["person1@eksempel.invalid"]]
    assert report.problem == "kind:ValueError"
    row = Notice.objects.get(kind="bad")
    assert (row.problem, row.tries, row.try_at) == ("kind:DatabaseError", 1, MONDAY + timedelta(minutes=1))
    bad.broken = None
    sweep(kinds, good.people, MONDAY + timedelta(minutes=1))
    assert len(box.outbox) == 2


def test_a_judge_that_fails_while_sending_costs_its_own_lines_only():
    world, other = World(), World()
    world.adds(1, ANNA)
    other.adds(2, ANNA)
    kinds = world.kinds("one") | other.kinds("two")
    find_due(kinds, MONDAY, Problems())
    gather(kinds, world.people, MONDAY)
    other.broken = ValueError()
    sweep(kinds, world.people, MONDAY)
    assert told() == [str(thing(1).int)]
    other.broken = None
    sweep(kinds, world.people, MONDAY + DAY)
    assert told() == [str(thing(2).int)]


def test_told_by_an_action_it_stands_there_once_and_leaves_with_its_transaction():
    for _twice in range(2):
        tell("thing", thing(1), "happened", MONDAY)
    assert Notice.objects.get().key == f"thing:{thing(1)}:happened"
    world = World(concerns={thing(1): (ANNA,)})
    assert sweeps(world) == ["person1"]


def test_three_days_away_each_is_sent_once_marked_late_and_rate_limited(settings):
    settings.MAILS_PER_SWEEP = 2
    world = World()
    for number, who in enumerate((ANNA, BO, CARL)):
        world.adds(number, who, at=MONDAY)
    thursday = MONDAY + 3 * DAY
    assert len(sweeps(world, thursday)) == 2
    assert len(sweeps(world, thursday + timedelta(minutes=1))) == 1
    assert sweeps(world, thursday + timedelta(minutes=2)) == []
    assert ["(forsinket: skulle være sendt 4. maj 2026)" in message.body for message in box.outbox] == [True] * 3


def test_the_mail_says_what_and_where_and_no_more():
    def judge(pairs: Any, now: datetime) -> Any:
        line = {thing(1): "Opfølgning nr. 3 er om 14 dage", thing(2): "Samtykke udløber", thing(3): "Noget andet"}
        reference = {thing(1): "2026-0012", thing(2): "2026-0012", thing(3): "2026-0013"}
        return {
            pair: Told((ANNA,), line[pair[0]], f"/borgere/{pair[0].int % 10}/", reference[pair[0]]) for pair in pairs
        }

    world = World()
    for number in (1, 3, 2):
        world.adds(number, ANNA)
    sweep({"thing": Kind("thing", "Ting", judge, world.find)}, world.people, MONDAY)
    message = box.outbox[0]
    sent = Mail.objects.get()
    assert message.subject == "SOMV: 3 påmindelser"
    assert message.body == (
        "Hej\n\nDer er 3 ting, du skal se på:\n\n"
        "Sag 2026-0012\n- Opfølgning nr. 3 er om 14 dage\n- Samtykke udløber\n"
        "  http://127.0.0.1:8000/borgere/1/\n  http://127.0.0.1:8000/borgere/2/\n\n"
        "Sag 2026-0013\n- Noget andet\n  http://127.0.0.1:8000/borgere/3/\n\n"
        "Log ind for at se mere. Mailen nævner ingen ved navn, for det er mail ikke sikker nok til. "
        "Det samme står på dit eget overblik: http://127.0.0.1:8000/\n\n"
        "Du kan ikke svare på denne mail: den er sendt af systemet.\n"
    )
    headers = message.message()
    assert headers["Message-ID"] == f"<{sent.pk}@127.0.0.1>"
    assert (headers["Auto-Submitted"], headers["Date"][:16]) == ("auto-generated", "Mon, 04 May 2026")
    assert message.from_email == "SOMV <somv@eksempel.invalid>"


def test_who_has_no_address_is_marked_and_not_asked_again():
    world = World(without_address={ANNA})
    world.adds(1, ANNA)
    assert sweeps(world) == []
    assert Mail.objects.get().state == MailState.NO_ADDRESS
    assert Notice.objects.get().settled_at is not None


def test_a_batch_costs_the_same_however_many_it_holds():
    """Preparing: statements are counted per batch of a thousand; bench/outbox.py has the figures in seconds."""
    counted = []
    for first, many in ((0, 3), (1000, 1000)):
        world = World()
        for number in range(first, first + many):
            world.adds(number, (ANNA, BO, CARL)[number % 3], at=MONDAY + timedelta(days=first / 1000))
        now = MONDAY + timedelta(days=first / 1000)
        with CaptureQueriesContext(connection) as found:
            find_due(world.kinds(), now, Problems())
        with CaptureQueriesContext(connection) as gathered:
            assert gather(world.kinds(), world.people, now) == many
        counted.append((len(found), len(gathered), world.asked))
    assert counted[0] == counted[1]
    assert counted[0][0] <= 4
    assert counted[0][1] <= 14


def test_the_workers_role_may_do_all_of_it_and_old_things_go_after_half_a_year():
    world = World()
    world.adds(1, ANNA)
    world.adds(2, away := BO)
    world.away = {away}
    with as_role("somv_worker"):
        assert sweeps(world) == ["person1"]
        assert purge(MONDAY + timedelta(days=179)) == 0
        assert purge(MONDAY + timedelta(days=181)) == 1
    assert (Mail.objects.count(), Delivery.objects.count()) == (0, 0)
    assert [row.problem for row in Notice.objects.all()] == [NOBODY]  # told to nobody yet: kept
    # What is gone is so old that it is not found again.
    assert sweeps(world, MONDAY + timedelta(days=182)) == []
    assert Notice.objects.count() == 1


def test_the_sweep_reads_what_waits_and_never_the_whole_table():
    """A year's sent mails stand beside the few that wait: the partial indexes hold only those."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "insert into core_notice (id, kind, about, occasion, key, due_at, created_at, settled_at, try_at, tries,"
            " problem) select gen_random_uuid(), 'thing', gen_random_uuid(), 'x', 'k' || n, now(), now(), now(), now(),"
            " 0, '' from generate_series(1, 20000) n"
        )
        cursor.execute(
            "insert into core_mail (id, key, recipient, state, created_at, due_at, try_at, tries, problem, ended_at)"
            " select gen_random_uuid(), 'digest:' || n, gen_random_uuid(), 'sent', now(), now(), now(), 1, '', now()"
            " from generate_series(1, 20000) n"
        )
        cursor.execute("analyze core_notice")
        cursor.execute("analyze core_mail")
    world = World()
    world.adds(1, ANNA)
    sending = Sending(world.kinds(), world.people, MONDAY, Post())
    plans = [
        to_gather(world.kinds(), MONDAY).order_by("try_at", "id")[:1000].explain(),
        _free(sending).order_by("try_at", "id")[:1].explain(),
    ]
    assert "notice_waiting" in plans[0]
    assert "mail_waiting" in plans[1]
    assert not any("Seq Scan" in plan for plan in plans)
