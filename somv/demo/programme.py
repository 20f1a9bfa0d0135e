"""The programmes as data: criteria, prompts and paragraphs (domain.md §§ 3, 8 and 9)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from accounts.models import User
from citizens.enums import CriterionKind, Part
from citizens.models import Criterion, Programme, ProgrammeLead
from plans.models import Prompt
from somv.demo import ids
from somv.demo.clock import ago, moment
from somv.demo.ledger import Ledger
from tracks.models import LegalBasis

FIRST, SECOND = "Sammen om min vej", "Hjem igen"
EMERGENCY_NUMBERS = (
    "112 – ved livsfare\n"
    "1818 – Akuttelefonen: lægevagt og skadestue, hele døgnet\n"
    "70 201 201 – Livslinien, hvis tankerne bliver for tunge"
)
A, P, M, S = Part.ADDICTION, Part.PSYCHIATRY, Part.SOMATIC, Part.SOCIAL

CRITERIA: tuple[tuple[CriterionKind, str], ...] = (
    (CriterionKind.RESIDENCE, "Bor i {municipalities}"),
    (CriterionKind.AGE, "Er mellem 18 og 70 år (70 er med)"),
    (CriterionKind.ANY_OF, "Har en kronisk sygdom"),
    (CriterionKind.ANY_OF, "Har en psykisk sygdom eller en afhængighed"),
    (CriterionKind.ANY_OF, "Har sociale problemer"),
    (CriterionKind.REQUIRED, "Har hyppige og skiftende kontakter på tværs af social- og sundhedsområdet"),
    (CriterionKind.EXCLUDES, "Har demens"),
    (CriterionKind.EXCLUDES, "Har kræft"),
    (CriterionKind.EXCLUDES, "Har en sygdom, der ikke kan helbredes og er i sin sidste fase"),
    (CriterionKind.EXCLUDES, "Kan ikke eller ønsker ikke at være med"),
)
PROMPTS: tuple[tuple[str, tuple[Part, ...]], ...] = (
    ("Er der talt om tanker om selvmord, og er der lavet aftaler om det?", (P,)),
    ("Er der talt om risikoen for fald og andre ulykker?", (M,)),
    ("Er medicinen gennemgået og afstemt med det fælles medicinkort?", (P, M)),
    ("Er der tilbudt støtte til røgfri hverdag, god mad og bevægelse?", (M,)),
    ("Er der tilbudt støtte til at drikke mindre eller lade stofferne være?", (A,)),
    ("Er der tegn på underbehandling eller på, at borgeren bliver mødt med fordomme?", (P, M)),
    ("Er kroppen undersøgt, når der er symptomer – uanset andre diagnoser?", (M,)),
    ("Er der børn under 18 år, og er pligten til at underrette overvejet?", (S,)),
)
LEGAL_BASES: dict[Part, tuple[tuple[str, str], ...]] = {
    A: (
        ("SEL § 101", "Behandling for stofmisbrug, senest 14 dage efter henvendelsen"),
        ("SEL § 101 a", "Anonym ambulant behandling"),
        ("SUL § 141", "Behandling for alkoholmisbrug, senest 14 dage efter henvendelsen"),
        ("SUL § 142", "Lægelig behandling med afhængighedsskabende medicin"),
    ),
    P: (
        ("Psykiatriloven § 13 a", "Udskrivningsaftale"),
        ("Psykiatriloven § 13 b", "Koordinationsplan"),
    ),
    M: (
        ("SUL § 119", "Forebyggelse og sundhedsfremme"),
        ("SUL § 138", "Hjemmesygepleje"),
        ("SUL § 140", "Genoptræning efter udskrivning"),
    ),
    S: (
        ("SEL § 81", "Formålet med støtten til voksne"),
        ("SEL § 82 a", "Tidlig støtte i gruppe"),
        ("SEL § 82 b", "Tidlig individuel støtte"),
        ("SEL § 83", "Personlig hjælp og praktisk hjælp i hjemmet"),
        ("SEL § 85", "Socialpædagogisk støtte (bostøtte)"),
        ("SEL § 99", "Støtte- og kontaktperson"),
        ("SEL § 104", "Aktivitets- og samværstilbud"),
        ("SEL § 107", "Midlertidigt botilbud"),
        ("SEL § 108", "Længerevarende botilbud"),
        ("SEL § 110", "Midlertidigt ophold for mennesker uden bolig"),
        ("SEL § 141", "Handleplan"),
        ("LAB", "Lov om en aktiv beskæftigelsesindsats"),
    ),
}


@dataclass
class Setting:
    """A programme with what belongs to it."""

    programme: Programme
    criteria: list[Criterion]
    prompts: list[Prompt]


def enter(ledger: Ledger, users: dict[str, User]) -> tuple[Setting, Setting]:
    """Both programmes, with their leads, criteria and prompts."""
    first = _setting(
        ledger, "first", FIRST, ["Lolland", "Guldborgsund"], users["projektleder"], starts_on=ago(400),
        emergency_numbers=EMERGENCY_NUMBERS,
    )  # fmt: skip
    second = _setting(
        ledger, "second", SECOND, ["Vordingborg", "Næstved"], users["projektleder2"], starts_on=ago(260),
        emergency_numbers=EMERGENCY_NUMBERS, coordinator_label="tovholder", addiction_label="Rusmidler",
    )  # fmt: skip
    return first, second


def enter_legal_bases(ledger: Ledger) -> dict[tuple[str, str], LegalBasis]:
    """The pick list of § 8 by (track, paragraph)."""
    return {
        (track, name): ledger.add(
            LegalBasis(track=track, name=name, explanation=about, position=place), at=moment(ago(400))
        )
        for track, rows in LEGAL_BASES.items()
        for place, (name, about) in enumerate(rows)
    }


def _setting(
    ledger: Ledger, key: str, name: str, municipalities: list[str], lead: User, *, starts_on: date, **fields: str
) -> Setting:
    at = moment(starts_on, 9)
    programme = Programme(
        id=ids.programme(key), name=name, municipalities=municipalities, starts_on=starts_on, **fields
    )
    ledger.add(programme, at=at)
    ledger.add(ProgrammeLead(programme=programme, user=lead, starts_on=starts_on), at=at)
    criteria = []
    for place, (kind, text) in enumerate(CRITERIA):
        ages = {"age_from": 18, "age_to": 70} if kind == CriterionKind.AGE else {}
        worded = text.format(municipalities=" eller ".join(municipalities))
        row = Criterion(programme=programme, kind=kind, text=worded, position=place, **ages)
        criteria.append(ledger.add(row, at=at))
    prompts = [
        ledger.add(Prompt(programme=programme, text=text, tracks=[*tracks], position=place), at=at)
        for place, (text, tracks) in enumerate(PROMPTS)
    ]
    return Setting(programme, criteria, prompts)
