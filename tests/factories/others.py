"""Thomas, and the citizens nobody of Peter's network may find."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from citizens.enums import TRACKS, Level, Part, Place
from core.dates import today
from plans.enums import PlanState
from tests.factories import citizens, plans, tracks

if TYPE_CHECKING:
    from tests.cast import Cast

READ, COMMENT = Level.READ, Level.COMMENT


def thomas(cast: Cast) -> None:
    """Thomas: psychiatry has a say; the volunteers' consent has been withdrawn."""
    cast.thomas = row = citizens.citizen(cast.programme, "Thomas", "Thorsager", case_number=4712)
    citizens.referral(row, steps_done=[1, 2, 3, 4, 5])
    citizens.place(row, cast.koordinator, Place.COORDINATOR)
    for name, parts in {
        "rusmiddel": [Part.ADDICTION],
        "psykiatri": [Part.PSYCHIATRY],
        "sygehus": [Part.SOMATIC],
        "frivillig": [Part.SOCIAL],
    }.items():
        cast.places[f"thomas/{name}"] = citizens.place(row, cast.user(name), tracks=parts)
    citizens.participation(row, cast.koordinator)
    work = cast.workplaces
    cast.thomas_exchange = citizens.exchange(
        row,
        cast.koordinator,
        {
            work["addiction_centre"]: {Part.ADDICTION: COMMENT, Part.FRONT: READ},
            work["district_psychiatry"]: {Part.PSYCHIATRY: COMMENT, Part.CRISIS: READ, Part.FRONT: READ},
            work["hospital"]: {Part.SOMATIC: COMMENT, Part.CRISIS: READ},
        },
    )
    cast.withdrawn_exchange = citizens.exchange(
        row,
        cast.koordinator,
        {work["shelter"]: {Part.SOCIAL: READ, Part.FRONT: READ}},
        withdrawn_on=today() - timedelta(days=5),
        withdrawn_by="Borgeren",
        withdrawn_how="phone",
    )
    cast.thomas_plan = plan = plans.plan(row, PlanState.ACTIVE, matters="Kolonihaven")
    plans.crisis_plan(plan, early_signs="Uro")
    for kind in TRACKS:
        track = tracks.track(plan, kind)
        tracks.intervention(track, f"Thomas {kind.value}", goal=tracks.goal(track, f"Thomas mål {kind.value}"))


def enrolling(cast: Cast) -> None:
    """Rita is referred and has said yes to nothing yet; Dagny has a draft plan with nothing in it."""
    cast.rita = citizens.citizen(cast.programme, "Rita", "Ravnholt", case_number=4713, stage="referred")
    citizens.referral(cast.rita, steps_done=[1])
    citizens.place(cast.rita, cast.koordinator, Place.COORDINATOR)
    cast.dagny = citizens.citizen(cast.programme, "Dagny", "Damgaard", case_number=4714)
    citizens.referral(cast.dagny, steps_done=[1, 2, 3, 4, 5])
    citizens.place(cast.dagny, cast.koordinator, Place.COORDINATOR)
    citizens.participation(cast.dagny, cast.koordinator)
    cast.draft = plans.plan(cast.dagny, PlanState.DRAFT)


def strangers(cast: Cast) -> None:
    """Hanne is koordinator2's alone; Asta is in the second programme, which nobody here leads."""
    for name, programme, given, family, number in (
        ("hanne", cast.programme, "Hanne", "Hvidtfeldt", 4715),
        ("asta", cast.second_programme, "Asta", "Andersborg", 4716),
    ):
        row = citizens.citizen(programme, given, family, case_number=number)
        citizens.referral(row, steps_done=[1, 2, 3, 4, 5])
        citizens.place(row, cast.koordinator2, Place.COORDINATOR)
        citizens.participation(row, cast.koordinator2)
        plans.plan(row, PlanState.ACTIVE, matters=f"{given} vil hjem")
        setattr(cast, name, row)
