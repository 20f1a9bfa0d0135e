"""A second record of Peter, with a word of its own in everything that can be read."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from citizens.enums import TRACKS, Level, Part, Place
from citizens.models import Citizen
from core.dates import today
from meetings.models import NetworkMeeting
from plans.enums import PlanState
from plans.models import Plan
from tests.cast import Cast
from tests.factories import citizens as make
from tests.factories import meetings, plans, tracks
from tests.roles import as_owner
from tracks import actions

WORD = "dobbeltord"  # stands in every text of the second record, and nowhere else
PARTNERS = ("rusmiddel", "psykiatri", "sygehus", "jobcenter", "laege", "frivillig")


def double(cast: Cast, **fields: Any) -> Citizen:
    """Included, with koordinator2, a closed plan, and a network of its own: psychiatry may comment, shelter reads."""
    with as_owner():
        row = make.citizen(cast.programme, "Per", f"Petersen-{WORD}", case_number=4888, **fields)
        make.referral(row, steps_done=[1, 2, 3, 4, 5], reason=f"Henvist {WORD}")
        make.place(row, cast.koordinator2, Place.COORDINATOR)
        for name in ("psykiatri", "jobcenter", "frivillig"):
            make.place(row, cast.user(name))
        make.participation(row, cast.koordinator2)
        work = cast.workplaces
        make.exchange(
            row,
            cast.koordinator2,
            {
                work["district_psychiatry"]: {Part.PSYCHIATRY: Level.COMMENT, Part.FRONT: Level.READ},
                work["job_centre"]: {Part.SOCIAL: Level.COMMENT, Part.ADDICTION: Level.READ},
                work["hospital"]: {Part.PSYCHIATRY: Level.READ, Part.SOMATIC: Level.READ},
                work["shelter"]: {Part.SOCIAL: Level.READ},
            },
        )
        make.relative(row, f"Karen {WORD}")
        make.stay(row, where=f"Afdeling {WORD}")
        make.todo(cast.koordinator2, f"Husk {WORD}", row)
    return row


def closed_plan(cast: Cast, row: Citizen) -> Plan:
    """The second record's plan, written and then closed by koordinator2."""
    with as_owner():
        plan = plans.plan(row, PlanState.ACTIVE, matters=f"Haven {WORD}")
        plans.crisis_plan(plan, early_signs=f"Uro {WORD}")
        for kind in TRACKS:
            track = tracks.track(plan, kind)
            work = tracks.intervention(track, f"Indsats {WORD} {kind.value}", goal=tracks.goal(track, f"Mål {WORD}"))
            tracks.comment(track, cast.koordinator2, f"Om sporet {WORD}")
            tracks.comment(track, cast.koordinator2, f"Kommentar {WORD}", intervention=work)
        tracks.contact(row, cast.koordinator2, f"Besøg {WORD}", TRACKS)
        meetings.meeting(plan, meets_on=today() + timedelta(days=9), purpose=f"Møde {WORD}")
    plan.refresh_from_db()
    return actions.close_plan(
        plan, by=cast.koordinator2, revision=plan.revision, because="other", summary=f"Afsluttet {WORD}"
    )


def rows_of(plan: Plan) -> dict[str, Any]:
    """Something of every kind that has an address of its own."""
    track = plan.tracks.order_by("kind").first()
    return {
        "overview:closed_plan": plan,
        "tracks:comments_on_track": track,
        "tracks:comments_on_goal": track.goals.first(),
        "tracks:comments_on_intervention": track.interventions.first(),
        "meetings:held": NetworkMeeting.objects.get(plan=plan),
    }
