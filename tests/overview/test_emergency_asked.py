"""Asking for emergency access: a log-in of some time ago is asked again, and a refusal costs the same whatever it was.

Nobody may learn from the work the server does who is in the system: counted are statements, and what is hashed, sealed
and opened; no clock is asked.
"""

from __future__ import annotations

import sys
from collections import Counter
from typing import Any

import pytest
from django.core.cache import cache
from django.urls import reverse

from citizens.actions import consents
from citizens.enums import Stage
from citizens.models import EmergencyAccess
from core import fields
from tests.factories import citizens
from tests.factories.accounts import PASSWORD
from tests.overview.test_emergency_opened import NOBODYS, TEXT, URL, asked
from tests.overview.traces import own_queries

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_limits(db: None) -> None:
    cache.clear()


def test_a_stale_log_in_is_asked_again_and_nothing_is_opened_or_lost(cast, client_of):
    client = client_of(cast.psykiatri, fresh=False)
    confirm = reverse("account_reauthenticate")
    shown = client.get(URL)
    assert (shown.status_code, shown.url) == (302, f"{confirm}?next={URL}")
    answer = client.post(URL, asked(cast.peter.cpr))
    text = answer.content.decode()
    assert (answer.status_code, TEXT in text, "confirm-password" in text) == (422, True, True)
    assert not EmergencyAccess.objects.filter(user=cast.psykiatri).exists()
    wrong = client.post(URL, asked(cast.peter.cpr, **{"confirm-password": "forkert"}))
    assert (wrong.status_code, TEXT in wrong.content.decode()) == (200, True)
    assert not EmergencyAccess.objects.filter(user=cast.psykiatri).exists()
    sent = asked(cast.peter.cpr, **{"confirm-password": PASSWORD})
    assert client.post(URL, sent).status_code == 307  # the browser sends it all again
    opened = client.post(URL, sent)
    row = EmergencyAccess.objects.get(user=cast.psykiatri)
    assert opened.url == reverse("overview:emergency", args=[row.pk])


def test_an_open_access_is_read_and_ended_without_being_asked_again(cast, client_of):
    """Reading is what it was opened for, and ending it must never wait."""
    row = citizens.emergency(cast.psykiatri, cast.peter)
    client = client_of(cast.psykiatri, fresh=False)
    assert client.get(reverse("overview:emergency", args=[row.pk])).status_code == 200
    assert client.post(reverse("overview:emergency_end", args=[row.pk])).url == reverse("overview:home")
    row.refresh_from_db()
    assert not row.is_open


def _refused_as(cast: Any, what: str) -> tuple[str, str]:
    """Who asks, and for which number."""
    if what == "a number nobody has":
        return "psykiatri", NOBODYS
    if what == "a citizen without a plan":
        return "psykiatri", citizens.citizen(cast.programme, cpr="6201010001", stage=Stage.INCLUDED).cpr
    if what == "a citizen who has withdrawn":
        said = {"withdrawn_by": "Peter", "withdrawn_how": "phone"}
        consents.withdraw_participation(cast.participation, by=cast.koordinator, **said)
        return "psykiatri", cast.peter.cpr
    if what == "a citizen of another programme, withdrawn":
        said = {"withdrawn_by": "Asta", "withdrawn_how": "phone"}
        row = cast.asta.consents.get(kind="participation")
        consents.withdraw_participation(row, by=cast.koordinator2, **said)
        return "psykiatri", cast.asta.cpr
    if what == "one's own citizen, without the right":
        return "jobcenter", cast.peter.cpr
    if what == "a stranger, without the right":
        return "jobcenter", cast.hanne.cpr
    return ("psykiatri", cast.peter.cpr) if what.startswith("a number that opens") else ("jobcenter", NOBODYS)


EXPECTED = {"statements": 7, "keyed_hash": 1}
WHATS = (
    "a number nobody has", "a citizen without a plan", "a citizen who has withdrawn",
    "a citizen of another programme, withdrawn", "one's own citizen, without the right",
    "a stranger, without the right", "a number nobody has, without the right", "a number that opens, once too often",
)  # fmt: skip


@pytest.mark.parametrize("what", WHATS)
def test_a_refusal_costs_the_same_whatever_it_was(cast, client_of, monkeypatch, settings, what):
    settings.EMERGENCY_TRIES = 0 if "too often" in what else settings.EMERGENCY_TRIES
    assert _work(cast, client_of, monkeypatch, what) == EXPECTED


def _work(cast: Any, client_of: Any, monkeypatch: Any, what: str) -> dict[str, int]:
    done: Counter[str] = Counter()

    def counted(module: Any, name: str) -> None:
        real = getattr(module, name)

        def counting(*args: Any, **kwargs: Any) -> Any:
            done[name] += 1
            return real(*args, **kwargs)

        monkeypatch.setattr(module, name, counting)

    who, number = _refused_as(cast, what)
    client = client_of(cast.user(who))
    client.post(URL, asked("6101019999"))  # whatever is looked up once in a process
    counted(sys.modules["citizens.access.emergency"], "keyed_hash")  # its name in the package is the finder's
    counted(fields, "seal")
    counted(fields, "unseal")
    with own_queries() as queries:
        answer = client.post(URL, asked(number))
    assert (answer.status_code, bool(answer.context["form"].non_field_errors())) == (200, True)
    assert not EmergencyAccess.objects.filter(user=cast.user(who)).exists()
    return {"statements": len(queries), **done}
