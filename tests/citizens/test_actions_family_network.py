"""Family and friends, and stays: "admitted now" follows each act."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from citizens.actions import recompute, signpost
from citizens.actions.relatives import add_relative, end_relative
from citizens.actions.stays import add_stay, change_stay, end_stay, void_stay
from citizens.enums import StayKind
from citizens.models import Relative, Signpost, Stay
from citizens.queries.family import relatives_of, stays_of
from core.dates import today
from core.models import Refused, Stale
from tests.cast import Cast

KIND = {"kind": StayKind.PSYCHIATRIC}
DAY = timedelta(days=1)


def admitted(cast: Cast) -> bool:
    return Signpost.objects.get(citizen=cast.peter).admitted


def test_admitted_now_from_the_first_day_until_discharge(cast: Cast) -> None:
    stay = add_stay(cast.peter, by=cast.koordinator, starts_on=today(), **KIND)
    assert admitted(cast) is True
    end_stay(stay, by=cast.koordinator, ends_on=today())
    assert (admitted(cast), Stay.objects.get(pk=stay.pk).ends_on) == (False, today())
    with pytest.raises(Refused):
        end_stay(stay, by=cast.koordinator, ends_on=today())


def test_a_stay_to_come_is_known_but_not_now(cast: Cast) -> None:
    add_stay(cast.peter, by=cast.koordinator, starts_on=today() + DAY, **KIND)
    assert (admitted(cast), Signpost.objects.get(citizen=cast.peter).admitted_from) == (False, today() + DAY)


def test_a_mistake_stays_readable_and_counts_no_more(cast: Cast) -> None:
    stay = add_stay(cast.peter, by=cast.koordinator, starts_on=today(), **KIND)
    with pytest.raises(Refused):
        void_stay(stay, by=cast.koordinator, reason=" ")
    void_stay(stay, by=cast.koordinator, reason="Forkert borger")
    assert (admitted(cast), Stay.objects.get(pk=stay.pk).void_reason) == (False, "Forkert borger")
    assert stay in stays_of(cast.peter)
    with pytest.raises(Refused):
        change_stay(stay, by=cast.koordinator, revision=2, note="x")


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("starts_on", {}),
        ("starts_on", {"starts_on": date(2026, 1, 1), "about_count": 3, "year": 2026}),
        ("ends_on", {"starts_on": date(2026, 1, 2), "ends_on": date(2026, 1, 1)}),
        ("year", {"about_count": 3}),
        ("year", {"about_count": 3, "year": 3000}),
        ("year", {"starts_on": date(2026, 1, 1), "year": 2026}),
        ("ends_on", {"about_count": 3, "year": 2026, "ends_on": date(2026, 1, 1)}),
    ],
)
def test_a_bad_stay_is_refused_by_its_field(cast: Cast, field: str, values: dict[str, Any]) -> None:
    before = Stay.objects.count()
    with pytest.raises(Refused) as refused:
        add_stay(cast.peter, by=cast.koordinator, **KIND, **values)
    assert (refused.value.field, Stay.objects.count()) == (field, before)


def test_about_n_in_the_year_is_no_admission(cast: Cast) -> None:
    add_stay(cast.peter, by=cast.koordinator, about_count=3, year=2026, **KIND)
    assert admitted(cast) is False


def test_two_changes_at_once(cast: Cast) -> None:
    stay = cast.stay
    change_stay(stay, by=cast.koordinator, revision=stay.revision, note="ny")
    with pytest.raises(Stale):
        change_stay(stay, by=cast.koordinator, revision=stay.revision, note="gammel")
    assert Stay.objects.get(pk=stay.pk).note == "ny"


def test_a_relative_is_taken_off_and_kept(cast: Cast) -> None:
    row = add_relative(cast.peter, by=cast.koordinator, name="Bo", relation="bror")
    end_relative(row, by=cast.koordinator)
    assert row not in relatives_of(cast.peter)
    assert Relative.objects.get(pk=row.pk).ended_on == today()


def test_the_signpost_can_be_recomputed(cast: Cast) -> None:
    add_stay(cast.peter, by=cast.koordinator, starts_on=today(), **KIND)
    before = Signpost.objects.values().get(citizen=cast.peter)
    signpost(cast.peter, admitted_from=None)
    recompute(cast.peter)
    assert Signpost.objects.values().get(citizen=cast.peter) == before
