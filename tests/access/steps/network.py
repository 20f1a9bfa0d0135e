"""The network: places given and ended, by the coordinator or in a review; hand-over, and somebody who stands in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from citizens.actions import handover, places, reviews
from citizens.enums import Place
from citizens.models import AccessReview, CareTeamMember
from core.attribution import SYSTEM
from tests.access import oracle as told
from tests.access.steps.ground import Ground, days, who, whom


class Network(Ground):
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
        self._sits_down(case, to)

    def _sits_down(self, case: told.Citizen, to: str) -> None:
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
