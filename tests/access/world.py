"""A small world, kept twice: in the product's database by its own actions, and in the oracle by being told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.http import Http404

from accounts.enums import Role, Sector
from accounts.models import User
from citizens.access import Case, case_of, citizens_with, emergency, visible_citizens
from citizens.access.rows import reachable_citizens
from citizens.enums import TRACKS, Part, Place
from citizens.models import Citizen
from core.dates import today
from core.models import Refused
from overview.access import variants_for
from plans.access import reads_plan, rights_on
from plans.models import Plan
from tests.access import oracle as told
from tests.factories import accounts, citizens
from tracks.actions import start_plan

WORKPLACES = {
    "team": Sector.MUNICIPALITY, "job centre": Sector.MUNICIPALITY, "hospital": Sector.HOSPITAL,
    "ward": Sector.PSYCHIATRY,
}  # fmt: skip
PEOPLE: dict[str, tuple[Role, str]] = {
    "anna": (Role.COORDINATOR, "team"),
    "bo": (Role.COORDINATOR, "team"),
    "carl": (Role.COORDINATOR, "hospital"),
    "dina": (Role.PARTNER, "job centre"),
    "erik": (Role.PARTNER, "hospital"),
    "lea": (Role.LEAD, "team"),
    "adam": (Role.ADMINISTRATOR, "team"),
}
CITIZENS = {"peter": "one", "rita": "one", "sonja": "one", "ulla": "two"}
RIGHTS = {
    "change": "PLAN_CHANGE", "close": "PLAN_CLOSE", "withdraw": "CONSENT_WITHDRAW", "record": "CONSENT_CHANGE",
    "hand over": "CASE_HANDOVER", "log": "CITIZEN_LOG",
}  # fmt: skip


class World:
    """`act(refused…)` does a thing in the product and, unless it is refused, tells the oracle."""

    def __init__(self, now: datetime) -> None:
        self.oracle = told.Oracle(now)
        self.again()
        self.oracle.sectors = {name: sector.value for name, sector in WORKPLACES.items()}
        self.workplaces = {name: accounts.organisation(f"Stedet {name}", sector) for name, sector in WORKPLACES.items()}
        self.programmes = {name: citizens.programme(f"Programmet {name}") for name in ("one", "two")}
        self.people = {
            name: accounts.person(role, self.workplaces[place], f"w-{name}").pk
            for name, (role, place) in PEOPLE.items()
        }
        for name, (role, place) in PEOPLE.items():
            self.oracle.jobs[name] = [told.Job(accounts.LONG_AGO, role=role.value, organisation=place)]
            self.oracle.leads[name] = []
        citizens.lead(self.programmes["one"], self.user("lea"))
        self.oracle.leads["lea"].append(("one", told.Spell(accounts.LONG_AGO)))
        self.numbers: dict[str, str] = {}
        self.citizens = {name: self._enrolled(name, programme) for name, programme in CITIZENS.items()}

    def again(self) -> None:
        """A new story begins: nothing of it has been compared."""
        self.turn = self.pairs = 0
        self.facts = ""
        self.seen: dict[tuple[str, str], str] = {}
        self.uses: dict[str, list[Any]] = {name: [] for name in CITIZENS}  # of emergency access, as the oracle's

    def _enrolled(self, name: str, programme: str) -> Any:
        """Rita is referred and meets the criteria; the others are included, with a plan, consents and a partner."""
        included = name != "rita"
        row = citizens.citizen(
            self.programmes[programme], name.capitalize(), stage="included" if included else "referred"
        )
        self.numbers[name] = row.cpr
        citizens.referral(row)
        citizens.screening(row)
        case = self.oracle.citizens[name] = told.Citizen(programme, "included" if included else "referred")
        self.seat(row, case, "anna", Place.COORDINATOR)
        if included:
            anna = self.user("anna")
            given = today() - timedelta(days=200)
            citizens.participation(row, anna, given_on=given)
            case.participation.append(told.Yes(given))
            start_plan(row, by=anna)
            case.plan = "draft"
            self.seat(row, case, "dina", Place.PARTICIPANT)
            day = today() - timedelta(days=30)
            where = self.workplaces["job centre"]
            citizens.exchange(row, anna, {where: {Part.SOCIAL: "comment", Part.FRONT: "read"}}, given_on=day)
            cells = {("job centre", "social"): "comment", ("job centre", "front"): "read"}
            case.exchange.append(told.Yes(day, day + timedelta(days=300), cells))
        return row.pk

    def seat(self, row: Citizen, case: told.Citizen, who: str, kind: Place) -> None:
        citizens.place(row, self.user(who), kind)
        job = self.oracle.job(who)
        assert job is not None
        case.seats.append(told.Seat(accounts.LONG_AGO, None, who, job.organisation, kind.value))

    def user(self, name: str) -> User:
        """As the next request reads them."""
        return User.objects.get(pk=self.people[name])

    def citizen(self, name: str) -> Citizen:
        return Citizen.objects.get(pk=self.citizens[name])

    def plan(self, name: str) -> Plan | None:
        return Plan.objects.filter(citizen=self.citizens[name]).order_by("-created_at", "id").first()

    def act(self, do: Callable[[], Any]) -> bool:
        """Whether the product let it happen. What it refuses has changed nothing."""
        try:
            do()
        except Refused:
            return False
        return True

    # What the product answers

    def answers(self, user: User, row: Citizen, plan: Plan | None) -> set[str]:
        """In the oracle's words, from the case that every finder and every page is given."""
        case = case_of(user, row)
        if case is None:
            return set()
        can = self._in_words(case, plan)
        if plan is None:
            can -= {"change", "close"}
        elif plan.is_open:
            can |= {f"comment {track}" for track in TRACKS if case.comments_on(track)}
        if plan is not None and variants_for(case) and reads_plan(case):
            can |= {"print"}
        return can

    def _in_words(self, case: Case, plan: Plan | None) -> set[str]:
        rights = rights_on(case, plan) if plan is not None else case.rights
        can = {"name"} | {f"read {part}" for part in Part if case.reads(part)}
        return can | {act for act, right in RIGHTS.items() if right in {held.name for held in rights}}

    def opened(self, user: User, use: Any, plan: Plan | None) -> set[str]:
        """What this use of emergency access opens to `user` now, from the case that is given to its page."""
        try:
            case = emergency(user, use).case
        except Http404:
            return set()
        return self._in_words(case, plan) | {f"comment {track}" for track in TRACKS if case.comments_on(track)}

    def emergencies(self) -> list[str]:
        """Where product and oracle disagree about a use of emergency access: each step each use, asked about for who
        opened it, whoever else may open one, and one more person in turn."""
        wrong: list[str] = []
        another = sorted(PEOPLE)[self.turn % len(PEOPLE)]
        for name, uses in self.uses.items():
            plan = self.plan(name) if uses else None
            for index, use in enumerate(uses):
                opener = self.oracle.citizens[name].emergencies[index][0]
                for who in {opener, another, *(who for who in PEOPLE if self.oracle.opens(who, name))}:
                    got, said = self.opened(self.user(who), use, plan), self.oracle.by_emergency(who, name, index)
                    wrong += [f"{who}, {name}, emergency {index}: {act}" for act in sorted(got ^ said)]
        return wrong

    def differences(self, part: str, asked: str) -> list[str]:
        """Where product and oracle disagree: the lists of everybody; everything one may do with a citizen, for each
        pair of which a fact, or the day, is new; and the lists by `part` of the one who is asked for them. Emergencies
        are asked about each time: they run out by the minute.

        After a step that changed neither facts nor the day (a refusal), nothing is asked but every fifth time; every
        tenth time all pairs are. What such a step changed by error stays, and is found then or after the next change.
        """
        self.turn += 1
        wrong = self.emergencies()
        oracle = self.oracle
        facts = repr((oracle.day, oracle.jobs, oracle.leads, oracle.inactive, oracle.sectors, oracle.citizens))
        if facts == self.facts and self.turn % 5:
            return wrong
        self.facts = facts
        names = {key: name for name, key in self.citizens.items()}
        people = User.objects.in_bulk(list(self.people.values()))
        for who in PEOPLE:
            user = people[self.people[who]]
            rows = {names[row.pk]: row for row in visible_citizens(user).select_related("programme", "signpost")}
            shown = [name for name in CITIZENS if self.oracle.lists(who, name)]
            if sorted(rows) != sorted(shown):
                wrong.append(f"{who} has {sorted(rows)} in lists and should have {sorted(shown)}")
            if any(case.voided for case in self.oracle.citizens.values()):
                found = reachable_citizens(user).select_related("programme", "signpost")
                rows = {names[row.pk]: row for row in found}
            for name in CITIZENS:
                if self._is_new(who, name):
                    wrong += self._compared(who, user, name, rows.get(name))
            if who == asked:
                wrong += self._compared_by_part(who, user, part)
        return wrong

    def _is_new(self, who: str, name: str) -> bool:
        oracle = self.oracle
        facts = repr((oracle.day, oracle.job(who), oracle.leads[who], oracle.sectors, oracle.citizens[name]))
        if self.seen.get((who, name)) == facts and self.turn % 10:
            return False
        self.seen[who, name] = facts
        return True

    def _compared(self, who: str, user: User, name: str, row: Citizen | None) -> list[str]:
        got = self.answers(user, row, self.plan(name)) if row is not None else set()
        said = self.oracle.allowed(who, name)
        self.pairs += 1
        return [f"{who} may {act} {name}" for act in sorted(got - said)] + [
            f"{who} may not {act} {name}" for act in sorted(said - got)
        ]

    def _compared_by_part(self, who: str, user: User, part: str) -> list[str]:
        got = {row.pk for row in citizens_with(user, Part(part))}
        said = {
            name for name in CITIZENS if self.oracle.lists(who, name) and self.oracle.may(who, f"read {part}", name)
        }
        wrong = got ^ {self.citizens[name] for name in said}
        return [f"{who}, {name}: list of {part}" for name, key in self.citizens.items() if key in wrong]
