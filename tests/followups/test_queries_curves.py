"""The curves against the database: gaps stay gaps, time is true, marks only for those who may see what they mark."""

from __future__ import annotations

import itertools
import re
from datetime import date, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from citizens.access import open_case
from citizens.enums import StayKind
from core.dates import add_months, today
from followups.models import Course
from followups.queries.curves import Curves, curves_of
from followups.queries.drawing import LEFT, TICK, WIDTH, Curve
from tests.cast import Cast
from tests.factories import citizens, followups, plans
from tests.factories.accounts import saved

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def course(cast: Cast) -> Course:
    """Somebody included two years ago of whom nothing has been asked."""
    someone = citizens.citizen(cast.programme, "Kurt", "Kurve", included_on=add_months(today(), -24))
    citizens.participation(someone, cast.koordinator, given_on=someone.included_on)
    citizens.place(someone, cast.koordinator, "coordinator")
    return followups.course(someone, planned=False)


def answer(course: Course, number: int, day: date | None = None, **fields: Any) -> Any:
    return followups.answer(followups.follow_up(course, number), day, **fields)


def curves(cast: Cast, course: Course) -> Curves:
    return curves_of(open_case(cast.koordinator, course.citizen_id))


def named(found: Curves) -> dict[str, Curve]:
    return {str(curve.series.question): curve for curve in found.curves}


def drawn(found: Curves, **more: Any) -> str:
    with translation.override("da"):
        return render_to_string("followups/_curves.html", {"curves": found, **more})


def test_nothing_answered_draws_nothing(cast, course):
    found = curves(cast, course)
    assert found.empty and found.curves == ()
    assert drawn(found).strip() == ""


def test_one_answer_stands_in_the_middle_without_a_line(cast, course):
    answer(course, 0, health=2)
    health = named(curves(cast, course))["health"]
    assert [dot.value.at for dot in health.dots] == [2.0]
    assert health.lines == ()
    assert LEFT + 100 < health.dots[0].x < WIDTH - 100


def test_declined_and_unanswered_are_gaps_and_never_zero(cast, course):
    answer(course, 0, satisfaction=4)
    answer(course, 1, satisfaction=5)
    answer(course, 2, satisfaction=None, declined=["satisfaction"])
    answer(course, 4, satisfaction=0)
    found = curves(cast, course)
    curve = named(found)["satisfaction"]
    assert [dot.value.at for dot in curve.dots] == [4.0, 5.0, 0.0]
    assert [len(line.split()) for line in curve.lines] == [2]  # the zero after the gap is joined with nothing
    assert curve.dots[-1].y == curve.bottom
    words = [str({str(label): word for label, word in row.cells}[str(curve.series.label)]) for row in found.rows]
    assert words[:2] + words[3:] == ["4", "5", "0"] and words[2] not in ("0", "")


def test_a_round_that_was_missed_breaks_the_line(cast, course):
    for number in (0, 1, 3, 4):
        answer(course, number)
    assert [len(line.split()) for line in named(curves(cast, course))["health"].lines] == [2, 2]


def test_a_question_without_a_value_is_not_drawn(cast, course):
    answer(course, 0, satisfaction=None, declined=["satisfaction", "health"], health=None)
    assert set(named(curves(cast, course))) == {"knows"}


def test_a_proxy_is_another_mark_and_joined_with_nothing(cast, course):
    answer(course, 0, health=3)
    answer(course, 1, health=2, answered_by="proxy", proxy="Søster")
    answer(course, 2, health=4)
    answer(course, 3, health=5)
    found = curves(cast, course)
    curve = named(found)["health"]
    assert [dot.value.proxy for dot in curve.dots] == [False, True, False, False]
    assert [line.split()[0].split(",")[0] for line in curve.lines] == [str(curve.dots[2].x)]
    text = drawn(found)
    assert "En åben firkant" in text and "Søster" in text
    assert len(re.findall(r'<rect [^>]*fill="#fff"', text)) == 3  # once in each of the three curves


def test_a_historic_yes_stands_in_a_row_of_its_own(cast, course):
    answer(course, 0, satisfied_then=True, satisfaction=None)
    answer(course, 1, satisfaction=7)
    found = curves(cast, course)
    curve = named(found)["satisfaction"]
    assert [dot.value.at for dot in curve.dots] == [7.0]
    assert [str(dot.value.word) for dot in curve.historic] and curve.historic[0].y > curve.bottom
    assert [row.cells[1][1] for row in found.rows][1] == "7"
    with translation.override("da"):
        assert str(found.rows[0].cells[1][1]) == "ja"


def test_do_not_know_is_no_step_between_no_and_yes(cast, course):
    for number, knows in enumerate(("no", "partly", "unknown", "yes")):
        answer(course, number, knows=knows)
    curve = named(curves(cast, course))["knows"]
    assert [dot.value.loose for dot in curve.dots] == [False, False, True, False]
    assert [len(line.split()) for line in curve.lines] == [2]


def test_a_missing_item_of_who5_gives_no_point(cast, course):
    answer(course, 0, who5=[5, 5, 5, 5, 5])
    answer(course, 1, who5=[5, 5, 5, 5, None])
    answer(course, 2, who5=[0, 0, 0, 0, 0])
    curve = named(curves(cast, course))["who5"]
    assert [dot.value.at for dot in curve.dots] == [100.0, 0.0]
    assert curve.lines == ()


def test_time_is_that_of_the_answers(cast, course):
    """A late answer keeps its round's number and stands on its true day."""
    begun = course.included_on
    answer(course, 0, begun)
    late = begun + timedelta(days=140)
    answer(course, 1, late)
    answer(course, 2, begun + timedelta(days=200))
    first, second, third = named(curves(cast, course))["health"].dots
    assert (second.value.number, second.value.day) == (1, late)
    assert (second.x - first.x) / (third.x - first.x) == pytest.approx(140 / 200, abs=0.01)


def test_forty_rounds_fit_and_cost_no_more_queries(cast):
    someone = citizens.citizen(cast.programme, "Lang", "Tid", included_on=add_months(today(), -120))
    citizens.participation(someone, cast.koordinator, given_on=someone.included_on)
    citizens.place(someone, cast.koordinator, "coordinator")
    course = followups.course(someone, planned=False)
    costs = []
    for number in range(41):
        answer(course, number)
        if number in (0, 40):
            case = open_case(cast.koordinator, someone.pk)
            with CaptureQueriesContext(connection) as queries:
                found = curves_of(case)
            costs.append(len(queries))
    assert costs == [4, 4]
    curve = named(found)["health"]
    assert len(curve.dots) == 41 and len(found.rows) == 41
    assert all(LEFT < dot.x < WIDTH for dot in curve.dots)
    xs = [x for x, _number in curve.ticks]
    assert curve.ticks[-1][1] == 40 and min(b - a for a, b in itertools.pairwise(xs)) >= TICK


def test_versions_and_stays_are_marked_for_those_who_may_see_them(cast):
    middle = cast.peter.included_on + timedelta(days=40)
    plans.version(cast.plan, cast.koordinator, number=2, made_on=middle)
    citizens.stay(cast.peter, StayKind.PSYCHIATRIC, starts_on=middle, ends_on=middle + timedelta(days=10))
    team = curves_of(open_case(cast.koordinator, cast.peter.pk))
    assert [label for _x, label in team.curves[0].versions] == ["v2"]
    assert [stay.day for stay in team.stays] == [middle]
    doctor = curves_of(open_case(cast.laege, cast.peter.pk))  # may see the front page, not the network
    assert [label for _x, label in doctor.curves[0].versions] == ["v2"]
    assert doctor.stays == () and doctor.curves[0].stays == ()
    assert "Ophold" not in drawn(doctor) and "Ruth" not in drawn(doctor)
    assert "Ruth" in drawn(team)


def test_the_drawing_is_xml_that_says_what_it_shows_and_carries_no_style(cast, course):
    answer(course, 0, health=2, satisfied_then=False, satisfaction=None)
    answer(course, 1, health=3, satisfaction=5, who5=[1, 2, 3, 4, 5], together="partly")
    answer(course, 2, health=1, answered_by="proxy", proxy="<script>alert(1)</script>")
    text = drawn(curves(cast, course))
    drawings = [ElementTree.fromstring(one) for one in re.findall(r"<svg.*?</svg>", text, re.S)]
    assert len(drawings) == 5
    ids: list[str] = []
    for drawing in drawings:
        title, desc = drawing.find(f"{SVG}title"), drawing.find(f"{SVG}desc")
        assert title is not None and desc is not None and title.text and "Runde 1" in (desc.text or "")
        assert drawing.get("role") == "img"
        assert drawing.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
        ids += [str(title.get("id")), str(desc.get("id"))]
    assert len(set(ids)) == len(ids)
    assert not re.search(r"\sstyle=|\son\w+=|<style|<script", text)
    assert text.count("<table") == 1 and "&lt;script&gt;" in text


def test_peters_case(cast, course):
    """January 2017: bad becomes fair, satisfied as a yes of then, and nothing in between is drawn as missed."""
    course.first_round = 3  # of the two rounds before nobody was asked here
    saved(course)
    answer(course, 0, health=2, satisfaction=None, knows="")
    answer(course, 3, health=3, satisfied_then=True, knows="yes")
    followups.settings(cast.programme, who5=True)
    found = curves(cast, course)
    assert len(found.labels) == 3  # what nobody was asked makes no column of dashes
    curve = named(found)["health"]
    with translation.override("da"):
        assert [str(dot.value.word) for dot in curve.dots] == ["Dårligt", "Nogenlunde"]
        assert curve.said.startswith("Runde 0, ") and "Nogenlunde" in curve.said
    assert [len(line.split()) for line in curve.lines] == [2]
    assert [number for _x, number in curve.ticks] == [0, 3]
    assert [row.number for row in found.rows] == [0, 3]


def test_what_counts_as_satisfied_is_the_programmes_own(cast, course):
    followups.settings(cast.programme, satisfied_from=7)
    answer(course, 0, satisfaction=6)
    text = drawn(curves(cast, course))
    assert "7 eller højere tæller som tilfreds. Det seneste svar: ikke tilfreds." in text
    answer(course, 1, satisfaction=7)
    assert "Det seneste svar: tilfreds." in drawn(curves(cast, course))


def test_a_stay_that_goes_on_is_said_so(cast, course):
    answer(course, 0)
    answer(course, 1)
    citizens.stay(course.citizen, starts_on=course.included_on + timedelta(days=10), ends_on=None)
    found = curves(cast, course)
    assert found.curves[0].stays[0].x + found.curves[0].stays[0].width == found.curves[0].dots[-1].x
    assert " – stadig<" in drawn(found)


def test_a_case_without_the_part_has_no_curves(cast):
    assert curves_of(open_case(cast.rusmiddel, cast.peter.pk)).empty
