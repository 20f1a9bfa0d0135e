"""The demo's three-monthly follow-ups: a year of rounds in every state, and what the two published cases say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import count
from random import Random
from typing import Any, NamedTuple

from accounts.models import User
from citizens.enums import Place
from citizens.models import CareTeamMember, Citizen
from core.dates import add_months, today
from followups.actions.concerns import raise_concern
from followups.enums import AnsweredBy, Mode, NotRelevant
from followups.models import Course, FollowUp, FollowUpAnswer, FollowUpSettings, Pause, closes_on, due_on, round_on
from followups.queries.courses import AHEAD, ends
from followups.queries.live import live
from somv.demo.clock import ago, case_day, moment, workday
from somv.demo.dossier import World
from somv.demo.programme import Setting

SEED = 2018
PETER, THOMAS = 4701, 4711
TALKED_ABOUT_BY = 45  # days: what was lower before that has been talked about
PETERS_FIRST = 3  # the round of January 2017; of the two before it nothing is said
NOTES = ("Vi sad ved køkkenbordet.", "Glad for at blive spurgt.", "Træt i dag, svarede hurtigt.", "", "", "")
DIFFERENTLY = ("Ring i stedet for at skrive.", "Færre forskellige at tale med.", "Intet, det går godt.", "", "")
PROXIES = ("Bostøtten, kender borgeren gennem to år", "Datter, bor i samme by")


class Told(NamedTuple):
    """What was answered in a round, and when; None of it: nobody answered."""

    day: date
    answers: Mapping[str, Any]


def write(world: World, first: Setting) -> None:
    """Call it when all else is stored: whose rounds run, and until when, is asked of the database."""
    settings = FollowUpSettings(programme=first.programme, who5=True, together=True, differently=True)
    world.ledger.add(settings, at=moment(first.programme.starts_on))
    included = [row for row in world.citizens if row.included_on is not None]
    day = today()
    running = set(Citizen.objects.filter(live(day)).values_list("pk", flat=True))
    ended = ends([row for row in included if row.pk not in running], day)
    for citizen in included:
        until = ended[citizen.pk][0] if citizen.pk in ended else day
        _of_citizen(world, citizen, until)
    world.ledger.write()
    # What was answered lately and should be talked about is raised as the form raises it.
    latest = FollowUpAnswer.objects.filter(follow_up__citizen__in=running, answered_on__gt=ago(TALKED_ABOUT_BY))
    for answer in latest.select_related("follow_up__citizen", "follow_up__course").order_by("answered_on", "id"):
        raise_concern(answer, _coordinator(answer.follow_up.citizen, day))


def _of_citizen(world: World, citizen: Citizen, until: date) -> None:
    assert citizen.included_on is not None
    first = PETERS_FIRST if citizen.case_number == PETER else 0
    course = Course(citizen=citizen, programme=citizen.programme, included_on=citizen.included_on, first_round=first)
    begun = moment(max(citizen.included_on, due_on(citizen.included_on, first) - timedelta(days=30)), 10, 10)
    world.ledger.add(course, at=begun)
    story = _story(citizen, until)
    if citizen.case_number % 13 == 0 and until == today():
        _pause(world, course, story)
    for number in count():
        due = due_on(citizen.included_on, number)
        if due > add_months(today(), AHEAD):
            break
        if number >= first or number in story:
            _round(world, course, number, story.get(number))
            course.planned_to = due


def _pause(world: World, course: Course, story: dict[int, Told | NotRelevant]) -> None:
    """The present round fell into a long stay: nobody asks for it, and nothing was answered."""
    number = max(number for number in range(round_on(course.included_on, today()) + 1) if _is_due(course, number))
    story.pop(number, None)
    day = max(course.included_on, due_on(course.included_on, number) - timedelta(days=3))
    pause = Pause(course=course, starts_on=day, reason="Langt ophold til behandling; vi tager det op bagefter")
    world.ledger.add(pause, at=moment(day), by=_coordinator(course.citizen, day))


def _is_due(course: Course, number: int) -> bool:
    return due_on(course.included_on, number) <= today()


def _round(world: World, course: Course, number: int, told: Told | NotRelevant | None) -> None:
    due = due_on(course.included_on, number)
    row = FollowUp(
        course=course, citizen=course.citizen, programme=course.programme, number=number, due_on=due,
        closes_on=closes_on(course.included_on, number),
    )  # fmt: skip
    world.ledger.add(row, at=moment(max(course.included_on, add_months(due, -AHEAD)), 10, 10))
    if isinstance(told, NotRelevant):
        day = min(workday(due), today())
        values: dict[str, Any] = {"not_relevant": told, "ended_on": day}
        world.ledger.change(row, at=moment(day, 14, 5), by=_coordinator(course.citizen, day), **values)
    elif told is not None:
        by, at = _coordinator(course.citizen, told.day), moment(told.day, 14, 5)
        world.ledger.add(FollowUpAnswer(follow_up=row, answered_on=told.day, **told.answers), at=at, by=by)
        world.ledger.change(row, at=at, by=by, ended_on=told.day)


def _story(citizen: Citizen, until: date) -> dict[int, Told | NotRelevant]:
    """Round → what became of it. What is missing was not answered: it is missed, overdue, open or to come."""
    assert citizen.included_on is not None
    if citizen.case_number == PETER:
        return _of_peter()
    if citizen.case_number == THOMAS:
        return _of_thomas(citizen.included_on)
    chance = Random(f"{SEED} {citizen.case_number}")  # noqa: S311  a story, not a secret
    state = {"health": chance.randint(1, 3), "satisfaction": chance.randint(2, 6), "who5": chance.randint(1, 3)}
    found: dict[int, Told | NotRelevant] = {}
    for number in count():
        due = due_on(citizen.included_on, number)
        if due > until:
            return found
        told = _one(chance, state, number, due, closes_on(citizen.included_on, number), until)
        if told is not None:
            found[number] = told
    return found


def _one(
    chance: Random, state: dict[str, int], number: int, due: date, closes: date, until: date
) -> Told | NotRelevant | None:
    dice, late = chance.random(), timedelta(days=chance.randint(16, 30))
    answers = _answers(chance, state)
    on_time = max(due, workday(due + timedelta(days=chance.randint(-6, 8) if number else chance.randint(0, 3))))
    day = workday(due + late) if dice > 0.86 else on_time
    waits = 0.35 if closes > until else 0.1  # the last one more often: something is left to do
    if dice < waits or not due <= day <= until or day >= closes:
        return None
    if dice < waits + 0.05:
        return chance.choice([NotRelevant.HOSPITAL, NotRelevant.DECLINED])
    return Told(day, answers)


def _answers(chance: Random, state: dict[str, int]) -> dict[str, Any]:
    """A slow way up with ups and downs."""
    state["health"] = min(5, max(1, state["health"] + chance.choice([-1, 0, 0, 1, 1])))
    state["satisfaction"] = min(10, max(0, state["satisfaction"] + chance.choice([-2, 0, 1, 1, 2])))
    state["who5"] = min(5, max(0, state["who5"] + chance.choice([-1, 0, 0, 1])))
    answers: dict[str, Any] = {
        "mode": chance.choice([Mode.VISIT, Mode.VISIT, Mode.PHONE, Mode.FORM]),
        "health": state["health"],
        "satisfaction": state["satisfaction"],
        "knows": chance.choice(["yes", "yes", "partly", "no", "unknown"]),
        "who5": [min(5, max(0, state["who5"] + chance.choice([-1, 0, 0, 1]))) for _item in range(5)],
        "together": chance.choice(["yes", "partly", "partly", "no", "unknown", ""]),
        "differently": chance.choice(DIFFERENTLY),
        "note": chance.choice(NOTES),
    }
    dice = chance.random()
    if dice < 0.08:
        answers |= {"satisfaction": None, "declined": ["satisfaction"]}
    elif dice < 0.14:
        answers |= {"answered_by": AnsweredBy.PROXY, "proxy": chance.choice(PROXIES)}
    elif dice < 0.2:
        answers["who5"] = [*answers["who5"][:4], None]
    return answers


def _of_peter() -> dict[int, Told | NotRelevant]:
    """The slides of January 2017: dårligt before, nogenlunde now; satisfied asked as yes or no; knows where to turn."""
    now = min(today(), case_day(2017, 1, 11))
    answers = {"mode": Mode.VISIT, "health": 3, "satisfied_then": True, "knows": "yes"}
    return {0: Told(case_day(2016, 4, 11), {"mode": Mode.VISIT, "health": 2}), PETERS_FIRST: Told(now, answers)}


def _of_thomas(included_on: date) -> dict[int, Told | NotRelevant]:
    """A slow way up; round 2 on the phone and late, and the present round waits."""
    told: dict[int, Told | NotRelevant] = {}
    for number, (health, satisfaction, knows, days) in enumerate(
        ((1, 2, "no", 0), (2, 3, "partly", 2), (2, 5, "partly", 17), (3, 6, "yes", 1))
    ):
        who5 = [min(5, number + 1), number, number, min(5, number + 1), number]
        told[number] = Told(
            due_on(included_on, number) + timedelta(days=days),
            {
                "mode": Mode.PHONE if number == 2 else Mode.VISIT,
                "health": health,
                "satisfaction": satisfaction,
                "knows": knows,
                "who5": who5,
                "together": knows,
            },
        )
    return told


def _coordinator(citizen: Citizen, day: date) -> User:
    rows = CareTeamMember.objects.filter(citizen=citizen, place=Place.COORDINATOR, starts_on__lte=day)
    member = rows.select_related("user").order_by("-starts_on", "id").first()
    assert member is not None and member.user is not None, "every citizen of the demo has a coordinator"
    return member.user
