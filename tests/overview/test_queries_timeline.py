"""The timeline tells who changed what, when and why, and only what its reader may see."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from citizens.access import open_case
from citizens.enums import Part
from core.attribution import attributed_to
from overview.queries.timeline import timeline
from overview.queries.timeline.registry import SOURCES
from tests.cast import PARTNERS_OF_PETER, mark
from tests.factories import plans, tracks

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _danish() -> Any:
    with translation.override("da"):
        yield


def changed(row: Any, by: Any, reason: str = "", **values: Any) -> Any:
    for name, value in values.items():
        setattr(row, name, value)
    with attributed_to(by, reason=reason):
        row.save()
    return row


def lines(user: Any, citizen: Any, **filters: str) -> list[Any]:
    """All lines this user may see, page after page."""
    case, found, after = open_case(user, citizen.pk), [], ""
    while True:
        shown = timeline(case, after=after, **filters)
        found += [line for _day, acts in shown.days for act in acts for line in act.lines]
        after = shown.older
        if not after:
            return found


def text_of(found: list[Any]) -> str:
    said = []
    for line in found:
        said += [line.heading, line.who, line.workplace, line.reason]
        said += [f"{change.text} {change.before} {change.after}" for change in line.changes]
    return "\n".join(said)


def test_a_moved_deadline_reads_as_a_sentence(cast: Any) -> None:
    row = cast.interventions[Part.SOCIAL]
    changed(row, cast.koordinator, starts_on=None, deadline=date(2026, 5, 3))
    changed(row, cast.koordinator, "Aftalt på mødet", deadline=date(2026, 6, 1))
    latest = lines(cast.koordinator, cast.peter)[0]
    assert [change.text for change in latest.changes] == ["Frist ændret fra 3. maj 2026 til 1. juni 2026"]
    assert (latest.who, latest.workplace, latest.reason) == (
        "Kirsten Kjeldgaard", "Sammen om min vej-teamet", "Aftalt på mødet",
    )  # fmt: skip


def test_a_long_text_is_folded_with_both_texts(cast: Any) -> None:
    changed(cast.plan, cast.koordinator, matters="Musik\nog ro")
    change = lines(cast.koordinator, cast.peter)[0].changes[0]
    assert (change.is_long, change.before, change.after) == (True, f"Rockmusik {mark(Part.FRONT)}", "Musik\nog ro")


def test_bookkeeping_alone_is_no_line(cast: Any) -> None:
    before = len(lines(cast.koordinator, cast.peter))
    changed(cast.goals[Part.SOCIAL], cast.koordinator, position=7)
    changed(cast.peter, cast.koordinator)  # sealed anew, the same text
    assert len(lines(cast.koordinator, cast.peter)) == before


@pytest.mark.parametrize("name", sorted(PARTNERS_OF_PETER))
def test_a_participant_sees_its_parts_and_nothing_else(cast: Any, name: str) -> None:
    """Every part of Peter has a word of its own; other organisations and people are named nowhere."""
    for kind in (Part.ADDICTION, Part.PSYCHIATRY, Part.SOMATIC, Part.SOCIAL):
        changed(cast.interventions[kind], cast.rusmiddel, f"Grund {mark(kind)}", follow_up_note=f"Nyt {mark(kind)}")
        changed(cast.tracks[kind], cast.koordinator, lead_organisation=cast.workplaces["practice"])
    text = text_of(lines(cast.user(name), cast.peter))
    opened = PARTNERS_OF_PETER[name]
    words = {part for part in Part if part != Part.ANSWERS and mark(part) in text}
    assert words == opened - {Part.ANSWERS}
    own = str(cast.user(name).organisation)
    assert [str(place) for place in cast.workplaces.values() if str(place) in text and str(place) != own] == []
    if name != "rusmiddel":
        assert "Rikke Rosenlund" not in text


def test_a_line_that_leaves_a_closed_track_does_not_bring_its_past(cast: Any) -> None:
    row = plans.challenge(cast.plan, f"Om {mark(Part.ADDICTION)}", (Part.ADDICTION, Part.SOCIAL))
    changed(row, cast.koordinator, "Flyttet", text="Om penge", tracks=[Part.SOCIAL])
    text = text_of(lines(cast.jobcenter, cast.peter))
    assert ("Om penge" in text, mark(Part.ADDICTION) in text, "Misbrug" in text, "Flyttet" in text) == (
        True, False, False, False,
    )  # fmt: skip


def test_cpr_is_never_told_and_a_protected_address_only_to_the_coordinator(cast: Any) -> None:
    peter = cast.peter
    number = peter.cpr
    changed(peter, cast.koordinator, protected=True, address="Hemmelig Sti 9", postal_code="4990")
    changed(peter, cast.koordinator, cpr="")
    lead, own = (text_of(lines(user, peter)) for user in (cast.projektleder, cast.koordinator))
    assert ("Hemmelig Sti 9" in own, "Hemmelig Sti 9" in lead, "4990" in lead) == (True, False, False)
    assert number not in own and number[-4:] not in lead
    assert "CPR-nummer ændret" in own


def test_filters_narrow_and_a_closed_track_gives_nothing(cast: Any) -> None:
    social = text_of(lines(cast.koordinator, cast.peter, track="social"))
    assert mark(Part.SOCIAL) in social and mark(Part.SOMATIC) not in social
    goals = lines(cast.koordinator, cast.peter, topic="goal")
    assert goals and {line.topic for line in goals} == {"goal"}
    assert lines(cast.jobcenter, cast.peter, track="addiction") == []


def test_pages_follow_each_other_without_gap_or_double(cast: Any) -> None:
    for number in range(120):
        tracks.goal(cast.tracks[Part.SOCIAL], f"Nummer {number:03d}")
    found = [line.heading for line in lines(cast.koordinator, cast.peter) if "Nummer" in line.heading]
    assert [heading[-3:] for heading in found] == [f"{number:03d}" for number in reversed(range(120))]


@pytest.mark.parametrize("name", ["koordinator", "jobcenter"])
def test_one_row_costs_what_fifty_cost(cast: Any, name: str) -> None:
    case = open_case(cast.user(name), cast.peter.pk)
    with CaptureQueriesContext(
        connection,
    ) as few:
        timeline(case, topic="crisis")
    for number in range(60):
        changed(cast.goals[Part.SOCIAL], cast.koordinator, text=f"Mål {number}")
    with CaptureQueriesContext(connection) as many:
        shown = timeline(case)
    assert sum(len(act.lines) for _day, acts in shown.days for act in acts) == 50
    assert len(many) == 3
    assert len(few) in (2, 3)  # nothing open to this reader: no history is read at all


@pytest.mark.parametrize("text", ["x", "~~", "2026-01-01~1~1", "2026-01-01T00:00:00+00:00~a~1", "9~9~9", "\x00~1~1"])
def test_a_mangled_address_shows_the_newest(cast: Any, text: str) -> None:
    case = open_case(cast.koordinator, cast.peter.pk)
    assert timeline(case, after=text).days == timeline(case).days


def test_the_table_names_fields_that_exist_and_no_bookkeeping() -> None:
    for source in SOURCES:
        names = {shown.name for shown in source.fields}
        assert {source.model._meta.get_field(name).name for name in names} == names
        assert names & {"revision", "position", "search_name", "sort_name", "cpr_lookup"} == set()
