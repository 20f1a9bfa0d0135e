"""The other citizens, in all stages: put together from people, voices and stories by a seed."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count
from random import Random
from typing import Any

from citizens.enums import (
    ConsentForm,
    ConsentKind,
    Housing,
    Income,
    Intensity,
    LeftBecause,
    Part,
    Place,
    Stage,
    StayKind,
    WithdrawnHow,
)
from core.dates import add_months, today
from somv.demo import crowd_network, crowd_plan
from somv.demo.clock import ago, workday
from somv.demo.crowd_people import FIRST, SECOND, Someone
from somv.demo.crowd_voices import ADDRESSES, REASONS, REFERRERS, RELATIVES
from somv.demo.dossier import EVALUATION, Cells, Dossier, World
from somv.demo.programme import Setting

SEED = 2017
TAKEN = {4701, 4711}
LANGUAGES = {"Al-Hassan": "arabisk", "Farah": "somali", "Hussain": "urdu", "Petrović": "serbisk", "Wiśniewska": "polsk"}
# stage → how many days ago the citizen was included (or referred, where it never came to that)
DAYS: dict[str, tuple[int, int]] = {
    "referred": (2, 14),
    "excluded": (30, 120),
    "included": (6, 24),
    "draft": (20, 60),
    "active": (80, 330),
    "expired": (376, 384),
    "closed": (250, 350),
    "withdrawn": (120, 240),
}
LEFT_BECAUSE = {
    "goals": LeftBecause.FINISHED,
    "moved": LeftBecause.MOVED,
    "other": LeftBecause.OTHER_OFFER,
    "wish": LeftBecause.WISHES,
}
HOMES = (Housing.RENTED, Housing.RENTED, Housing.OWN, Housing.SUPPORTED, Housing.WITH_OTHERS)
INCOMES = (Income.CASH_BENEFIT, Income.EARLY_RETIREMENT, Income.SICKNESS_BENEFIT, Income.RESOURCE_COURSE)
FREQUENT = {0, 1, 3, 4, 5}  # the positions of the criteria that nearly everybody meets


def write(world: World, first: Setting, second: Setting) -> None:
    """58 citizens of the first programme and 8 of the second."""
    numbers = (number for number in count(4690) if number not in TAKEN)
    for someone in FIRST:
        _write_one(world, first, next(numbers), someone)
    for number, someone in enumerate(SECOND, 5201):
        _write_one(world, second, number, someone)


def _write_one(world: World, setting: Setting, number: int, someone: Someone) -> None:
    chance = Random(f"{SEED} {number}")  # noqa: S311  a story, not a secret
    since = workday(ago(chance.randint(*DAYS[someone.stage])))
    since = min(since, ago(2))
    if "expiring" in someone.marks:
        since = add_months(ago(-12), -12)
    dossier = _open(world, setting, number, someone, since, chance)
    _refer(dossier, someone, since, chance)
    if someone.stage in ("referred", "excluded"):
        _screen(dossier, someone, since)
        return
    dossier.screen(since - timedelta(days=2), FREQUENT | {2} if Part.SOMATIC in someone.tracks else FREQUENT)
    stories = crowd_network.stories_of(someone, chance)
    members, cells = crowd_network.network(dossier, someone, stories, since, chance)
    _consents(dossier, someone, since, cells)
    dossier.include(since)
    _around(dossier, someone, since, chance)
    if someone.tracks:
        crowd_plan.write(dossier, someone, since, stories, members, chance)
    if someone.stage == "closed":
        because = next(LEFT_BECAUSE[mark] for mark in LEFT_BECAUSE if mark in someone.marks)
        dossier.change(dossier.citizen, ago(18), stage=Stage.LEFT, left_on=ago(18), left_because=because)


def _open(world: World, setting: Setting, number: int, someone: Someone, since: date, chance: Random) -> Dossier:
    street, code, town = chance.choice(ADDRESSES[someone.municipality])
    protected = "protected" in someone.marks
    dossier = Dossier(
        world,
        setting,
        world.users[someone.coordinator],
        number,
        opened_on=since - timedelta(days=6),
        given_name=someone.given,
        family_name=someone.family,
        born_on=date(today().year - someone.age, chance.randint(1, today().month), chance.randint(1, 20)),
        has_cpr="no-cpr" not in someone.marks,
        address=street.format(n=chance.randint(2, 96)),
        postal_code=code,
        town=town,
        municipality=someone.municipality,
        phone=f"25 {number // 100} {number % 100:02d} {chance.randint(10, 99)}",
        language=LANGUAGES.get(someone.family, "dansk"),
        interpreter="interpreter" in someone.marks,
        protected=protected,
        protected_until=ago(-20) if protected else None,
        housing=chance.choice(HOMES),
        income=chance.choice(INCOMES),
        children_at_home=2 if "children" in someone.marks else 0,
        doctor="Egen praksis",
        doctor_phone="54 00 90 10",
        intensity=chance.choice([Intensity.HAND_HELD, Intensity.REGULAR, Intensity.REGULAR, Intensity.AS_NEEDED]),
    )
    start = since - timedelta(days=6)
    if "handed-over" in someone.marks:
        dossier.place("koordinator2", start, place=Place.COORDINATOR, ends_on=ago(70))
        start = ago(70)
    dossier.coordinate(start)
    if "double" in someone.marks:
        dossier.citizen.born_on = _born_like(world, someone)
    return dossier


def _born_like(world: World, someone: Someone) -> date | None:
    """The date of birth in the other record of the same person, which was entered before."""
    return next(row.born_on for row in world.citizens if (row.given_name, row.family_name) == someone[:2])


def _refer(dossier: Dossier, someone: Someone, since: date, chance: Random) -> None:
    by, workplace = chance.choice(REFERRERS)
    steps = next((int(mark[-1]) for mark in someone.marks if mark.startswith("step")), 5)
    answer = {}
    if someone.stage == "excluded":
        steps = 2
        answer = {"answer": "Tak for henvisningen. Projektet er ikke det rette her; vi har talt om andre muligheder."}
    elif someone.stage != "referred":
        answer = {"answer": "Tak for henvisningen. Vi er i gang."}
    dossier.refer(by, workplace, chance.choice(REASONS), steps=steps, answered_on=since if answer else None, **answer)


def _screen(dossier: Dossier, someone: Someone, since: date) -> None:
    """Those who are still at the door: screened or not, and those who were not included."""
    if someone.stage == "excluded":
        met = FREQUENT - {1} if "old" in someone.marks else FREQUENT | ({7} if "ill" in someone.marks else {9})
        dossier.screen(since, met)
        dossier.change(dossier.citizen, since, stage=Stage.EXCLUDED)
    elif "step2" in someone.marks:
        dossier.screen(since, FREQUENT, unknown={2, 7} if "missing" in someone.marks else set())


def _consents(dossier: Dossier, someone: Someone, since: date, cells: Cells) -> None:
    withdrawn = {}
    if someone.stage == "withdrawn":
        withdrawn = {
            "withdrawn_on": ago(9),
            "withdrawn_by": dossier.citizen.name,
            "withdrawn_how": WithdrawnHow.IN_PERSON,
        }
    dossier.participate(since, **withdrawn)
    if not cells:
        return
    oral = dossier.citizen.case_number % 9 == 0
    form: dict[str, Any] = (
        {"form": ConsentForm.ORAL, "why_oral": "Ser dårligt; samtykket er læst op med en pårørende til stede"}
        if oral
        else {}
    )
    dossier.exchange(since, cells, **form)
    if dossier.citizen.case_number % 3:
        dossier.consent(ConsentKind.EVALUATION, since, EVALUATION)


def _around(dossier: Dossier, someone: Someone, since: date, chance: Random) -> None:
    """Relatives, stays and how close the contact is."""
    for given, relation in chance.sample(RELATIVES, chance.randint(0, 2)):
        phone = f"26 00 {chance.randint(10, 99)} {chance.randint(10, 99)}"
        dossier.relative(f"{given} {someone.family.split()[-1]}", relation, phone, may=chance.random() < 0.8)
    hospital = "Sygehuset, medicinsk afdeling"
    for _number in range(chance.randint(0, 3)):
        start = since - timedelta(days=chance.randint(20, 300))
        psychiatric = Part.PSYCHIATRY in someone.tracks and chance.random() < 0.6
        dossier.stay(
            StayKind.PSYCHIATRIC if psychiatric else StayKind.SOMATIC,
            entered=since,
            where="Psykiatrisk afdeling" if psychiatric else hospital,
            starts_on=start,
            ends_on=start + timedelta(days=chance.randint(1, 14)),
            source="Borgeren selv",
        )
    if "admitted" in someone.marks:
        dossier.stay(StayKind.SOMATIC, entered=ago(2), where=hospital, starts_on=ago(3), source="Ringet fra afdelingen")
    if someone.stage == "active" and dossier.citizen.intensity == Intensity.AS_NEEDED:
        dossier.citizen.intensity = Intensity.HAND_HELD
        dossier.change(
            dossier.citizen,
            since + (today() - since) / 2,
            intensity=Intensity.AS_NEEDED,
            reason="Klarer mere selv og ringer efter behov",
        )
