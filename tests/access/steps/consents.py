"""Consents: given, withdrawn, and withdrawn from one organisation."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from citizens.actions import consents
from citizens.enums import ConsentKind
from citizens.models import Consent
from core.attribution import SYSTEM
from tests.access import oracle as told
from tests.access.steps.ground import Ground, days, where, whom

SAID: dict[str, Any] = {"withdrawn_by": "Borgeren", "withdrawn_how": "phone"}


class Consents(Ground):
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
            case.stage = self.world.citizen(name).stage  # who is screened is included with it

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
