"""Emergency access through the real door: asked for, looked at, ended and run out; each with its one row of the log."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.urls import resolve, reverse
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from citizens.models import EmergencyAccess
from tests.access import oracle as told
from tests.access.steps.doors import Doors
from tests.access.steps.ground import Clock, counts, logged, whom
from tests.access.world import CITIZENS, PEOPLE

HOUR = timedelta(minutes=60)  # domain.md § 4
PARTS = tuple(sorted(("crisis", *told.TRACKS)))
NOBODYS = "6101011234"
OPEN, PAGE, END = "overview:emergency_open", "overview:emergency", "overview:emergency_end"

askers = st.sampled_from([*sorted(PEOPLE), "erik", "erik", "erik", "dina"])
typed = st.sampled_from(["the citizen's number", "the citizen's number", "nobody's number", "too few words"])
picks = st.integers(0, 11)
whose = st.sampled_from(["", "", "", *sorted(PEOPLE)])  # "" is the one who opened it


def row(kind: str, route: str, citizen: Any = None, outcome: str = "given") -> Counter[tuple[Any, ...]]:
    """What one request must leave in the log; nothing is named where nothing was opened."""
    return Counter([(kind, route, outcome, (citizen,), PARTS) if citizen else (kind, route, "denied", (), ())])


class Emergency(Doors):
    @initialize(chosen=st.lists(picks, max_size=2))
    def begins_with(self, chosen: list[int]) -> None:
        """In most stories somebody has one open from the beginning, so that things happen within the hour."""
        for pick in chosen:
            self._treats(pick)

    def look(self) -> None:
        super().look()
        if self.world.turn % 10 == 5 and any(self.world.uses.values()):
            self._looks_in(self.world.turn, "" if self.world.turn % 20 == 5 else next(self.lookers)[1])

    @rule(name=whom, user=askers, what=typed)
    def asks_in_an_emergency(self, name: str, user: str, what: str) -> None:
        self._asks(name, user, what)

    @precondition(lambda self: self._may_open())
    @rule(pick=picks)
    def treats_in_an_emergency(self, pick: int) -> None:
        self._treats(pick)

    def _treats(self, pick: int) -> None:
        """Somebody of whom the oracle says that they may: rare among all who ask."""
        pairs = self._may_open()
        self._asks(*pairs[pick % len(pairs)], "the citizen's number")

    def _may_open(self) -> list[tuple[str, str]]:
        return [(name, user) for name in CITIZENS for user in PEOPLE if self.oracle.opens(user, name)]

    def _asks(self, name: str, user: str, what: str) -> None:
        number = NOBODYS if what.startswith("nobody") else self.world.numbers[name]
        text = "Fundet bevidstløs på gaden"[: 19 if what.startswith("too few") else None]
        opens = what.startswith("the citizen's") and self.oracle.opens(user, name)
        before, uses = logged(), EmergencyAccess.objects.count()
        client = self._client(user)
        answer = client.post(reverse(OPEN), {"cpr": number, "reason": "unable", "text": text})
        counts["asked"] += 1
        shown = answer.status_code == 302 and resolve(urlsplit(answer.url).path).view_name == PAGE
        assert shown == opens, (user, name, what, answer.status_code)
        left = logged() - before
        if opens:
            assert left == row("emergency-opened", OPEN, self.world.citizens[name])
            self._opened(name, user, resolve(answer.url).kwargs["access_id"])
            self._reads(name, user, client, answer.url)
        else:
            assert left == self._refusal(user, what)
            assert EmergencyAccess.objects.count() == uses

    def _opened(self, name: str, user: str, key: Any) -> None:
        """One that is open already is the same use; one of another workplace has ended with the change of it."""
        case, job = self.oracle.citizens[name], self.oracle.job(user)
        assert job is not None
        for index, (whom_, place, until) in enumerate(case.emergencies):
            if whom_ == user and Clock.now < until:
                if place == job.organisation:
                    assert key == self.world.uses[name][index]
                    return
                case.emergencies[index] = (whom_, place, Clock.now)
        assert key not in self.world.uses[name]
        self.world.uses[name].append(key)
        case.emergencies.append((user, job.organisation, Clock.now + HOUR))
        counts["opened"] += 1

    def _refusal(self, user: str, what: str) -> Counter[tuple[Any, ...]]:
        if user in self.oracle.inactive:
            return Counter()  # nobody is signed in
        if self.oracle.job(user) is None:
            return row("read", OPEN)
        return Counter() if what.startswith("too few") else row("emergency-refused", OPEN)

    # What follows is about one use, whosever; `user` is the one who opened it, or somebody who knows its address.

    def _use(self, pick: int, user: str) -> tuple[str, int, str]:
        """Citizen, index and who tries; of those that run, if any does, and now and then of all."""
        uses = [
            (name, i, *use) for name, case in self.oracle.citizens.items() for i, use in enumerate(case.emergencies)
        ]
        running = [use for use in uses if Clock.now < use[-1]]
        chosen = running if running and pick % 4 else uses
        name, index, opener, _place, _until = chosen[pick % len(chosen)]
        return name, index, user or opener

    @precondition(lambda self: any(self.world.uses.values()))
    @rule(pick=picks, user=whose)
    def looks_in_an_emergency(self, pick: int, user: str) -> None:
        self._looks_in(pick, user)

    def _looks_in(self, pick: int, user: str) -> None:
        name, index, user = self._use(pick, user)
        if user in self.oracle.inactive:
            return
        client, path = self._client(user), reverse(PAGE, args=[self.world.uses[name][index]])
        if self.oracle.by_emergency(user, name, index):
            self._reads(name, user, client, path)
        else:
            before = logged()
            assert client.get(path).status_code == 404, (user, name, index)
            assert logged() - before == row("emergency-read", PAGE)
            counts["shut"] += 1
        self._looked(name, user, client, routes=1)

    def _reads(self, name: str, user: str, client: Any, path: str) -> None:
        before, answer = logged(), client.get(path)
        assert answer.status_code == 200, (user, name)
        assert logged() - before == row("emergency-read", PAGE, self.world.citizens[name])
        assert sorted(track.kind for track in answer.context["sheet"].tracks) == sorted(told.TRACKS)
        assert self.world.citizen(name).name in answer.content.decode()
        counts["read"] += 1

    @precondition(lambda self: any(self.world.uses.values()))
    @rule(pick=picks, user=whose)
    def is_ended_by_hand(self, pick: int, user: str) -> None:
        name, index, user = self._use(pick, user)
        client, before = self._client(user), logged()
        opens = bool(self.oracle.by_emergency(user, name, index))
        answer = client.post(reverse(END, args=[self.world.uses[name][index]]))
        if user in self.oracle.inactive:
            assert (answer.status_code, logged() - before) == (302, Counter())
            return
        assert answer.status_code == (302 if opens else 404), (user, name, index)
        assert logged() - before == row("change", END, self.world.citizens[name] if opens else None)
        if opens:
            whom_, place, _until = self.oracle.citizens[name].emergencies[index]
            self.oracle.citizens[name].emergencies[index] = (whom_, place, Clock.now)
            counts["ended"] += 1

    @precondition(lambda self: any(self.world.uses.values()))
    @rule(pick=picks, seconds=st.sampled_from([-1, 0]))
    def its_hour_runs_out(self, pick: int, seconds: int) -> None:
        name, index, _user = self._use(pick, "")
        moment = self.oracle.citizens[name].emergencies[index][2] + timedelta(seconds=seconds)
        if moment > Clock.now:
            self.it_is(moment)
            counts["ran out"] += 1
