"""Networks of the other citizens: whoever does something in their stories has a place and a consent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

from citizens.enums import Level, Part
from somv.demo.crowd_people import Someone
from somv.demo.crowd_voices import STAFF
from somv.demo.dossier import Cells, Dossier
from somv.demo.stories_body import ADDICTION, SOMATIC
from somv.demo.stories_mind import PSYCHIATRY, SOCIAL
from somv.demo.story import Story

Members = Mapping[str, Any]
STORIES: dict[Part, tuple[Story, ...]] = {
    Part.ADDICTION: ADDICTION,
    Part.PSYCHIATRY: PSYCHIATRY,
    Part.SOMATIC: SOMATIC,
    Part.SOCIAL: SOCIAL,
}
FUNCTIONS = {
    "addiction": "behandler",
    "psychiatry": "kontaktperson",
    "hospital": "sygeplejerske",
    "job_centre": "jobkonsulent",
    "nursing": "hjemmesygeplejerske",
    "home_care": "social- og sundhedsassistent",
    "support": "bostøtte",
    "social": "sagsbehandler",
    "health": "fysioterapeut",
    "practice": "praktiserende læge",
    "volunteers": "besøgsven",
}
_REGION = {"psychiatry": "district_psychiatry", "hospital": "hospital"}
WORKPLACES: dict[str, dict[str, str]] = {
    "Guldborgsund": _REGION
    | {
        "addiction": "addiction_centre",
        "job_centre": "job_centre",
        "nursing": "g_nursing",
        "home_care": "g_home_care",
        "support": "g_support",
        "social": "g_social",
        "health": "g_health",
        "practice": "g_practice",
        "volunteers": "visitors",
    },
    "Lolland": _REGION
    | {
        "addiction": "l_addiction",
        "job_centre": "l_job_centre",
        "nursing": "l_nursing",
        "home_care": "l_home_care",
        "support": "l_support",
        "social": "l_social",
        "health": "l_health",
        "practice": "l_practice",
        "volunteers": "workshop",
    },
    "Vordingborg": dict.fromkeys(
        ("addiction", "job_centre", "nursing", "home_care", "support", "social", "health"), "v_support"
    )
    | {"psychiatry": "v_psychiatry", "hospital": "v_hospital", "practice": "v_practice", "volunteers": "v_support"},
}


def stories_of(someone: Someone, chance: Random) -> dict[Part, Story]:
    return {track: chance.choice(STORIES[track]) for track in someone.tracks}


def network(
    dossier: Dossier, someone: Someone, stories: Mapping[Part, Story], since: date, chance: Random
) -> tuple[dict[str, Any], Cells]:
    """Those who do something in the stories: their places, and the consent cells they need."""
    members: dict[str, Any] = {"coordinator": dossier.members[dossier.by.username], "citizen": "citizen"}
    cells: Cells = {}
    for track, story in stories.items():
        for deed in story.deeds:
            if deed.who in FUNCTIONS and deed.who not in members:
                workplace = WORKPLACES[someone.municipality][deed.who]
                name = chance.choice(STAFF[deed.who])
                members[deed.who] = dossier.professional(
                    workplace,
                    name,
                    FUNCTIONS[deed.who],
                    since,
                    tracks=(track,),
                    visits_home=deed.who in ("support", "nursing"),
                )
                cells.setdefault(workplace, {Part.FRONT: Level.READ})[track] = Level.COMMENT
    if someone.stage == "included":
        workplace = WORKPLACES[someone.municipality]["practice"]
        dossier.professional(workplace, STAFF["practice"][0], FUNCTIONS["practice"], since)
        cells[workplace] = {Part.FRONT: Level.READ}
    if "shift" in someone.marks:
        _shift(dossier, someone, members, since)
    return members, cells


def _shift(dossier: Dossier, someone: Someone, members: Members, since: date) -> None:
    """Three contact persons in one year, the newest still there."""
    key = "job_centre"
    for number, name in enumerate(STAFF[key][:2]):
        row = dossier.professional(
            WORKPLACES[someone.municipality][key], name, FUNCTIONS[key], since + timedelta(days=20 * number)
        )
        end = since + timedelta(days=20 * (number + 1))
        dossier.change(row, end, reason="Ny kontaktperson", ends_on=end)
    dossier.professional(
        WORKPLACES[someone.municipality][key], STAFF[key][2], FUNCTIONS[key], since + timedelta(days=40)
    )
