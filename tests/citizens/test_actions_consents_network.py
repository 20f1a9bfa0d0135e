"""Consents: when they count, how long they may run, and what a withdrawal takes at once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from accounts.permissions import Permission
from citizens import access
from citizens.actions import consents
from citizens.enums import ConsentKind, Level, Part, WithdrawnHow
from citizens.models import Consent, ConsentScope
from core.dates import add_months, today
from core.models import Refused
from tests.cast import Cast
from tests.factories import citizens

SAID = {"withdrawn_by": "Peter", "withdrawn_how": WithdrawnHow.PHONE}
YEAR = {"kind": ConsentKind.EXCHANGE, "form": "written", "purpose": "Samarbejde"}


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Any:
    """``at(2026, 7, 1, 21, 59)``: the clock stands there, in UTC."""
    return lambda *when: monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(*when, tzinfo=UTC))


def record(cast: Cast, workplace: str = "shelter", part: Part = Part.SOCIAL, **values: Any) -> Consent:
    cells = [(cast.workplaces[workplace], part, Level.READ)]
    values = {**YEAR, "cells": cells, **values}
    return consents.record_consent(cast.peter, by=cast.koordinator, **values)


def sees(cast: Cast, name: str) -> bool:
    user = type(cast.koordinator).objects.get(pk=cast.user(name).pk)
    return access.visible_citizens(user).filter(pk=cast.peter.pk).exists()


def open_cells(cast: Cast, day: date) -> int:
    rows = access.valid_cells(day).filter(consent__citizen=cast.peter, organisation=cast.workplaces["shelter"])
    return rows.count()


def test_counts_from_the_day_given_until_the_day_it_expires(cast: Cast) -> None:
    given, until = today() - timedelta(days=5), today() + timedelta(days=5)
    consent = record(cast, given_on=given, expires_on=until)
    days = [given - timedelta(days=1), given, until - timedelta(days=1), until]
    assert [consent.valid_on(day) for day in days] == [False, True, True, False]
    assert [open_cells(cast, day) for day in days] == [0, 1, 1, 0]


def test_turns_at_danish_midnight_in_summer_and_winter(cast: Cast, at: Any) -> None:
    citizens.place(cast.peter, cast.frivillig)
    given = date(2026, 6, 1)
    scope = {cast.workplaces["shelter"]: {Part.SOCIAL: Level.READ}}
    summer = citizens.exchange(cast.peter, cast.koordinator, scope, given_on=given, expires_on=date(2026, 7, 1))
    seen = []
    for when in ((2026, 5, 31, 21, 59), (2026, 5, 31, 22, 0), (2026, 6, 30, 21, 59), (2026, 6, 30, 22, 0)):
        at(*when)
        seen.append(sees(cast, "frivillig"))
    assert seen == [False, True, True, False]
    assert summer.valid_on(date(2026, 6, 30)) is True


def test_one_year_is_a_calendar_year_also_from_the_29th_of_february(cast: Cast, at: Any) -> None:
    at(2028, 3, 1, 12, 0)
    leap = date(2028, 2, 29)
    assert record(cast, given_on=leap).expires_on == date(2029, 2, 28)
    with pytest.raises(Refused) as refused:
        record(cast, given_on=leap, expires_on=date(2029, 3, 1))
    assert (refused.value.field, Consent.objects.filter(given_on=leap).count()) == ("expires_on", 1)


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("expires_on", {"expires_on": add_months(date(2026, 1, 1), 14), "given_on": date(2026, 1, 1)}),
        ("expires_on", {"expires_on": date(2026, 1, 1), "given_on": date(2026, 1, 1)}),
        ("given_on", {"given_on": date(2999, 1, 1)}),
        ("why_oral", {"form": "oral"}),
        ("purpose", {"purpose": " "}),
        (None, {"cells": []}),
        (None, {"kind": ConsentKind.RELATIVES}),
        ("kind", {"kind": ConsentKind.PARTICIPATION, "cells": []}),
    ],
)
def test_a_bad_consent_is_refused_by_its_field(cast: Cast, field: str | None, values: dict[str, Any]) -> None:
    before = (Consent.objects.count(), ConsentScope.objects.count())
    with pytest.raises(Refused) as refused:
        record(cast, **values)
    assert refused.value.field == field
    assert (Consent.objects.count(), ConsentScope.objects.count()) == before


def test_an_organisation_that_is_gone_is_refused(cast: Cast) -> None:
    gone = cast.workplaces["shelter"]
    gone.ends_on = today()
    with pytest.raises(Refused, match="Værestedet"):
        record(cast)


def test_consents_add_up_and_none_is_overwritten(cast: Cast) -> None:
    before = list(cast.exchange.scopes.order_by("id").values("part", "level", "ended_on"))
    record(cast, "job_centre", Part.PSYCHIATRY)
    case = access.case_of(cast.jobcenter, cast.peter)
    assert case is not None and case.readable == {Part.SOCIAL, Part.PSYCHIATRY}
    assert list(cast.exchange.scopes.order_by("id").values("part", "level", "ended_on")) == before


def test_withdrawal_for_an_organisation_ends_its_cells_in_all_consents(cast: Cast) -> None:
    record(cast, "job_centre", Part.PSYCHIATRY)
    others = access.valid_cells(today()).exclude(organisation=cast.workplaces["job_centre"]).count()
    ended = consents.withdraw_organisation(cast.peter, cast.workplaces["job_centre"], by=cast.koordinator, **SAID)
    assert {(cell.part, cell.ended_on, cell.ended_by) for cell in ended} == {
        (Part.SOCIAL, today(), "Peter"),
        (Part.PSYCHIATRY, today(), "Peter"),
    }
    assert access.valid_cells(today()).exclude(organisation=cast.workplaces["job_centre"]).count() == others
    assert (sees(cast, "jobcenter"), sees(cast, "rusmiddel")) == (False, True)
    with pytest.raises(Refused):
        consents.withdraw_organisation(cast.peter, cast.workplaces["job_centre"], by=cast.koordinator, **SAID)


def test_it_can_be_given_again_after_a_withdrawal(cast: Cast) -> None:
    consents.withdraw_organisation(cast.peter, cast.workplaces["job_centre"], by=cast.koordinator, **SAID)
    record(cast, "job_centre", Part.SOCIAL)
    assert sees(cast, "jobcenter") is True


def test_withdrawing_keeps_history_and_who_said_it(cast: Cast) -> None:
    consents.withdraw_consent(cast.exchange, by=cast.koordinator, **SAID)
    row = Consent.objects.get(pk=cast.exchange.pk)
    assert (row.withdrawn_on, row.withdrawn_by, row.withdrawn_how) == (today(), "Peter", WithdrawnHow.PHONE)
    assert [past.withdrawn_on for past in row.history.order_by("-revision")] == [today(), None]
    assert row.history.first().history_user == cast.koordinator
    assert [sees(cast, name) for name in ("rusmiddel", "sygehus", "jobcenter", "laege")] == [False] * 4
    with pytest.raises(Refused):
        consents.withdraw_consent(row, by=cast.koordinator, **SAID)


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("withdrawn_on", {"withdrawn_on": date(2999, 1, 1)}),
        ("withdrawn_on", {"withdrawn_on": date(2000, 1, 1)}),
        ("withdrawn_by", {"withdrawn_by": " "}),
        ("withdrawn_how", {"withdrawn_how": ""}),
    ],
)
def test_a_bad_withdrawal_changes_nothing(cast: Cast, field: str, said: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refused:
        consents.withdraw_consent(cast.exchange, by=cast.koordinator, **{**SAID, **said})
    assert refused.value.field == field
    assert Consent.objects.get(pk=cast.exchange.pk).revision == cast.exchange.revision


def test_participation_withdrawn_leaves_reading_for_thirty_days(cast: Cast, at: Any) -> None:
    consents.withdraw_participation(cast.participation, by=cast.koordinator, exchange_too=True, **SAID)
    case = access.case_of(cast.koordinator, cast.peter)
    assert case is not None and (case.participation, case.rights & {Permission.PLAN_CHANGE, Permission.PLAN_VIEW}) == (
        "withdrawn",
        {Permission.PLAN_VIEW},
    )
    assert Consent.objects.get(pk=cast.exchange.pk).withdrawn_on == today()
    seen, day = [], today()
    for days in (29, 30):
        then = day + timedelta(days=days)
        at(then.year, then.month, then.day, 12, 0)
        seen.append((sees(cast, "koordinator"), sees(cast, "projektleder")))
    assert seen == [(True, True), (False, False)]


def test_participation_includes_who_is_screened_and_ticks_the_step(cast: Cast) -> None:
    citizens.screening(cast.rita)
    consents.record_consent(
        cast.rita, by=cast.koordinator, kind=ConsentKind.PARTICIPATION, form="written", purpose="Deltage"
    )
    cast.rita.refresh_from_db()
    assert (cast.rita.stage, cast.rita.included_on) == ("included", today())
    assert 3 in cast.rita.referral.steps_done
