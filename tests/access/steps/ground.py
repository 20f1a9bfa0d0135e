"""What every step stands on: the clock, the people and citizens to choose from, and the comparison after each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from copy import copy, deepcopy
from datetime import date, datetime, timedelta
from itertools import cycle, product
from typing import Any

from django.db import connection, transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from audit.models import AccessEvent
from core.dates import COPENHAGEN
from tests.access import oracle as told
from tests.access.world import CITIZENS, PEOPLE, WORKPLACES, World
from tests.roles import as_owner

BEGIN = datetime(2026, 10, 24, 23, 0, tzinfo=COPENHAGEN)
# Before midnight: the nights on which the clock changes, New Year, the end of February; and the end of a month.
STARTS = [(2027, 3, 27, 22), (2026, 10, 24, 23), (2026, 12, 31, 22), (2027, 2, 27, 23), (2026, 11, 30, 12)]
HOURS = st.sampled_from([0.02, 0.5, 2, 12, 24, 24 * 29, 24 * 30, 24 * 31, 24 * 170])

who = st.sampled_from(sorted(PEOPLE))
whom = st.sampled_from(sorted(CITIZENS))
where = st.sampled_from(sorted(WORKPLACES))
days = st.sampled_from([0, 1, 2, 30])
counts: Counter[str] = Counter()


class Clock:
    now: datetime


def stop_the_servers_clock() -> None:
    """Emergency access runs out by the server's own clock; here it is the story's, for the test's transaction."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("select pg_get_functiondef('somv_in_emergency(uuid)'::regprocedure)")
        text = cursor.fetchone()[0]
        assert text.count("clock_timestamp()") == 1
        cursor.execute(text.replace("clock_timestamp()", "current_setting('somv.now')::timestamptz"))


def logged() -> Counter[tuple[Any, ...]]:
    """Kind, route, outcome, citizens and parts of every look so far; the clock stands, so their order is nobody's."""
    with as_owner():
        rows = AccessEvent.objects.values_list("kind", "route", "outcome", "citizens", "parts").order_by("at")
        return Counter((kind, route, outcome, *map(tuple, lists)) for kind, route, outcome, *lists in rows)


class Ground(RuleBasedStateMachine):
    """Every rule is an act that happens (or is refused) in the product, and what it means by the domain's rules."""

    built: World  # once; each story ends by taking back what it did
    client_of: Callable[..., Any]

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.world = copy(Ground.built)
        self.oracle = self.world.oracle = deepcopy(self.world.oracle)
        self.world.again()
        self.it_is(BEGIN)
        self.asked = cycle(product(told.CONSENTABLE, PEOPLE))

    def teardown(self) -> None:
        counts["pairs"] += self.world.pairs
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def it_is(self, now: datetime) -> None:
        Clock.now = self.oracle.now = now
        with connection.cursor() as cursor:
            cursor.execute("select set_config('somv.now', %s, false)", [now.isoformat()])

    def forward(self, hours: float = 0.02) -> None:
        """A minute at least: the same again within a minute is a second press, which is stored once."""
        self.it_is(Clock.now + timedelta(hours=hours))

    @property
    def day(self) -> date:
        return self.oracle.day

    @invariant()
    def both_say_the_same(self) -> None:
        counts["steps"] += 1
        part, who = next(self.asked)
        wrong = self.world.differences(part, who)
        assert not wrong, "\n".join(wrong)
        self.look()
        self.forward()

    def look(self) -> None:
        """Through the real door, some steps; said in `doors` and `emergency`."""

    @rule(hours=HOURS)
    def time_passes(self, hours: float) -> None:
        self.forward(hours)

    @rule(start=st.sampled_from(STARTS))
    def a_night_comes(self, start: tuple[int, int, int, int]) -> None:
        self.forward(max(0.02, (datetime(*start, tzinfo=COPENHAGEN) - Clock.now) / timedelta(hours=1)))
