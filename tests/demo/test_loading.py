"""Loaded once, whole or not at all, on any day of the year – and never beside real data."""

from __future__ import annotations

import io
import time
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from citizens.models import Citizen
from core.dates import add_months, today
from plans.models import Plan
from somv.demo import clock, loading
from tests.demo.loaded import enter
from tests.factories import citizens as factory

pytestmark = pytest.mark.django_db


def load() -> str:
    out = io.StringIO()
    call_command("load_demo", stdout=out)
    return out.getvalue()


def names() -> list[tuple[int, str, str]]:
    return list(Citizen.objects.order_by("case_number").values_list("case_number", "given_name", "family_name"))


def facts() -> list[Any]:
    order = ("citizen__case_number", "created_at", "tracks__kind", "tracks__goals__position", "tracks__goals__text")
    plans = Plan.objects.order_by(*order)
    return [*names(), *plans.values_list("id", "state", "matters", "tracks__status_line", "tracks__goals__text")]


def test_a_second_call_only_says_so() -> None:
    first = load()
    assert "The demo data are loaded." in first
    before = facts()
    began = time.monotonic()
    second = load()
    assert time.monotonic() - began < 0.5
    assert "The demo data are there already." in second
    assert "koordinator" in second and "somv-demo-2026" in second
    assert facts() == before


def test_two_loadings_are_equal() -> None:
    """One that other tests of this process look at, and one of now."""
    found = []
    for loading_of in (enter, load):
        with transaction.atomic():
            loading_of()
            found.append(facts())
            transaction.set_rollback(True)
    assert found[0] == found[1]
    assert len(found[0]) > 68
    assert len(names()) == 0


def test_production_refuses(settings: Any) -> None:
    settings.PLAYGROUND = False
    with pytest.raises(CommandError, match="SOMV_DEMO"):
        load()
    assert (User.objects.count(), Citizen.objects.count()) == (0, 0)


def test_real_data_are_never_mixed_with_it() -> None:
    factory.citizen(given_name="Virkelig", family_name="Borger")
    with pytest.raises(CommandError, match="never mixed with real data"):
        load()
    assert names() == [(Citizen.objects.get().case_number, "Virkelig", "Borger")]
    assert not User.objects.filter(username="koordinator").exists()


def test_what_the_demos_users_add_is_no_real_data() -> None:
    enter()
    factory.citizen(given_name="Ny", family_name="Borger", case_number=9999)
    assert "there already" in load()


def test_half_a_demo_is_no_demo(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: Any) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr(loading, "_finish", broken)
    with pytest.raises(RuntimeError), transaction.atomic():
        load()
    assert (User.objects.count(), Citizen.objects.count(), loading.loaded()) == (0, 0, False)


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 12, 31, 22, 30, tzinfo=UTC),
        datetime(2027, 1, 1, 0, 5, tzinfo=UTC),
        datetime(2028, 2, 29, 12, tzinfo=UTC),
        datetime(2027, 5, 2, 5, 1, tzinfo=UTC),
    ],
    ids=lambda moment: f"{moment:%Y-%m-%d}",
)
def test_it_loads_on_any_day(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    monkeypatch.setattr(timezone, "now", lambda: moment)
    load()
    assert len(names()) == 68
    assert Plan.objects.get(citizen__case_number=4701).next_meeting_on > today()


def test_the_cases_are_moved_by_whole_months(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 23, 9, tzinfo=UTC))
    assert clock.shift() == 118
    assert clock.case_day(2017, 1, 31) == date(2026, 11, 30)
    assert clock.case_day(2016, 12, 1) == date(2026, 10, 1)
    assert clock.case_day(2016, 4, 11) == add_months(date(2016, 4, 11), 118) == date(2026, 2, 11)
    assert clock.case_words("{2016-05}, {2016-12-01}, {2015}, {2010}") == "marts 2026, 1. oktober 2026, 2025, 2020"
