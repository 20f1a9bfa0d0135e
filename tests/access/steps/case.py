"""The case: enrolment, the plan, leaving and coming again, and what was a mistake."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from citizens.actions import enrolment, leaving
from core.attribution import SYSTEM
from tests.access import oracle as told
from tests.access.steps.ground import whom
from tests.access.steps.network import Network
from tracks.actions import close_plan, life, start_plan


class Case(Network):
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
            self._has_left(case)

    def _has_left(self, case: told.Citizen) -> None:
        case.stage, case.plan = "left", case.plan and "closed"
        self._network_ends(case)
        for yes in case.exchange:
            if yes.ends is not None and yes.ends > self.day:
                yes.withdrawn = yes.withdrawn or self.day

    def _network_ends(self, case: told.Citizen) -> None:
        for seat in case.seats:
            if not (seat.kind == "coordinator" and seat.starts <= self.day):
                seat.stop(self.day)

    @rule(name=whom)
    def comes_again(self, name: str) -> None:
        if self.world.act(lambda: leaving.refer_again(self.world.citizen(name), by=SYSTEM, referral=self._referral())):
            self.oracle.citizens[name].stage = "referred"

    @rule(name=whom, to=st.sampled_from(["anna", "bo"]))
    def is_taken_up(self, name: str, to: str) -> None:
        """By the lead, when nobody reads the case any more: a new referral, and `to` enrols."""
        case, lea, person = self.oracle.citizens[name], self.world.user("lea"), self.world.user(to)
        holders = [seat.user for seat in case.seats if seat.kind == "coordinator" and seat.on(self.day)]
        row = self.world.citizen(name)
        if self.world.act(lambda: life.take_up(row, by=lea, to=person, referral=self._referral())):
            if case.stage == "included":
                self._has_left(case)
            case.stage = "referred"
            if holders and to not in holders:
                self._taken_over(case, to)
            elif not holders:
                self._sits_down(case, to)

    def _referral(self) -> dict[str, Any]:
        return {"referred_by": "x", "reason": "x", "citizen_agrees": True, "received_on": self.day}

    @rule(name=whom)
    def is_not_included(self, name: str) -> None:
        if self.world.act(lambda: enrolment.exclude(self.world.citizen(name), by=SYSTEM, reason="x")):
            self.oracle.citizens[name].stage = "excluded"

    @rule(name=whom)
    def is_opened_again(self, name: str) -> None:
        """The enrolment that had ended; who is screened and has consented is included at once."""
        if self.world.act(lambda: enrolment.reopen(self.world.citizen(name), by=SYSTEM)):
            self.oracle.citizens[name].stage = self.world.citizen(name).stage

    @rule(name=whom)
    def is_included(self, name: str) -> None:
        if self.world.act(lambda: enrolment.include(self.world.citizen(name), by=SYSTEM)):
            self.oracle.citizens[name].stage = "included"

    @rule(name=whom)
    def was_a_mistake(self, name: str) -> None:
        if self.world.act(lambda: life.void(self.world.citizen(name), by=SYSTEM, reason="x")):
            self.oracle.citizens[name].voided = True
            self._network_ends(self.oracle.citizens[name])

    @rule(name=whom)
    def was_no_mistake(self, name: str) -> None:
        if self.world.act(lambda: leaving.take_back_void(self.world.citizen(name), by=SYSTEM, reason="x")):
            self.oracle.citizens[name].voided = False
