"""People: another role or workplace, deactivated and back, leading a programme; and workplaces that change sector."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import rule

from accounts.actions import change_organisation, close_login, employ, reactivate
from accounts.enums import Role, Sector
from accounts.models import Affiliation, Organisation
from citizens.actions import programmes
from citizens.models import ProgrammeLead
from core.attribution import SYSTEM
from tests.access import oracle as told
from tests.access.conftest import change
from tests.access.steps.ground import Ground, days, where, who
from tests.access.world import PEOPLE


class People(Ground):
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

    @rule(place=where, sector=st.sampled_from(Sector))
    def becomes_another_sectors(self, place: str, sector: Sector) -> None:
        row = Organisation.objects.get(pk=self.world.workplaces[place].pk)
        if self.world.act(lambda: change_organisation(row, by=SYSTEM, revision=row.revision, sector=sector)):
            self.oracle.sectors[place] = sector.value
