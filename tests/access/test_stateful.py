"""Random days of a small world; after each step the product's answers are the oracle's, and every look is logged.

`SOMV_STATEFUL=10000` says how many steps at least (by hand); otherwise about a thousand, the same each time. With
`SOMV_SHRINK=1` a story that fails is made shorter first, which takes minutes.
"""

from __future__ import annotations

import os
from collections import Counter
from copy import copy, deepcopy
from datetime import datetime, timedelta
from itertools import cycle, product
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from accounts.actions import close_login, employ, reactivate
from accounts.enums import Role
from accounts.models import Affiliation
from citizens.actions import consents, handover, leaving, places, programmes, reviews
from citizens.enums import ConsentKind, Place
from citizens.models import AccessReview, CareTeamMember, Consent, ProgrammeLead
from core.attribution import SYSTEM
from core.dates import COPENHAGEN
from tests.access import oracle as told
from tests.access.conftest import change
from tests.access.world import CITIZENS, PEOPLE, WORKPLACES, World
from tests.overview.traces import events
from tracks.actions import close_plan, life, start_plan

STEPS = int(os.environ.get("SOMV_STATEFUL", "700"))
SHARES = 2 if STEPS > 1000 else 1  # so that two processes can do it together (pytest -n 2)
LENGTH = 40  # steps of one story
BEGIN = datetime(2026, 10, 24, 23, 0, tzinfo=COPENHAGEN)
SAID: dict[str, Any] = {"withdrawn_by": "Borgeren", "withdrawn_how": "phone"}
# Before midnight, the end of February, both nights of the clocks, New Year, and the end of a month.
STARTS = [(2026, 3, 28, 22), (2026, 10, 24, 23), (2026, 12, 31, 22), (2027, 2, 27, 23), (2026, 11, 30, 12)]
HOURS = st.sampled_from([0.02, 0.5, 2, 12, 24, 24 * 29, 24 * 30, 24 * 31, 24 * 170])

who = st.sampled_from(sorted(PEOPLE))
whom = st.sampled_from(sorted(CITIZENS))
where = st.sampled_from(WORKPLACES)
days = st.sampled_from([0, 1, 2, 30])
counts: Counter[str] = Counter()


class Clock:
    now: datetime


class Days(RuleBasedStateMachine):
    """Every rule is an act that happens (or is refused) in the product, and what it means by the domain's rules."""

    built: World  # once; each story ends by taking back what it did

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        Clock.now = BEGIN
        self.world = copy(Days.built)
        self.oracle = self.world.oracle = deepcopy(self.world.oracle)
        self.world.again()
        self.asked = cycle(product(told.CONSENTABLE, PEOPLE))

    def teardown(self) -> None:
        counts["pairs"] += self.world.pairs
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def forward(self, hours: float = 0.02) -> None:
        """A minute at least: the same again within a minute is a second press, which is stored once."""
        Clock.now = self.oracle.now = Clock.now + timedelta(hours=hours)

    @property
    def day(self) -> Any:
        return self.oracle.day

    @invariant()
    def both_say_the_same(self) -> None:
        counts["steps"] += 1
        part, who = next(self.asked)
        wrong = self.world.differences(part, who)
        assert not wrong, "\n".join(wrong)
        self.forward()

    @rule(hours=HOURS)
    def time_passes(self, hours: float) -> None:
        self.forward(hours)

    @rule(start=st.sampled_from(STARTS))
    def a_night_comes(self, start: tuple[int, int, int, int]) -> None:
        self.forward(max(0.02, (datetime(*start, tzinfo=COPENHAGEN) - Clock.now) / timedelta(hours=1)))

    # Consents

    @rule(name=whom, ago=days)
    def takes_part(self, name: str, ago: int) -> None:
        given = self.day - timedelta(days=ago)
        case = self.oracle.citizens[name]
        row = self.world.citizen(name)
        if self.world.act(
            lambda: consents.record_consent(
                row, by=self.world.user("anna"), kind="participation", form="written", purpose="x", given_on=given
            )
        ):
            case.participation.append(told.Yes(given))

    @rule(name=whom, ago=st.sampled_from([0, 1, 29]), exchange_too=st.booleans())
    def withdraws_participation(self, name: str, ago: int, exchange_too: bool) -> None:
        rows = Consent.objects.filter(citizen=self.world.citizens[name], kind=ConsentKind.PARTICIPATION)
        row = rows.filter(withdrawn_on=None).first()
        day = self.day - timedelta(days=ago)
        if row is None or not self.world.act(
            lambda: consents.withdraw_participation(row, by=SYSTEM, withdrawn_on=day, exchange_too=exchange_too, **SAID)
        ):
            return
        case = self.oracle.citizens[name]
        standing = case.exchange if exchange_too else []
        for yes in case.participation + standing:
            yes.withdrawn = yes.withdrawn or day

    @rule(
        name=whom,
        given=st.sampled_from([0, 1, 300]),
        runs=st.sampled_from([2, 30, 301, 365]),
        cells=st.dictionaries(
            st.tuples(where, st.sampled_from(told.CONSENTABLE)), st.sampled_from(["read", "comment"]), min_size=1,
            max_size=5,
        ),
    )  # fmt: skip
    def exchanges(self, name: str, given: int, runs: int, cells: told.Cells) -> None:
        starts = self.day - timedelta(days=given)
        ends = starts + timedelta(days=runs)
        scopes = [(self.world.workplaces[place], part, level) for (place, part), level in cells.items()]
        if self.world.act(
            lambda: consents.record_consent(
                self.world.citizen(name), by=self.world.user("anna"), kind="exchange", form="written", purpose="x",
                given_on=starts, expires_on=ends, cells=scopes,
            )
        ):  # fmt: skip
            self.oracle.citizens[name].exchange.append(told.Yes(starts, ends, dict(cells)))

    @rule(name=whom, index=st.integers(0, 3))
    def withdraws_exchange(self, name: str, index: int) -> None:
        rows = list(Consent.objects.filter(citizen=self.world.citizens[name], kind="exchange").order_by("created_at"))
        if index < len(rows) and self.world.act(lambda: consents.withdraw_consent(rows[index], by=SYSTEM, **SAID)):
            self.oracle.citizens[name].exchange[index].withdrawn = self.day

    @rule(name=whom, place=where)
    def withdraws_from(self, name: str, place: str) -> None:
        row, organisation = self.world.citizen(name), self.world.workplaces[place]
        if self.world.act(lambda: consents.withdraw_organisation(row, organisation, by=SYSTEM, **SAID)):
            for yes in self.oracle.citizens[name].exchange:
                yes.cells = {cell: level for cell, level in yes.cells.items() if cell[0] != place}

    # The network

    @rule(name=whom, user=who, kind=st.sampled_from(Place), first=days, runs=st.sampled_from([None, 1, 40]))
    def gets_a_place(self, name: str, user: str, kind: Place, first: int, runs: int | None) -> None:
        starts = self.day + timedelta(days=first)
        ends = None if runs is None else starts + timedelta(days=runs)
        job, row, person = self.oracle.job(user), self.world.citizen(name), self.world.user(user)
        if self.world.act(
            lambda: places.give_place(row, by=SYSTEM, user=person, place=kind, starts_on=starts, ends_on=ends)
        ):
            assert job is not None, "a person without work has a place"
            self.oracle.citizens[name].seats.append(told.Seat(starts, ends, user, job.organisation, kind.value))

    @rule(name=whom, index=st.integers(0, 5), in_review=st.booleans())
    def loses_a_place(self, name: str, index: int, in_review: bool) -> None:
        seats = self.oracle.citizens[name].seats
        if index >= len(seats):
            return
        seat = seats[index]
        rows = CareTeamMember.objects.filter(citizen=self.world.citizens[name], user=self.world.people[seat.user])
        rows = rows.filter(place=seat.kind, starts_on=seat.starts, ends_on=seat.ends)
        row = rows.get(organisation=self.world.workplaces[seat.organisation])
        if self.world.act(lambda: self._ended(row, in_review)):
            seat.stop(self.day)

    def _ended(self, row: CareTeamMember, in_review: bool) -> None:
        """By the coordinator, or by the lead in the round of the half year."""
        if not in_review:
            places.end_place(row, by=SYSTEM)
            return
        programme = row.citizen.programme
        begun = AccessReview.objects.filter(programme=programme).order_by("-half_on").first()
        review = begun or reviews.begin_review(programme, by=SYSTEM)
        reviews.end_in_review(review, by=self.world.user("lea"), place=row)

    @rule(name=whom, to=st.sampled_from(["anna", "bo", "carl"]))
    def is_handed_over(self, name: str, to: str) -> None:
        case, person = self.oracle.citizens[name], self.world.user(to)
        holders = [seat.user for seat in case.seats if seat.kind == "coordinator" and seat.on(self.day)]
        if not holders:
            return
        by = self.world.user(holders[0])
        if self.world.act(lambda: handover.hand_over([self.world.citizens[name]], by=by, to=person, note="x")):
            self._taken_over(case, to)

    def _taken_over(self, case: told.Citizen, to: str) -> None:
        for seat in case.seats:
            if seat.user == to or (seat.kind == "coordinator" and seat.on(self.day)):
                seat.stop(self.day)
        job = self.oracle.job(to)
        assert job is not None
        case.seats.append(told.Seat(self.day, None, to, job.organisation, "coordinator"))

    @rule(name=whom, to=st.sampled_from(["bo", "carl"]), first=days, runs=st.sampled_from([1, 14]))
    def is_stood_in_for(self, name: str, to: str, first: int, runs: int) -> None:
        case, person = self.oracle.citizens[name], self.world.user(to)
        starts, ends = self.day + timedelta(days=first), self.day + timedelta(days=first + runs)
        holders = [seat.user for seat in case.seats if seat.kind == "coordinator" and seat.on(self.day)]
        done: list[Any] = []
        if holders and self.world.act(
            lambda: done.extend(
                handover.substitute(
                    [self.world.citizens[name]], by=self.world.user(holders[0]), to=person, starts_on=starts,
                    ends_on=ends,
                )
            )
        ):  # fmt: skip
            job = self.oracle.job(to)
            assert job is not None
            case.seats += [told.Seat(starts, ends, to, job.organisation, "co-coordinator") for _row in done]

    # People

    @rule(user=who, role=st.sampled_from(Role), place=where, first=days)
    def works_elsewhere(self, user: str, role: Role, place: str, first: int) -> None:
        starts, organisation = self.day + timedelta(days=first), self.world.workplaces[place]
        if self.world.act(
            lambda: employ(self.world.user(user), by=SYSTEM, role=role, organisation=organisation, starts_on=starts)
        ):
            for job in self.oracle.jobs[user]:
                if job.ends is None or job.ends > starts:
                    job.ends = max(job.starts, starts)
            self.oracle.jobs[user].append(told.Job(starts, None, role.value, place))

    @rule(user=who)
    def is_deactivated(self, user: str) -> None:
        if self.world.act(lambda: close_login(self.world.user(user), by=SYSTEM, reason="x")):
            self.oracle.inactive.add(user)
            for job in self.oracle.jobs[user]:
                job.stop(self.day)

    @rule(user=who)
    def comes_back(self, user: str) -> None:
        role, place = PEOPLE[user]
        organisation = self.world.workplaces[place]
        person = self.world.user(user)
        if self.world.act(
            lambda: reactivate(person, by=SYSTEM, role=role, organisation=organisation, starts_on=self.day)
        ):
            self.oracle.inactive.remove(user)
            self.oracle.jobs[user].append(told.Job(self.day, None, role.value, place))

    @rule(user=who)
    def goes_home(self, user: str) -> None:
        """Work for a fixed time that ends today: no act ends it."""
        row = Affiliation.objects.filter(user=self.world.people[user], ends_on=None).first()
        if row is not None and row.starts_on <= self.day:
            change(row, ends_on=self.day)
            self.oracle.job(user).ends = self.day

    @rule(user=who, programme=st.sampled_from(["one", "two"]), first=days)
    def leads(self, user: str, programme: str, first: int) -> None:
        starts = self.day + timedelta(days=first)
        row = self.world.programmes[programme]
        if self.world.act(lambda: programmes.add_lead(row, by=SYSTEM, user=self.world.user(user), starts_on=starts)):
            self.oracle.leads[user].append((programme, told.Spell(starts)))

    @rule(user=who)
    def leads_no_more(self, user: str) -> None:
        for row in ProgrammeLead.objects.filter(user=self.world.people[user]).order_by("id"):
            self.world.act(lambda row=row: programmes.end_lead(row, by=SYSTEM, ends_on=self.day))
        for _programme, spell in self.oracle.leads[user]:
            spell.stop(self.day)

    # The case

    @rule(name=whom)
    def plan_is_started(self, name: str) -> None:
        case = self.oracle.citizens[name]
        if case.stage != "left" and self.world.act(lambda: start_plan(self.world.citizen(name), by=SYSTEM)):
            case.plan = "draft"

    @rule(name=whom)
    def plan_is_closed(self, name: str) -> None:
        plan = self.world.plan(name)
        if plan is not None and self.world.act(
            lambda: close_plan(plan, by=SYSTEM, revision=plan.revision, because="goals-reached", summary="x")
        ):
            self.oracle.citizens[name].plan = "closed"

    @rule(name=whom)
    def leaves(self, name: str) -> None:
        case, by = self.oracle.citizens[name], self.world.user("anna")
        row = self.world.citizen(name)
        if self.world.act(lambda: life.leave(row, by=by, because="moved", left_on=self.day, summary="x")):
            case.stage, case.plan = "left", case.plan and "closed"
            self._network_ends(case)
            for yes in case.exchange:
                if yes.ends is not None and yes.ends > self.day:
                    yes.withdrawn = yes.withdrawn or self.day

    def _network_ends(self, case: told.Citizen) -> None:
        for seat in case.seats:
            if not (seat.kind == "coordinator" and seat.starts <= self.day):
                seat.stop(self.day)

    @rule(name=whom, to=st.sampled_from(["anna", "bo"]))
    def comes_again(self, name: str, to: str) -> None:
        case, row = self.oracle.citizens[name], self.world.citizen(name)
        referral = {"referred_by": "x", "reason": "x", "citizen_agrees": True, "received_on": self.day}
        if self.world.act(lambda: leaving.refer_again(row, by=SYSTEM, referral=referral)):
            case.stage = "referred"

    @rule(name=whom)
    def was_a_mistake(self, name: str) -> None:
        if self.world.act(lambda: life.void(self.world.citizen(name), by=SYSTEM, reason="x")):
            self.oracle.citizens[name].voided = True
            self._network_ends(self.oracle.citizens[name])

    @rule(name=whom)
    def was_no_mistake(self, name: str) -> None:
        if self.world.act(lambda: leaving.take_back_void(self.world.citizen(name), by=SYSTEM, reason="x")):
            self.oracle.citizens[name].voided = False

    # Looks through the real door: what is shown and what is refused, and one row of the log for each

    @rule(name=whom, user=who)
    def looks(self, name: str, user: str) -> None:
        if user in self.oracle.inactive:
            return
        client = Client(raise_request_exception=False)
        client.force_login(self.world.user(user), backend="accounts.login.Backend")
        before = self._logged()
        can = self.oracle.allowed(user, name)
        pages = {"overview:plan": self._plan_page(can), "citizens:master": "read master" in can,
                 "citizens:network": "read network" in can, "followups:rounds": "read answers" in can}  # fmt: skip
        for route, opens in pages.items():
            answer = client.get(reverse(route, args=[self.world.citizens[name]]))
            assert (answer.status_code == 200) == opens, (route, answer.status_code, user, name)
            counts["looks"] += 1
        assert self._logged() - before == Counter(pages.items())

    def _logged(self) -> Counter[tuple[str, bool]]:
        """Route and whether it was given, of every look so far: the clock stands, so their order is nobody's."""
        return Counter((row[1], row[3] != "denied") for row in events())

    def _plan_page(self, can: set[str]) -> bool:
        return any(f"read {part}" in can for part in told.CONSENTABLE)


@pytest.mark.django_db
@pytest.mark.parametrize("share", range(SHARES))
def test_after_every_step_the_product_answers_as_the_oracle(monkeypatch: pytest.MonkeyPatch, share: int) -> None:
    wanted = STEPS // SHARES
    Clock.now = BEGIN
    monkeypatch.setattr(timezone, "now", lambda: Clock.now)
    counts.clear()
    Days.built = World(BEGIN)
    rounds = settings(
        max_examples=wanted * 4 // (3 * LENGTH) + 1, stateful_step_count=LENGTH, deadline=None, database=None,
        suppress_health_check=list(HealthCheck), derandomize=STEPS <= 1000,
        phases=[Phase.generate, *([Phase.shrink] if "SOMV_SHRINK" in os.environ else [])],
    )  # fmt: skip
    run_state_machine_as_test(Days, settings=rounds)
    print(dict(counts))
    assert counts["steps"] >= wanted
    assert wanted < 500 or counts["looks"] >= wanted // 20
