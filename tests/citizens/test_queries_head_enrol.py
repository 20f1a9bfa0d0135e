"""The head of a citizen's pages: everything for the team; for a participant what consent opens, and nobody else."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format

from accounts.access import _told
from citizens.access import Case, open_case
from citizens.models import Citizen, Signpost
from citizens.queries import scope_line, shown_person
from core.attribution import SYSTEM, attributed_to
from core.dates import today
from tests.cast import PARTNERS_OF_PETER, Cast

MEETING = today() + timedelta(days=17)


@pytest.fixture
def peter(cast: Cast) -> Citizen:
    """Peter with everything a head can show."""
    row = Citizen.objects.get(pk=cast.peter.pk)
    row.protected, row.protected_until = True, today() + timedelta(days=90)
    row.interpreter, row.language, row.phone, row.municipality = True, "farsi", "99 88 77 66", "Guldborgsund"
    with attributed_to(SYSTEM):
        row.save()
    Signpost.objects.update_or_create(
        citizen=row,
        defaults={
            "next_meeting_on": MEETING,
            "next_follow_up_on": today() + timedelta(days=40),
            "has_crisis_plan": True,
            "plan_state": "active",
            "admitted_from": today(),
        },
    )
    return row


def head(case: Case) -> str:
    with translation.override("da"):
        told = {"case": case, "may": _told(case.rights), "tab": "plan", "csrf_token": "x"}
        return render_to_string("citizens/_head.html", {**told, "request": SimpleNamespace()})


def test_the_team_sees_all_of_it(cast: Cast, peter: Citizen) -> None:
    shown = head(open_case(cast.koordinator, peter.pk))
    for said in (
        peter.name,
        peter.masked_cpr,
        "Guldborgsund",
        "99 88 77 66",
        cast.koordinator.name,
        "Indlagt nu",
        "farsi",
        "Navne- og adressebeskyttelse",
        "Plan: aktiv",
        date_format(MEETING, "j. F Y"),
        "Vis CPR-nummer",
        "Kriseplan",
    ):
        assert said in shown, said
    assert peter.cpr not in shown
    assert "Du ser" not in shown


def test_the_lead_sees_no_protected_phone_and_no_button(cast: Cast, peter: Citizen) -> None:
    shown = head(open_case(cast.projektleder, peter.pk))
    assert peter.masked_cpr in shown and "Vis CPR-nummer" not in shown and "99 88 77 66" not in shown


@pytest.mark.parametrize("who", PARTNERS_OF_PETER)
def test_a_participant_sees_name_case_number_and_the_coordinator(cast: Cast, peter: Citizen, who: str) -> None:
    case = open_case(cast.user(who), peter.pk)
    shown, parts = head(case), PARTNERS_OF_PETER[who]
    assert peter.name in shown and f"sag {peter.case_number}" in shown and cast.koordinator.name in shown
    hidden = [peter.masked_cpr, "Guldborgsund<", "99 88 77 66", "farsi", "Indlagt", "beskyttelse", "Plan: aktiv"]
    hidden += [row.name for row in cast.workplaces.values()]
    for secret in hidden:
        assert secret not in shown, secret
    assert (date_format(MEETING, "j. F Y") in shown) == ("front" in parts)
    assert ("Kriseplan" in shown) == ("crisis" in parts)
    for tab in ("Netværk og samtykke", "Stamdata"):
        assert tab not in shown


@pytest.mark.parametrize(
    ("who", "start"),
    [
        ("jobcenter", "Du ser sporet Social indsats, fordi borgeren har givet samtykke til din organisation indtil "),
        ("rusmiddel", "Du ser sporet Misbrug samt forsiden, fordi"),
        ("sygehus", "Du ser sporet Somatisk sygdom samt kriseplanen, fordi"),
        ("laege", "Du ser sporene Misbrug og Somatisk sygdom samt forsiden og opfølgningssvarene, fordi"),
    ],
)
def test_one_line_says_what_and_why(cast: Cast, who: str, start: str) -> None:
    case = open_case(cast.user(who), cast.peter.pk)
    assert case.until is not None
    with translation.override("da"):
        line = scope_line(case)
    assert line.startswith(start)
    assert line.endswith(f"{date_format(case.until, 'j. F Y')}.")


def person(case: Case, workplace: Any, **marks: bool) -> tuple[str, str]:
    with translation.override("da"):
        return shown_person(case, name="Ida Ibsen", organisation=workplace.name, organisation_id=workplace.pk, **marks)


def test_people_as_the_reader_may_see_them(cast: Cast) -> None:
    own, other = cast.workplaces["job_centre"], cast.workplaces["hospital"]
    team, partner = open_case(cast.koordinator, cast.peter.pk), open_case(cast.jobcenter, cast.peter.pk)
    assert person(team, other) == ("Ida Ibsen", other.name)
    assert person(partner, own) == ("Ida Ibsen", own.name)
    assert person(partner, other) == ("En anden i netværket", "")
    assert person(partner, other, is_coordinator=True) == ("Ida Ibsen", "")
    assert person(partner, other, is_citizen=True) == ("Borgeren", "")
