"""Peter (the project's published case, January 2017): the person, the consents, the network and the stays.

Each partner sees one part of him. So a line holds the matters of its own tracks only, and names no workplace.
"""

from __future__ import annotations

from datetime import date

from citizens.enums import ConsentKind, Housing, Income, Intensity, Level, Part, StayKind
from core.dates import today
from somv.demo import peter_log, peter_plan
from somv.demo.clock import case_day
from somv.demo.dossier import Cells, Dossier, World
from somv.demo.programme import Setting

A, P, M, S = Part.ADDICTION, Part.PSYCHIATRY, Part.SOMATIC, Part.SOCIAL
READ, COMMENT = Level.READ, Level.COMMENT
CASE_NUMBER = 4701

# contract.md, demo people
CELLS: Cells = {
    "addiction_centre": {A: COMMENT, Part.FRONT: READ},
    "hospital": {M: COMMENT, Part.CRISIS: READ},
    "job_centre": {S: READ},
    "practice": {M: COMMENT, A: COMMENT, Part.ANSWERS: READ, Part.FRONT: READ},
}


def write(world: World, setting: Setting) -> Dossier:
    """Peter, whole."""
    dossier = Dossier(
        world,
        setting,
        world.users["koordinator"],
        CASE_NUMBER,
        opened_on=case_day(2016, 4, 4),
        given_name="Peter",
        family_name="Kofoed Larsen",
        born_on=date(today().year - 45, 3, 14),
        address="Østerbrogade 41, 2. th.",
        postal_code="4800",
        town="Nykøbing Falster",
        municipality="Guldborgsund",
        phone="24 00 47 01",
        email="peter@eksempel.invalid",
        doctor="Lægerne Torvet",
        doctor_phone="54 00 16 60",
        doctor_note="Havde kun lidt kontakt i nogle år; kommer nu fast.",
        housing=Housing.RENTED,
        housing_note="Bor alene",
        income=Income.CASH_BENEFIT,
        children_at_home=0,
        intensity=Intensity.HAND_HELD,
    )
    _enrol(dossier)
    parents = (
        dossier.relative("Grethe Larsen", "mor", "24 00 47 11", note="God kontakt. Ring gerne først på formiddagen."),
        dossier.relative("Børge Larsen", "far", "24 00 47 12", note="God kontakt."),
    )
    _network(dossier)
    _stays(dossier)
    book = peter_plan.write(dossier, parents)
    peter_log.write(dossier, book)
    dossier.change(
        dossier.citizen,
        case_day(2016, 10, 14),
        intensity=Intensity.AS_NEEDED,
        reason="Peter klarer det meste selv nu og ringer, når der er brug for det",
    )
    return dossier


def _enrol(dossier: Dossier) -> None:
    dossier.refer(
        "Lisbeth Munk, sygeplejerske",
        "Akutmodtagelsen",
        "Mange akutte indlæggelser på under et år. Peter vil gerne have hjælp til at få sammenhæng i det hele.",
        referrer_contact="54 00 14 49",
        answered_on=case_day(2016, 4, 12),
        answer="Tak for henvisningen. Peter er med fra i dag og har fået en koordinator.",
    )
    day = case_day(2016, 4, 11)
    dossier.screen(day, {0, 1, 2, 3, 4, 5})
    dossier.participate(day)
    dossier.exchange(day, CELLS)
    dossier.consent(ConsentKind.EVALUATION, day, "At oplysninger uden navn må bruges til at se, om indsatsen virker.")
    dossier.consent(ConsentKind.RELATIVES, day, "Koordinatoren må tale med mine forældre.")
    dossier.include(day)


def _network(dossier: Dossier) -> None:
    start = case_day(2016, 4, 11)
    dossier.coordinate(start, contribution="Samler trådene, tager med til aftaler og indkalder til møder.")
    dossier.place("rusmiddel", case_day(2016, 4, 25), tracks=(A,), contribution="Samtaler om at stå imod trangen.")
    dossier.place("sygehus", start, tracks=(M,), contribution="Kender indlæggelserne og følger op efter udskrivning.")
    before = dossier.professional("job_centre", "Torben Iversen", "jobkonsulent", start, tracks=(S,))
    dossier.change(before, case_day(2016, 9, 5), reason="Ny kontaktperson", ends_on=case_day(2016, 9, 5))
    dossier.place("jobcenter", case_day(2016, 9, 5), tracks=(S,), contribution="Arbejdsprøvning og vejen til fast job.")
    dossier.place("laege", start, tracks=(M, A), contribution="Behandling og kontrol i klinikken.")
    dossier.professional(
        "g_health",
        "Dorte Krag",
        "fysioterapeut",
        case_day(2016, 8, 15),
        tracks=(M,),
        contribution="Hold for mennesker med KOL.",
    )


def _stays(dossier: Dossier) -> None:
    entered, hospital = case_day(2016, 4, 12), "Nykøbing F. Sygehus"
    said = "Udskrivningsbreve, set sammen med Peter"
    breathing, detox = "Akut, vejrtrækningsbesvær", "Akut, afrusning"
    for kind, note, start, end in (
        (StayKind.SOMATIC, breathing, case_day(2015, 7, 9), case_day(2015, 7, 13)),
        (StayKind.DETOXIFICATION, detox, case_day(2015, 9, 21), case_day(2015, 9, 26)),
        (StayKind.SOMATIC, breathing, case_day(2015, 11, 30), case_day(2015, 12, 4)),
        (StayKind.SOMATIC, breathing, case_day(2016, 1, 17), case_day(2016, 1, 20)),
        (StayKind.DETOXIFICATION, detox, case_day(2016, 2, 8), case_day(2016, 2, 14)),
        (StayKind.SOMATIC, breathing, case_day(2016, 3, 22), case_day(2016, 3, 27)),
    ):
        dossier.stay(kind, entered=entered, where=hospital, starts_on=start, ends_on=end, source=said, note=note)
    dossier.stay(
        StayKind.SOMATIC,
        entered=case_day(2016, 5, 9),
        where=hospital,
        starts_on=case_day(2016, 5, 3),
        ends_on=case_day(2016, 5, 5),
        source="Peter selv",
        note="Akut, vejrtrækningsbesvær. Den seneste indlæggelse.",
    )
