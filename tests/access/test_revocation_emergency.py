"""Emergency access ends at the next request, whatever it is that ends it: page, part, button, front page, database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.actions import close_login, employ
from accounts.enums import Role, Sector
from citizens.actions import consents
from citizens.actions.emergency import end_emergency
from citizens.models import EmergencyAccess
from core.dates import today
from tests.access.causes import SAID
from tests.access.conftest import afresh, change
from tests.factories import accounts, citizens
from tests.roles import as_app
from tracks.actions import close_plan, life

OPEN = {"page": 200, "part": 200, "end": 302, "front page": True, "database": True}
SHUT = {"page": 404, "part": 404, "end": 404, "front page": False, "database": False}
OUT = SHUT | {"page": 302, "part": 302}


def _moved(cast: Any) -> None:
    other = accounts.organisation("En anden afdeling", Sector.PSYCHIATRY)
    employ(cast.psykiatri, by=cast.admin, role=Role.PARTNER, organisation=other, starts_on=today())


def _closed(cast: Any) -> None:
    said = {"because": "goals-reached", "summary": "Målene er nået"}
    close_plan(cast.plan, by=cast.koordinator, revision=type(cast.plan).objects.get(pk=cast.plan.pk).revision, **said)


CAUSES: dict[str, tuple[Callable[[Any], Any], dict[str, Any]]] = {
    "nothing": (lambda cast: None, OPEN),
    "ended": (lambda cast: end_emergency(EmergencyAccess.objects.get(user=cast.psykiatri), by=cast.psykiatri), SHUT),
    "deactivated": (lambda cast: close_login(cast.psykiatri, by=cast.admin, reason="x"), OUT | {"end": 302}),
    "role's date": (lambda cast: change(cast.psykiatri.affiliation, ends_on=today()), SHUT),
    "role taken": (
        lambda cast: employ(
            cast.psykiatri, by=cast.admin, role=Role.ANALYST, organisation=cast.psykiatri.organisation,
            starts_on=today(),
        ),
        SHUT,
    ),
    "another workplace": (_moved, SHUT),
    "sector changed": (
        lambda cast: change(cast.workplaces["district_psychiatry"], sector=Sector.MUNICIPALITY), SHUT,
    ),
    "participation withdrawn": (
        lambda cast: consents.withdraw_participation(cast.participation, by=cast.koordinator, **SAID),
        SHUT | {"front page": True, "database": True},
    ),
    "citizen left": (
        lambda cast: life.leave(cast.peter, by=cast.koordinator, because="moved", left_on=today(), summary="x"),
        SHUT | {"front page": True, "database": True},
    ),
    "plan closed": (_closed, SHUT | {"front page": True, "database": True}),
}  # fmt: skip


def _used(cast: Any, client: Any, row: EmergencyAccess) -> dict[str, Any]:
    path = reverse("overview:emergency", args=[row.pk])
    home = client.get(reverse("overview:home"))
    with as_app(afresh(cast.psykiatri)), connection.cursor() as cursor:
        cursor.execute("select count(*) from citizens_citizen where id = %s", [cast.peter.pk])
        (rows,) = cursor.fetchone()
    return {
        "page": client.get(path).status_code,
        "part": client.get(path, headers={"HX-Request": "true"}).status_code,
        "front page": path in home.content.decode(),
        "database": rows == 1,
        "end": client.post(reverse("overview:emergency_end", args=[row.pk])).status_code,
    }


@pytest.mark.parametrize("cause", CAUSES)
def test_it_ends_with_what_it_stands_on(cast, client_of, cause):
    happens, expected = CAUSES[cause]
    row = citizens.emergency(cast.psykiatri, cast.peter)
    client = client_of(cast.psykiatri)
    assert client.get(reverse("overview:emergency", args=[row.pk])).status_code == 200
    happens(cast)
    assert _used(cast, client, row) == expected


def test_sixty_minutes_to_the_second(cast, client_of, clock):
    now = timezone.now()
    row = citizens.emergency(cast.psykiatri, cast.peter, opened_at=now, ends_at=now + timedelta(minutes=60))
    client = client_of(cast.psykiatri)
    path = reverse("overview:emergency", args=[row.pk])
    clock(row.ends_at - timedelta(seconds=1))
    assert client.get(path).status_code == 200
    clock(row.ends_at)
    told = [client.get(path).status_code, client.post(reverse("overview:emergency_end", args=[row.pk])).status_code]
    home = client.get(reverse("overview:home")).content.decode()
    assert (told, path in home, "Pilegaard" in home) == ([404, 404], False, False)
