"""Thomas (the project's newsletter, 2016): the person, the consents, the network and the stays.

Each partner sees one part of him. So a line holds the matters of its own tracks only, and names no workplace.
"""

from __future__ import annotations

from datetime import date

from citizens.enums import ConsentKind, Housing, Income, Intensity, Level, Part, StayKind, WithdrawnHow
from core.dates import today
from somv.demo import thomas_plan
from somv.demo.clock import ago, case_day
from somv.demo.dossier import Cells, Dossier, World
from somv.demo.programme import Setting

A, P, M, S = Part.ADDICTION, Part.PSYCHIATRY, Part.SOMATIC, Part.SOCIAL
READ, COMMENT = Level.READ, Level.COMMENT
CASE_NUMBER = 4711

# contract.md, demo people; the drop-in's cells have been withdrawn
CELLS: Cells = {
    "addiction_centre": {A: COMMENT, Part.FRONT: READ},
    "district_psychiatry": {P: COMMENT, Part.CRISIS: READ, Part.FRONT: READ},
    "hospital": {M: COMMENT, Part.CRISIS: READ},
    "drop_in": {S: READ, Part.FRONT: READ},
}


def write(world: World, setting: Setting) -> Dossier:
    """Thomas, whole."""
    dossier = Dossier(
        world,
        setting,
        world.users["koordinator"],
        CASE_NUMBER,
        opened_on=case_day(2016, 1, 11),
        given_name="Thomas",
        family_name="Bjerregaard",
        born_on=date(today().year - 55, 2, 8),
        address="Strandvænget 7",
        postal_code="4850",
        town="Stubbekøbing",
        municipality="Guldborgsund",
        phone="24 00 47 21",
        doctor="Lægehuset Sakskøbing",
        doctor_phone="54 00 21 60",
        housing=Housing.RENTED,
        income=Income.EARLY_RETIREMENT,
        children_at_home=0,
        intensity=Intensity.HAND_HELD,
    )
    _enrol(dossier)
    _network(dossier)
    _stays(dossier)
    thomas_plan.write(dossier)
    dossier.change(
        dossier.citizen, case_day(2016, 6, 6), intensity=Intensity.REGULAR, reason="Der er kommet ro på hverdagen"
    )
    return dossier


def _enrol(dossier: Dossier) -> None:
    day = case_day(2016, 1, 18)
    dossier.refer(
        "Pernille Skov, sygeplejerske",
        "Akutmodtagelsen, Nykøbing Falster Sygehus",
        "Vi ser Thomas flere gange om ugen. Han har mange, der vil hjælpe, men ingen, der samler det.",
        referrer_contact="54 00 14 48",
        answered_on=day,
        answer="Tak. Thomas er med fra i dag.",
    )
    dossier.screen(day, {0, 1, 2, 3, 4, 5})
    dossier.participate(day)
    first = {key: CELLS[key] for key in ("addiction_centre", "district_psychiatry", "hospital")}
    renewed = case_day(2016, 7, 11)
    dossier.exchange(day, first, expires_on=renewed)
    scopes = dossier.exchange(renewed, CELLS)
    for (organisation, _part), scope in scopes.items():
        if organisation == "drop_in":
            dossier.change(
                scope,
                ago(19),
                ended_on=ago(19),
                ended_by="Thomas",
                ended_how=WithdrawnHow.PHONE,
            )
    dossier.consent(ConsentKind.EVALUATION, day, "At oplysninger uden navn må bruges til at se, om indsatsen virker.")
    dossier.include(day)


def _network(dossier: Dossier) -> None:
    start = case_day(2016, 1, 18)
    dossier.coordinate(start, contribution="Samler trådene og holder kontakten mellem aftalerne.")
    dossier.place("rusmiddel", start, tracks=(A,), contribution="Afrusning og samtaler bagefter.")
    before = dossier.professional("district_psychiatry", "Hanne Overgaard", "kontaktsygeplejerske", start, tracks=(P,))
    dossier.change(before, case_day(2016, 5, 2), reason="Nyt job", ends_on=case_day(2016, 5, 2))
    dossier.place("psykiatri", case_day(2016, 5, 2), tracks=(P,), contribution="Samtaler og medicin.")
    dossier.place("sygehus", start, tracks=(M,), contribution="Kender de mange indlæggelser.")
    dossier.place("frivillig", case_day(2016, 7, 11), tracks=(S,))
    dossier.professional("g_practice", "Bente Ravn", "praktiserende læge", start, tracks=(M,))
    dossier.professional("job_centre", "Torben Iversen", "kontaktperson i jobcentret", start, tracks=(S,))
    dossier.professional("g_nursing", "Susanne Winther", "hjemmesygeplejerske", start, tracks=(M,), visits_home=True)
    dossier.professional(
        "g_home_care",
        "Malene Dall",
        "social- og sundhedsassistent",
        case_day(2016, 2, 1),
        tracks=(S,),
        visits_home=True,
    )
    dossier.professional("g_social", "Jørn Lindegaard", "kommunal sagsbehandler", start, tracks=(S,))
    dossier.professional("g_social", "Anja Post", "kommunal sagsbehandler (pension)", start, tracks=(S,))
    dossier.professional("g_support", "Lene Kruse", "bostøtte", case_day(2016, 2, 15), tracks=(S,), visits_home=True)


def _stays(dossier: Dossier) -> None:
    entered = case_day(2016, 1, 19)
    dossier.stay(
        StayKind.MIXED,
        entered=entered,
        where="Sygehus og psykiatri",
        about_count=20,
        year=case_day(2015, 7).year,
        source="Akutmodtagelsen",
        note="Mere end 20 i året, tit flere på samme uge og tit med ambulance.",
    )
    dossier.stay(
        StayKind.PSYCHIATRIC,
        entered=entered,
        where="Psykiatrisk afdeling",
        starts_on=case_day(2016, 1, 4),
        ends_on=case_day(2016, 1, 8),
        source="Udskrivningsbrev",
        note="Den seneste indlæggelse.",
    )
