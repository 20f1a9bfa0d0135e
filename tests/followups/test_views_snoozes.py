"""A reminder is put off: with a day and a reason, by who answers for the round, and shown on it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from core.dates import today
from followups.models import Snooze
from tests.factories import followups
from tests.roles import as_owner

DAY = timedelta(days=1)


@pytest.fixture
def case(cast):
    """Peter's open round, due in a week."""
    with as_owner():
        cast.follow_up.due_on, cast.follow_up.closes_on = today() + 7 * DAY, today() + 20 * DAY
        followups.saved(cast.follow_up)
    return cast


def url(case, row=None):
    row = row or case.follow_up
    return reverse("followups:snooze", args=[row.citizen_id, row.pk])


def sent(days: int = 5, reason: str = "Hun er på ferie") -> dict[str, str]:
    return {"until": (today() + days * DAY).isoformat(), "reason": reason}


def test_it_is_put_off_and_says_so_on_the_round(case, client_of):
    client = client_of(case.koordinator)
    assert client.get(url(case)).status_code == 200
    page = client.post(url(case), sent(), follow=True)
    row = Snooze.objects.get(follow_up=case.follow_up)
    assert (row.until, row.reason, row.snoozed_by) == (today() + 5 * DAY, "Hun er på ferie", case.koordinator)
    text = page.content.decode()
    assert "påmindelse udsat til" in text and "Hun er på ferie" in text
    assert row.history.get().history_user == case.koordinator


def test_who_may_read_but_is_not_in_the_team_sees_the_day_and_not_the_reason(case, client_of):
    with as_owner():
        followups.snooze(case.follow_up, case.koordinator, today() + 5 * DAY, reason="Noget om Ruth")
    text = client_of(case.laege).get(reverse("followups:rounds", args=[case.peter.pk])).content.decode()
    assert "påmindelse udsat til" in text and "Noget om Ruth" not in text
    assert url(case) not in text


@pytest.mark.parametrize(
    ("values", "field"),
    [
        (sent(0), "until"),
        (sent(-3), "until"),
        (sent(20), "until"),
        (sent(31), "until"),
        ({"until": "i morgen", "reason": "x"}, "until"),
        ({"until": "", "reason": "x"}, "until"),
        (sent(reason=" "), "reason"),
        (sent(reason="x" * 301), "reason"),
    ],
)
def test_a_mistake_is_told_at_its_field_and_nothing_is_lost(case, client_of, values, field):
    answer = client_of(case.koordinator).post(url(case), values)
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {field})
    if values["until"]:
        assert values["until"] in answer.content.decode()
    assert not Snooze.objects.exists()


def test_a_long_time_is_30_days_at_most_even_if_the_round_is_open_for_longer(case, client_of):
    with as_owner():
        case.follow_up.closes_on = today() + 70 * DAY
        followups.saved(case.follow_up)
    client = client_of(case.koordinator)
    assert client.post(url(case), sent(31)).status_code == 422
    assert client.post(url(case), sent(30)).status_code == 302


def test_pressed_twice_it_is_one_and_put_off_again_the_last_day_counts(case, client_of):
    client = client_of(case.koordinator)
    for _time in range(2):
        client.post(url(case), sent())
    assert Snooze.objects.count() == 1
    client.post(url(case), sent(9, "Endnu senere"))
    text = client.get(reverse("followups:rounds", args=[case.peter.pk])).content.decode()
    assert "Endnu senere" in text and "Hun er på ferie" not in text


@pytest.mark.parametrize("how", ["answered", "not open", "closed"])
def test_a_round_that_waits_for_nothing_cannot_be_put_off(case, client_of, how):
    with as_owner():
        row = case.follow_up
        if how == "answered":
            followups.answer(row)
        else:
            row.due_on = today() + (40 * DAY if how == "not open" else -80 * DAY)
            row.closes_on = row.due_on + 77 * DAY
            followups.saved(row)
    answer = client_of(case.koordinator).post(url(case), sent())
    assert answer.status_code == 422 and answer.context["form"].non_field_errors()
    assert not Snooze.objects.exists()


@pytest.mark.parametrize(
    ("name", "status"), [("laege", 403), ("projektleder", 403), ("jobcenter", 404), ("admin", 404)]
)
def test_it_is_the_coordinators_to_put_off(case, client_of, name, status):
    client = client_of(case.user(name))
    assert (client.get(url(case)).status_code, client.post(url(case), sent()).status_code) == (status, status)
    assert not Snooze.objects.exists()
