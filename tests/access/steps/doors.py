"""Looks through the real door: what is shown and what is refused, and one row of the log for each."""

from __future__ import annotations

from collections import Counter
from itertools import cycle, islice, product
from typing import Any

from django.urls import reverse
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from tests.access import oracle as told
from tests.access.steps.ground import Ground, counts, logged, who, whom
from tests.access.world import CITIZENS, PEOPLE


class Doors(Ground):
    @initialize(first=st.sampled_from(range(len(PEOPLE) * len(CITIZENS))))
    def somebody_looks_first(self, first: int) -> None:
        self.lookers = islice(cycle(product(CITIZENS, PEOPLE)), first, None)

    def look(self) -> None:
        super().look()
        if self.world.turn % 20 == 10:
            self._looks(*next(self.lookers))

    @rule(name=whom, user=who)
    def looks(self, name: str, user: str) -> None:
        self._looks(name, user)

    def _looks(self, name: str, user: str) -> None:
        if user not in self.oracle.inactive:
            self._looked(name, user, self._client(user))

    def _client(self, user: str) -> Any:
        return Ground.client_of(self.world.user(user), raise_request_exception=False)

    def _looked(self, name: str, user: str, client: Any, routes: int = 4) -> None:
        """The first pages of the citizen, opened or refused by what one may do otherwise than in an emergency."""
        before, can = logged(), self.oracle.allowed(user, name)
        pages = {"overview:plan": bool(can & {f"read {part}" for part in told.CONSENTABLE}),
                 "citizens:master": "read master" in can, "citizens:network": "read network" in can,
                 "followups:rounds": "read answers" in can}  # fmt: skip
        pages = dict(list(pages.items())[:routes])
        for route, opens in pages.items():
            answer = client.get(reverse(route, args=[self.world.citizens[name]]))
            assert (answer.status_code == 200) == opens, (route, answer.status_code, user, name)
            counts["looks"] += 1
        rows = Counter((route, outcome != "denied") for _kind, route, outcome, *_more in (logged() - before).elements())
        assert rows == Counter(pages.items())
