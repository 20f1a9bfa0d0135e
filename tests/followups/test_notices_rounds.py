"""The reminders of a round: found on the right day, and told to whom it concerns when they are sent."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from django.core import mail as box
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.enums import Role
from accounts.queries import addressees
from citizens.enums import Place
from core.dates import COPENHAGEN, today
from core.models import Notice
from core.outbox.notices import find_due
from core.outbox.problems import Problems
from core.outbox.sweep import sweep
from core.workdays import days_answered_for, is_workday, workday
from followups.notices.rounds import FOLLOW_UP, find, judge
from tests.factories import accounts, citizens, followups, plans
from tests.factories.accounts import saved
from tests.roles import as_owner

KINDS = {FOLLOW_UP.name: FOLLOW_UP}
DAY = timedelta(days=1)


def at(day: date, hour: int = 8) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=COPENHAGEN)


def next_monday() -> date:
    """A Monday well ahead, in a fortnight without a public holiday on either side of it."""
    day = today() + 60 * DAY
    while day.weekday() != 0 or not all(is_workday(day + n * DAY) for n in (-14, -7, 0, 7, 14)):
        day += DAY
    return day


@pytest.fixture
def case(cast):
    """A citizen of Kirsten's in the programme that Lone leads, with one round, due on a Monday."""
    with as_owner():
        row = citizens.citizen(cast.programme, "Mandag", included_on=today() - 200 * DAY)
        cast.place = citizens.place(row, cast.koordinator, Place.COORDINATOR)
        cast.consent = citizens.participation(row, cast.koordinator, given_on=today() - 200 * DAY)
        cast.own_course = followups.course(row, planned=False)
        cast.round = round_due(cast, next_monday())
    return cast


def round_due(cast, day: date, number: int = 1):
    return followups.follow_up(cast.own_course, number, due_on=day, closes_on=day + 77 * DAY)


def occasions(cast, day: date) -> list[str]:
    """What is found of the case's round for the first time on `day`, by the occasion's first word."""
    since, before = at(day), set(find(at(day - DAY), at(day - DAY)))
    found = [due for due in find(at(day), since) if due.about == cast.round.pk and due not in before]
    return [due.occasion.partition("-")[0] for due in found]


def told(cast, occasion: str, day: date):
    """To whom it is told on `day`, by user name; None: it no longer concerns anyone."""
    key = (cast.round.pk, f"{occasion}-{cast.round.due_on}" if "-" not in occasion else occasion)
    with CaptureQueriesContext(connection) as asked:
        found = judge([key], at(day))
    assert len(asked) <= 3
    if key not in found:
        return None
    names = {user.pk: name for name, user in cast.everybody.items() if user is not None}
    return sorted(names[who] for who in found[key].recipients)


WHEN = {"before": -14, "due": 0, "after": 7, "lead": 14}


def test_each_reminder_is_found_on_its_day_and_not_the_day_before(case):
    due = case.round.due_on
    for name, days in WHEN.items():
        assert name not in occasions(case, due + (days - 1) * DAY)
        assert name in occasions(case, due + days * DAY)


@pytest.mark.parametrize("name", WHEN)
@pytest.mark.parametrize("shift", [4, 5, 6])
def test_on_a_day_off_it_is_found_on_the_next_working_day(case, name, shift):
    """Friday, Saturday, Sunday: what falls on the weekend comes on the Monday."""
    with as_owner():
        case.round.due_on += shift * DAY
        saved(case.round)
    wanted = case.round.due_on + WHEN[name] * DAY
    for day in (wanted + n * DAY for n in range(-1, 4)):
        here = [due.occasion for due in find(at(day), at(day)) if due.about == case.round.pk]
        assert (f"{name}-{case.round.due_on}" in here) == (day == workday(wanted)), day


def test_at_christmas_it_comes_on_the_first_working_day_after(case):
    year = today().year + 1
    with as_owner():
        case.round.due_on, case.round.closes_on = date(year, 12, 25), date(year + 1, 3, 11)
        saved(case.round)
    first = workday(date(year, 12, 25))
    assert first > date(year, 12, 26)
    for number in range(8):
        day = date(year, 12, 24) + number * DAY
        found = [due for due in find(at(day), at(day)) if due.about == case.round.pk]
        assert [due.at.date() for due in found if due.occasion.startswith("due")] == [first] * (day == first)


def test_three_days_without_a_scheduler_lose_nothing(case):
    """Each minute's find looks back a month, so what nobody asked for is found when somebody asks."""
    due = case.round.due_on
    for name, days in WHEN.items():
        late = [row.occasion for row in find(at(due + (days + 3) * DAY)) if row.about == case.round.pk]
        assert f"{name}-{due}" in late, name


def test_once_found_on_a_day_only_what_falls_due_that_day_is_looked_for(case):
    """Each minute asks for one day; the first find of a day, and the first after a fault, for a month."""
    now = timezone.now()
    with as_owner():
        case.round.due_on, case.round.closes_on = today() - 5 * DAY, today() + 60 * DAY
        saved(case.round)
    assert case.round.pk in {row.about for row in find(now)}
    find_due(KINDS, now, Problems())
    with as_owner():
        late = round_due(case, today() - 4 * DAY, 2)
    first, last = days_answered_for(today(), today())
    assert (late.pk in {row.about for row in find(now)}) == (first <= late.due_on <= last)
    assert late.pk in {row.about for row in find(now + DAY)}


def test_what_is_written_down_is_not_found_again(case):
    now = at(case.round.due_on)
    find_due(KINDS, now, Problems())
    assert Notice.objects.filter(about=case.round.pk).count() == 1
    assert [due for due in find(now) if due.about == case.round.pk] == []


def test_a_round_that_is_planned_anew_is_reminded_of_anew(case):
    find_due(KINDS, at(case.round.due_on), Problems())
    with as_owner():
        case.round.due_on += 7 * DAY
        saved(case.round)
    find_due(KINDS, at(case.round.due_on), Problems())
    rows = Notice.objects.filter(about=case.round.pk, occasion__startswith="due-")
    assert len({row.occasion for row in rows}) == 2
    assert told(case, f"due-{case.round.due_on - 7 * DAY}", case.round.due_on) is None


def test_coordinator_and_lead_are_told_each_their_own(case):
    due = case.round.due_on
    for name in ("before", "due", "after"):
        assert told(case, name, due + WHEN[name] * DAY) == ["koordinator"]
    assert told(case, "lead", due + 14 * DAY) == ["projektleder"]


def test_a_reminder_that_comes_too_late_leaves_it_to_the_next(case):
    due = case.round.due_on
    assert told(case, "before", due - DAY) == ["koordinator"] and told(case, "before", due) is None
    assert told(case, "due", due + 6 * DAY) == ["koordinator"] and told(case, "due", due + 7 * DAY) is None


def test_the_one_who_has_taken_over_is_told(case):
    due = case.round.due_on
    with as_owner():
        case.place.ends_on = due
        saved(case.place)
        citizens.place(case.round.citizen, case.koordinator2, Place.COORDINATOR, starts_on=due)
    assert told(case, "due", due - DAY) == ["koordinator"]
    assert told(case, "due", due) == ["koordinator2"]


def test_who_stands_in_is_told_too_and_only_while_they_do(case):
    due = case.round.due_on
    with as_owner():
        citizens.place(
            case.round.citizen, case.koordinator2, Place.CO_COORDINATOR, starts_on=due, ends_on=due + 7 * DAY
        )
    assert told(case, "due", due - DAY) == ["koordinator"]
    assert told(case, "due", due) == ["koordinator", "koordinator2"]
    assert told(case, "after", due + 7 * DAY) == ["koordinator"]


def test_a_participant_or_their_substitute_is_never_told(case):
    with as_owner():
        citizens.place(case.round.citizen, case.laege, Place.PARTICIPANT)
        citizens.place(case.round.citizen, case.jobcenter, Place.SUBSTITUTE)
    assert told(case, "due", case.round.due_on) == ["koordinator"]


def test_who_was_deactivated_or_works_elsewhere_is_not_told(case):
    due = case.round.due_on
    with as_owner():
        kirsten = case.koordinator
        kirsten.is_active = False
        saved(kirsten)
    assert told(case, "due", due) == []
    with as_owner():
        kirsten.is_active = True
        saved(kirsten)
        place = kirsten.affiliations.get(role=Role.COORDINATOR)
        place.ends_on = due
        saved(place)
    assert told(case, "due", due - DAY) == ["koordinator"]
    assert told(case, "due", due) == []


def test_a_lead_who_no_longer_leads_is_not_told(case):
    day = case.round.due_on + 14 * DAY
    with as_owner():
        case.lead.ends_on = day
        saved(case.lead)
    assert told(case, "lead", day - DAY) == ["projektleder"] and told(case, "lead", day) == []


@pytest.mark.parametrize(
    "how", ["answered", "not relevant", "paused", "withdrawn", "left", "closed", "ended", "voided"]
)
def test_nobody_is_reminded_of_a_round_that_is_not_asked_for(case, how):
    due, row = case.round.due_on, case.round
    with as_owner():
        if how == "answered":
            followups.answer(row, due - DAY)
        elif how == "not relevant":
            followups.follow_up(case.own_course, 1, not_relevant="hospital", ended_on=due - DAY)
        elif how == "paused":
            followups.pause(case.own_course, due - DAY, ends_on=due + DAY)
        elif how == "withdrawn":
            case.consent.withdrawn_on, case.consent.withdrawn_by = due - DAY, "Borgeren"
            case.consent.withdrawn_how = "phone"
            saved(case.consent)
        elif how == "ended":
            case.own_course.ended_on, case.own_course.ended_because = due - DAY, "left"
            saved(case.own_course)
        else:
            _leaves(case, how)
    for name in ("due", "after", "lead"):
        assert told(case, name, due + WHEN[name] * DAY) is None


def _leaves(case, how: str) -> None:
    citizen = case.round.citizen
    if how == "closed":
        plans.plan(citizen, "closed")
        citizen.signpost.plan_state = "closed"
        saved(citizen.signpost)
    elif how == "voided":
        citizen.voided, citizen.void_reason = True, "Oprettet ved en fejl"
        saved(citizen)
    else:
        citizen.stage, citizen.left_on, citizen.left_because = "left", case.round.due_on - DAY, "moved"
        saved(citizen)


def test_answered_or_ended_it_is_not_even_found(case):
    due = case.round.due_on
    with as_owner():
        followups.answer(case.round, due - DAY)
    assert [row for row in find(at(due)) if row.about == case.round.pk] == []


def test_put_off_it_comes_on_the_day_chosen_and_not_before(case):
    due = case.round.due_on
    with as_owner():
        followups.snooze(case.round, case.koordinator, due + 10 * DAY)
    assert told(case, "due", due) is None and told(case, "after", due + 7 * DAY) is None
    later = workday(due + 10 * DAY)
    assert f"snoozed-{due + 10 * DAY}" in [row.occasion for row in find(at(later), at(later))]
    assert told(case, f"snoozed-{due + 10 * DAY}", later) == ["koordinator"]
    assert told(case, "lead", due + 14 * DAY) == ["projektleder"]
    with as_owner():
        followups.snooze(case.round, case.koordinator, due + 12 * DAY)
    assert told(case, f"snoozed-{due + 10 * DAY}", later) is None


def test_judging_costs_the_same_for_one_and_for_many(case):
    with as_owner():
        rows = [round_due(case, case.round.due_on + n * DAY, 1 + n) for n in range(25)]
    keys = [(row.pk, f"due-{row.due_on}") for row in rows]
    now = at(case.round.due_on)
    with CaptureQueriesContext(connection) as asked:
        found = judge(keys, now)
    assert (len(asked), found[keys[0]].recipients) == (3, (case.koordinator.pk,))


def test_the_sweep_was_stopped_and_the_citizen_handed_over(case):
    """One mail without a name, to the new coordinator (the story of the issue)."""
    due, citizen = case.round.due_on, case.round.citizen
    with as_owner():
        case.place.ends_on = due + DAY
        saved(case.place)
        citizens.place(citizen, case.koordinator2, Place.COORDINATOR, starts_on=due + DAY)
        saved_email(case.koordinator, "kirsten@eksempel.invalid")
        saved_email(case.koordinator2, "ny@eksempel.invalid")
    sweep(KINDS, addressees, at(due + DAY))
    sweep(KINDS, addressees, at(due + DAY, 9))
    about = [mail for mail in box.outbox if f"/borgere/{citizen.pk}/" in mail.body]
    assert [mail.to for mail in about] == [["ny@eksempel.invalid"]]
    words = about[0].subject + about[0].body
    assert str(citizen.case_number) in words and "tremånedersopfølgning" in words.lower()
    for secret in (citizen.given_name, citizen.family_name, citizen.cpr, case.koordinator.name, case.koordinator2.name):
        assert not secret or secret not in words


def saved_email(user, email: str) -> None:
    user.email = email
    saved(user)


def test_no_line_holds_anything_of_a_person(case):
    keys = [(due.about, due.occasion) for due in find(at(case.round.due_on + 14 * DAY))]
    for told_ in judge(keys, at(case.round.due_on + 14 * DAY)).values():
        for name in ("Mandag", "Peter", "Kirsten"):
            assert name not in f"{told_.line}{told_.path}{told_.reference}"


def test_an_unknown_thing_concerns_nobody(case):
    assert judge([(accounts.organisation().pk, "due-2026-01-01")], at(case.round.due_on)) == {}
