"""contract.md's table of demo people, written out a second time."""

from __future__ import annotations

import pytest

from accounts.enums import Role, Sector
from accounts.models import User
from citizens.access import case_of, visible_citizens
from citizens.enums import Level, Part
from citizens.models import CareTeamMember, Citizen, ProgrammeLead
from core.dates import today
from somv.demo.people import PASSWORD
from tests.demo.loaded import client

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]

A, P, M, S = Part.ADDICTION, Part.PSYCHIATRY, Part.SOMATIC, Part.SOCIAL
TABLE = {
    "koordinator": (Role.COORDINATOR, "Sammen om min vej-teamet", Sector.MUNICIPALITY),
    "koordinator2": (Role.COORDINATOR, "Sammen om min vej-teamet", Sector.MUNICIPALITY),
    "rusmiddel": (Role.PARTNER, "Guldborgsund Rusmiddelcenter", Sector.MUNICIPALITY),
    "psykiatri": (Role.PARTNER, "Distriktspsykiatrien Lolland-Falster", Sector.PSYCHIATRY),
    "sygehus": (Role.PARTNER, "Nykøbing F. Sygehus", Sector.HOSPITAL),
    "jobcenter": (Role.PARTNER, "Jobcenter Guldborgsund", Sector.MUNICIPALITY),
    "laege": (Role.PARTNER, "Lægerne Torvet", Sector.GENERAL_PRACTICE),
    "frivillig": (Role.PARTNER, "Værestedet Havnen", Sector.VOLUNTARY),
    "projektleder": (Role.LEAD, "Sammen om min vej-teamet", Sector.MUNICIPALITY),
    "analytiker": (Role.ANALYST, "Region Sjælland, Data og udviklingsstøtte", Sector.HOSPITAL),
    "logkontrol": (Role.AUDITOR, "Region Sjælland", Sector.HOSPITAL),
    "admin": (Role.ADMINISTRATOR, "Sammen om min vej-teamet", Sector.MUNICIPALITY),
}
SECOND_PROGRAMME = {"koordinator3", "projektleder2"}
# (user, case) → part → level; whoever is not named here sees neither Peter nor Thomas
OPEN: dict[tuple[str, int], dict[Part, Level]] = {
    ("rusmiddel", 4701): {A: Level.COMMENT, Part.FRONT: Level.READ},
    ("rusmiddel", 4711): {A: Level.COMMENT, Part.FRONT: Level.READ},
    ("psykiatri", 4711): {P: Level.COMMENT, Part.CRISIS: Level.READ, Part.FRONT: Level.READ},
    ("sygehus", 4701): {M: Level.COMMENT, Part.CRISIS: Level.READ},
    ("sygehus", 4711): {M: Level.COMMENT, Part.CRISIS: Level.READ},
    ("jobcenter", 4701): {S: Level.READ},
    ("laege", 4701): {M: Level.COMMENT, A: Level.COMMENT, Part.ANSWERS: Level.READ, Part.FRONT: Level.READ},
}
PARTNERS = [name for name, (role, *_rest) in TABLE.items() if role == Role.PARTNER]


def test_the_people_are_the_contracts() -> None:
    found = {
        user.username: (user.role, user.organisation.name, user.organisation.sector) for user in User.objects.all()
    }  # type: ignore[union-attr]
    assert {name: found[name] for name in TABLE} == TABLE
    assert set(found) - set(TABLE) == SECOND_PROGRAMME


def test_nobody_has_rights_beside_the_role() -> None:
    assert not User.objects.filter(is_superuser=True).exists()
    assert not User.objects.filter(is_active=False).exists()


def test_one_password_opens_all_and_is_hashed() -> None:
    hashes = set(User.objects.values_list("password", flat=True))
    assert PASSWORD == "somv-demo-2026"
    assert len(hashes) == 1
    assert User.objects.get(username="koordinator").check_password("somv-demo-2026")


@pytest.mark.parametrize("name", PARTNERS)
def test_a_partner_sees_what_the_contract_says(name: str) -> None:
    user = User.objects.get(username=name)
    seen = {}
    for citizen in visible_citizens(user).order_by("case_number"):
        case = case_of(user, citizen)
        assert case is not None
        seen[name, citizen.case_number] = {
            part: Level.COMMENT if part in case.commentable else Level.READ for part in case.readable
        }
    assert seen == {key: parts for key, parts in OPEN.items() if key[0] == name}


def test_the_volunteer_keeps_a_place_without_consent() -> None:
    place = CareTeamMember.objects.get(user__username="frivillig")
    assert (place.citizen.case_number, place.ends_on) == (4711, None)
    assert client("frivillig").get("/").status_code == 200


def test_who_coordinates_peter_and_thomas() -> None:
    rows = CareTeamMember.objects.filter(citizen__case_number__in=[4701, 4711], place="coordinator")
    assert set(rows.values_list("user__username", flat=True)) == {"koordinator"}
    other = User.objects.get(username="koordinator2")
    assert not CareTeamMember.objects.filter(citizen__case_number__in=[4701, 4711], user=other).exists()
    assert visible_citizens(other).filter(case_number__in=[4701, 4711]).count() == 0


@pytest.mark.parametrize(("name", "at_least", "at_most"), [("koordinator", 20, 30), ("koordinator2", 25, 40)])
def test_the_coordinators_have_their_own(name: str, at_least: int, at_most: int) -> None:
    user = User.objects.get(username=name)
    assert at_least <= visible_citizens(user).exclude(case_number__in=[4701, 4711]).count() <= at_most
    assert not visible_citizens(user).exclude(programme__name="Sammen om min vej").exists()


def test_the_leads_lead_one_programme_each() -> None:
    rows = ProgrammeLead.objects.order_by("user__username").values_list("user__username", "programme__name")
    assert list(rows) == [("projektleder", "Sammen om min vej"), ("projektleder2", "Hjem igen")]
    assert all(row.starts_on <= today() for row in ProgrammeLead.objects.all())


@pytest.mark.parametrize("name", ["analytiker", "logkontrol", "admin"])
def test_the_others_see_no_citizen(name: str) -> None:
    assert not visible_citizens(User.objects.get(username=name)).exists()


def test_no_number_can_be_anybodys() -> None:
    numbers = [cpr for cpr in Citizen.objects.values_list("cpr", flat=True) if cpr]
    assert len(numbers) == len(set(numbers)) == 66
    assert all(61 <= int(number[:2]) <= 91 for number in numbers)
