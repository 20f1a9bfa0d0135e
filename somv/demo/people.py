"""Who can log in. The user names, roles and workplaces are contract.md's; the names are invented."""

from __future__ import annotations

from typing import NamedTuple

from django.contrib.auth.hashers import make_password

from accounts.enums import Role
from accounts.models import Affiliation, Organisation, User
from somv.demo.clock import ago, moment
from somv.demo.ledger import Ledger

PASSWORD = "somv-demo-2026"  # noqa: S105  printed at every start of the demo; opens nothing but demo data


class Person(NamedTuple):
    username: str
    name: str
    role: Role
    workplace: str
    function: str
    phone: str


PEOPLE: tuple[Person, ...] = (
    Person("koordinator", "Mette Aagaard Lund", Role.COORDINATOR, "team", "forløbspartner", "54 00 10 11"),
    Person("koordinator2", "Henrik Bøgh Sørensen", Role.COORDINATOR, "team", "forløbspartner", "54 00 10 12"),
    Person("rusmiddel", "Camilla Friis", Role.PARTNER, "addiction_centre", "behandler", "54 00 12 21"),
    Person("psykiatri", "Jonas Riis Halkjær", Role.PARTNER, "district_psychiatry", "kontaktperson", "54 00 13 31"),
    Person("sygehus", "Anne-Grethe Vestergaard", Role.PARTNER, "hospital", "udskrivningskoordinator", "54 00 14 41"),
    Person("jobcenter", "Birgitte Holm", Role.PARTNER, "job_centre", "jobkonsulent", "54 00 15 51"),
    Person("laege", "Søren Damgaard", Role.PARTNER, "practice", "praktiserende læge", "54 00 16 61"),
    Person("frivillig", "Karla Bang", Role.PARTNER, "drop_in", "frivillig", "54 00 17 71"),
    Person("projektleder", "Ulla Kjærsgaard", Role.LEAD, "team", "projektleder", "54 00 10 20"),
    Person("analytiker", "Nikolaj Thygesen", Role.ANALYST, "data_office", "analytiker", "54 00 18 81"),
    Person("logkontrol", "Ingelise Brandt", Role.AUDITOR, "region", "informationssikkerhed", "54 00 18 01"),
    Person("admin", "Rasmus Elkjær", Role.ADMINISTRATOR, "team", "systemadministrator", "54 00 10 30"),
    # The second programme's own people
    Person("koordinator3", "Yasmin Karlsen", Role.COORDINATOR, "second_team", "tovholder", "55 00 10 11"),
    Person("projektleder2", "Palle Nørregaard", Role.LEAD, "second_team", "projektleder", "55 00 10 20"),
)


def enter(ledger: Ledger, organisations: dict[str, Organisation]) -> dict[str, User]:
    """All users by user name, each with the one role at the one workplace. The password is hashed once: it is slow."""
    password = make_password(PASSWORD)
    users: dict[str, User] = {}
    for person in PEOPLE:
        user = User(
            username=person.username, name=person.name, function=person.function, phone=person.phone, password=password,
            email=f"{person.username}@eksempel.invalid",
        )  # fmt: skip
        user.save()
        users[person.username] = user
        place = Affiliation(
            user=user, organisation=organisations[person.workplace], role=person.role, starts_on=ago(410)
        )
        ledger.add(place, at=moment(ago(410), 9))
    return users


def listing() -> str:
    """The demo users as they are printed at the start."""
    from somv.demo.organisations import ORGANISATIONS

    names = {key: name for key, name, _sector, _phone in ORGANISATIONS}
    rows = "\n".join(f"  {row.username:<14} {row.role:<14} {names[row.workplace]}" for row in PEOPLE)
    return f"Demo users (password for all: {PASSWORD})\n{rows}"
