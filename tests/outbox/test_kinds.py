"""Every other kind of reminder: consents that end, deadlines that have passed, plans that have gone quiet."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from django.core import mail as box
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from accounts.queries import addressees
from citizens import notices as consents
from citizens.enums import Intensity, Part, Place
from core.dates import COPENHAGEN, today
from core.outbox.sweep import sweep
from core.workdays import workday
from overview import notices as quiet
from somv.wiring import KINDS
from tests.factories import citizens, plans, tracks
from tests.factories.accounts import saved
from tests.roles import as_owner
from tracks import notices as deadlines

DAY = timedelta(days=1)


def at(day: date) -> datetime:
    return datetime.combine(day, time(8), tzinfo=COPENHAGEN)


@pytest.fixture
def case(cast):
    """A citizen of Kirsten's with an active plan, in which something happened today."""
    with as_owner():
        row = cast.case = citizens.citizen(
            cast.programme, "Hemmelig", "Navnesen", included_on=today() - 90 * DAY, intensity=Intensity.REGULAR
        )
        cast.place = citizens.place(row, cast.koordinator, Place.COORDINATOR)
        cast.participation = citizens.participation(row, cast.koordinator, given_on=today() - 90 * DAY)
        cast.own_plan = plans.plan(row, "active")
        row.signpost.refresh_from_db()
        row.signpost.plan_state, row.signpost.last_activity_at = "active", timezone.now()
        saved(row.signpost)
    return cast


def found(kind, about, day: date) -> list[str]:
    return [due.occasion for due in kind.find(at(day)) if due.about == about]


def told(cast, kind, about, occasion: str, day: date):
    """By user name; None: it no longer concerns anyone."""
    with CaptureQueriesContext(connection) as asked:
        judged = kind.judge([(about, occasion)], at(day))
    assert len(asked) <= 3
    names = {user.pk: name for name, user in cast.everybody.items() if user is not None}
    return sorted(names[who] for who in judged[about, occasion].recipients) if judged else None


def handed_over(cast, day: date) -> None:
    with as_owner():
        cast.place.ends_on = day
        saved(cast.place)
        citizens.place(cast.case, cast.koordinator2, Place.COORDINATOR, starts_on=day)


def withdrawn(cast, day: date) -> None:
    with as_owner():
        row = cast.participation
        row.withdrawn_on, row.withdrawn_by, row.withdrawn_how = day, "Borgeren", "phone"
        saved(row)


def exchange(cast, until: date, part: Part = Part.SOCIAL):
    with as_owner():
        return citizens.exchange(
            cast.case, cast.koordinator, {cast.workplaces["job_centre"]: {part: "read"}}, given_on=today() - 60 * DAY,
            expires_on=until,
        )  # fmt: skip


def test_a_consent_is_told_of_30_days_before_it_ends_and_while_it_is_still_open(case):
    until = today() + 40 * DAY
    exchange(case, until)
    occasion, pk = f"ends-{until}", case.case.pk
    assert found(consents.CONSENT_ENDS, pk, until - 31 * DAY) == []
    assert found(consents.CONSENT_ENDS, pk, until - 30 * DAY) == [occasion]
    assert found(consents.CONSENT_ENDS, pk, until - DAY) == [occasion]
    assert found(consents.CONSENT_ENDS, pk, until) == []
    assert told(case, consents.CONSENT_ENDS, pk, occasion, until - DAY) == ["koordinator"]
    assert told(case, consents.CONSENT_ENDS, pk, occasion, until) is None


def test_cells_add_up_and_each_day_on_which_something_ends_is_told_of_once(case):
    first, second = today() + 10 * DAY, today() + 20 * DAY
    exchange(case, first)
    exchange(case, second, Part.SOMATIC)
    assert sorted(found(consents.CONSENT_ENDS, case.case.pk, today())) == [f"ends-{first}", f"ends-{second}"]
    exchange(case, today() + 200 * DAY)
    assert found(consents.CONSENT_ENDS, case.case.pk, today()) == [f"ends-{second}"]
    assert told(case, consents.CONSENT_ENDS, case.case.pk, f"ends-{first}", today()) is None


def test_the_box_and_the_reminder_of_consents_name_the_same_citizens(case, client_of):
    exchange(case, today() + 10 * DAY)
    keys = {(due.about, due.occasion) for due in consents.find(timezone.now())}
    told_ = {about for (about, _on), row in consents.judge(keys, timezone.now()).items()
             if case.koordinator.pk in row.recipients}  # fmt: skip
    rows = client_of(case.koordinator).get("/").context["consents"]
    assert told_ == {row.citizen.pk for row in rows if not row.lapsed} and case.case.pk in told_


def intervention(cast, deadline: date, **fields):
    with as_owner():
        return tracks.intervention(tracks.track(cast.own_plan, Part.SOCIAL), deadline=deadline, **fields)


def test_a_deadline_is_told_of_the_day_after_and_once(case):
    row = intervention(case, today() + 5 * DAY)
    occasion = f"passed-{row.deadline}"
    assert found(deadlines.DEADLINE, row.pk, row.deadline) == []
    assert found(deadlines.DEADLINE, row.pk, row.deadline + DAY) == [occasion]
    assert found(deadlines.DEADLINE, row.pk, row.deadline + 4 * DAY) == [occasion]
    assert told(case, deadlines.DEADLINE, row.pk, occasion, row.deadline + DAY) == ["koordinator"]


def test_a_deadline_that_was_moved_is_told_of_anew(case):
    row = intervention(case, today() - 2 * DAY)
    old = f"passed-{row.deadline}"
    with as_owner():
        row.deadline = today() - DAY
        saved(row)
    assert told(case, deadlines.DEADLINE, row.pk, old, today()) is None
    assert found(deadlines.DEADLINE, row.pk, today()) == [f"passed-{row.deadline}"]


@pytest.mark.parametrize("status", ["done", "stopped"])
def test_an_ended_intervention_has_no_deadline(case, status):
    reason = {"ended_reason": "Det hjalp ikke"} if status == "stopped" else {}
    row = intervention(case, today() - DAY, status=status, ended_on=today(), **reason)
    assert found(deadlines.DEADLINE, row.pk, today()) == []
    assert told(case, deadlines.DEADLINE, row.pk, f"passed-{row.deadline}", today()) is None


def test_a_quiet_plan_is_told_of_when_the_days_are_over_and_once_a_spell(case):
    allowed, occasion = 21, f"since-{today()}"
    assert found(quiet.QUIET_PLAN, case.case.pk, today() + allowed * DAY) == []
    for late in (1, 4):
        assert found(quiet.QUIET_PLAN, case.case.pk, today() + (allowed + late) * DAY) == [occasion]
    assert told(case, quiet.QUIET_PLAN, case.case.pk, occasion, today() + 22 * DAY) == ["koordinator"]
    with as_owner():
        case.case.signpost.last_activity_at = timezone.now() + 5 * DAY
        saved(case.case.signpost)
    assert told(case, quiet.QUIET_PLAN, case.case.pk, occasion, today() + 22 * DAY) is None
    assert found(quiet.QUIET_PLAN, case.case.pk, today() + 27 * DAY) == [f"since-{today() + 5 * DAY}"]


def each(cast):
    """Every kind with something of the case that is due, and the day it is."""
    until = today() + 10 * DAY
    exchange(cast, until)
    row = intervention(cast, today() - DAY)
    return [
        (consents.CONSENT_ENDS, cast.case.pk, f"ends-{until}", today()),
        (deadlines.DEADLINE, row.pk, f"passed-{row.deadline}", today()),
        (quiet.QUIET_PLAN, cast.case.pk, f"since-{today()}", today() + 22 * DAY),
    ]


def test_the_one_who_has_taken_over_is_told_of_everything(case):
    asked = each(case)
    handed_over(case, today())
    for kind, about, occasion, day in asked[1:]:
        assert told(case, kind, about, occasion, day) == ["koordinator2"], kind.name


def test_who_stands_in_is_told_too(case):
    asked = each(case)
    with as_owner():
        citizens.place(case.case, case.koordinator2, Place.CO_COORDINATOR)
    for kind, about, occasion, day in asked[1:]:
        assert told(case, kind, about, occasion, day) == ["koordinator", "koordinator2"], kind.name


def test_who_is_deactivated_is_not_told(case):
    asked = each(case)
    with as_owner():
        case.koordinator.is_active = False
        saved(case.koordinator)
    for kind, about, occasion, day in asked:
        assert told(case, kind, about, occasion, day) == [], kind.name


@pytest.mark.parametrize("how", ["withdrawn", "closed", "voided"])
def test_nobody_is_told_of_a_case_that_is_not_under_way(case, how):
    asked = each(case)
    with as_owner():
        if how == "withdrawn":
            withdrawn(case, today())
        elif how == "closed":
            case.case.signpost.plan_state = "closed"
            saved(case.case.signpost)
        else:
            case.case.voided, case.case.void_reason = True, "Oprettet ved en fejl"
            saved(case.case)
    for kind, about, occasion, day in asked:
        assert told(case, kind, about, occasion, day) is None, kind.name


def test_judging_many_costs_what_one_costs(case):
    with as_owner():
        track = tracks.track(case.own_plan, Part.SOCIAL)
        rows = [tracks.intervention(track, deadline=today() - DAY) for _number in range(20)]
    with CaptureQueriesContext(connection) as asked:
        judged = deadlines.judge([(row.pk, f"passed-{row.deadline}") for row in rows], timezone.now())
    assert (len(asked), len(judged)) == (2, 20)


def test_everything_of_a_day_is_one_mail_that_names_nobody(case):
    """Canary: every kind the product knows, swept as it is in the product, over the whole cast."""
    each(case)
    with as_owner():
        for user in case.everybody.values():
            if user is not None:
                user.email = f"{user.pk}@eksempel.invalid"
                saved(user)
    day = workday(today() + DAY)  # today's digest of hers was refused
    sweep(KINDS, addressees, at(day) + timedelta(hours=1))
    mine = [mail for mail in box.outbox if mail.to == [f"{case.koordinator.pk}@eksempel.invalid"]]
    assert len(mine) == 1
    with translation.override("da"):
        assert f"{case.case.case_number}" in mine[0].body and "frist" in mine[0].body.lower()
    secrets = {case.case.given_name, case.case.family_name, "Peter", "CANARY", *(str(part.label) for part in Part)}
    for mail in box.outbox:
        words = mail.subject + mail.body
        assert not [secret for secret in secrets if secret in words], words
        for number in (case.case.cpr, case.peter.cpr):
            assert number not in words


def test_every_kind_has_a_name_of_its_own_and_fits_its_column():
    assert {"follow-up", "consent-ends", "deadline", "quiet-plan"} <= set(KINDS)
    assert all(name == kind.name and len(name) <= 40 and kind.label for name, kind in KINDS.items())
